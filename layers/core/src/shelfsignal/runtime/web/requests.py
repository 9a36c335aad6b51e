"""Turn an API Gateway request into validated models; whatever is wrong is named by its field."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Request
from pydantic import BaseModel, ValidationError

from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.redaction import redact_text
from shelfsignal.runtime.web.clients import cookies_of
from shelfsignal.runtime.web.errors import MalformedJson, PayloadTooLarge, UnsupportedMediaType
from shelfsignal.runtime.web.routing import Route

MAX_BODY_BYTES: Final = 1_000_000
MAX_NAMED_ERRORS: Final = 20


def parse(route: Route, request: Request) -> dict[str, BaseModel]:
    """The view's path, query, headers, cookies and body, as far as it takes them.

    Raises: InvalidInput, MalformedJson, PayloadTooLarge, UnsupportedMediaType.
    """
    parsed: dict[str, BaseModel] = {}
    if path := route.model("path"):
        parsed["path"] = _validated(path, "path", request.uri_params or {})
    if query := route.model("query"):
        parsed["query"] = _validated(query, "query", _single_values(request))
    else:
        _refuse_any_query(request)
    if headers := route.model("headers"):
        parsed["headers"] = _validated(headers, "header", _named(headers, request.headers))
    if cookies := route.model("cookies"):
        parsed["cookies"] = _validated(cookies, "cookie", _named(cookies, cookies_of(request)))
    if body := route.model("body"):
        parsed["body"] = _validated_body(body, request)
    return parsed


def _named(model: type[BaseModel], given: Mapping[str, str]) -> dict[str, str]:
    """Of what came along, what the model asks for."""
    names = [field.alias or name for name, field in model.model_fields.items()]
    return {name: given[name] for name in names if name in given}


def _single_values(request: Request) -> dict[str, str]:
    given = _query(request)
    repeated = sorted(name for name, values in given.items() if len(values) != 1)
    if repeated:
        raise _invalid("query", [(name, "is given more than once") for name in repeated])
    return {name: values[0] for name, values in given.items()}


def _refuse_any_query(request: Request) -> None:
    if given := _query(request):
        raise _invalid("query", [(name, "is not a parameter of this route") for name in given])


def _query(request: Request) -> dict[str, list[str]]:
    params = request.query_params
    return {name: params.getlist(name) for name in params} if params else {}


def _validated(model: type[BaseModel], part: str, given: dict[str, Any]) -> BaseModel:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _translated(part, error) from None


def _validated_body(model: type[BaseModel], request: Request) -> BaseModel:
    """An empty body stands for an empty object."""
    raw = _raw_body(request, getattr(model, "max_bytes", MAX_BODY_BYTES))
    if not raw.strip():
        return _validated(model, "body", {})
    media_type = request.headers.get("content-type", "application/json").split(";")[0]
    if media_type.strip().lower() != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise _translated("body", error) from None


def _raw_body(request: Request, most_bytes: int) -> bytes | str:
    """Base64 may make a body a third longer than it is, never twice as long."""
    if len(request.to_original_event()["body"] or b"") > 2 * most_bytes:
        raise PayloadTooLarge(most_bytes)
    try:
        raw = request.raw_body
    except ValueError:  # not the base64 it says it is, or a lone surrogate
        raise MalformedJson from None
    if len(raw) > most_bytes:
        raise PayloadTooLarge(most_bytes)
    return raw


def _translated(part: str, error: ValidationError) -> InvalidInput:
    """Asked for its errors once: a body may have 100,000, and each is made anew."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return MalformedJson()
    return _invalid(
        part,
        [
            (".".join(map(str, each["loc"])) or part, _reason(each))
            for each in found[:MAX_NAMED_ERRORS]
        ],
    )


def _reason(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "is not a parameter of this route"
    return str(error["msg"])


def _invalid(part: str, found: list[tuple[str, str]]) -> InvalidInput:
    """details: the first field, and all of them (at most MAX_NAMED_ERRORS) with their reasons.

    A field's name is the caller's, too: a token in its place is neither said back nor logged.
    """
    named = [
        {"in": part, "field": redact_text(field)[:200], "reason": reason}
        for field, reason in found[:MAX_NAMED_ERRORS]
    ]
    first = named[0]
    return InvalidInput(
        f"{part} {first['field']}: {first['reason']}", field=first["field"], errors=named
    )
