"""One route as an OpenAPI operation: parameters, body, answers, errors, and who may."""

from collections.abc import Iterable
from typing import Any, Final

from scripts.openapi.examples import example
from scripts.openapi.failures import RATE_LIMITS, failures
from scripts.openapi.schemas import Schemas
from shelfsignal.runtime.web.routing import Access, Method, Route
from shelfsignal.runtime.web.signatures import response_of

JsonDict = dict[str, Any]
_IN: Final = {"path": "path", "query": "query", "headers": "header", "cookies": "cookie"}
_JSON: Final = "application/json"


def operation(route: Route, schemas: Schemas) -> JsonDict:
    """Everything but its tag."""
    summary, _, rest = route.description.partition("\n")
    described: JsonDict = {
        "operationId": route.name,
        "summary": summary,
        "description": "\n\n".join((rest.strip() or summary, _who_may(route))),
        "security": _security(route),
        "parameters": list(_parameters(route, schemas)),
        "responses": _responses(route, schemas),
    }
    if body := route.model("body"):
        schema = schemas.ref(body)
        described["requestBody"] = {
            "required": bool(schemas.resolved(schema).get("required")),
            "content": {_JSON: {"schema": schema, "example": example(schema, schemas)}},
        }
    return described


def _who_may(route: Route) -> str:
    if route.scope is None:
        return "Open to everyone."
    if route.scope is Access.USER:
        return "For signed-in people of any role, not for API keys."
    return f"Scope: `{route.scope}`."


def _security(route: Route) -> list[JsonDict]:
    if route.scope is None:
        return []
    if route.scope is Access.USER:
        return [{"Bearer": []}]
    return [{"Bearer": [str(route.scope)]}, {"ApiKey": [str(route.scope)]}]


def _parameters(route: Route, schemas: Schemas) -> Iterable[JsonDict]:
    for part, where in _IN.items():
        if model := route.model(part):
            schema = schemas.resolved(schemas.ref(model))
            for name, field in schema["properties"].items():
                described = _without_null(field)
                # A closed set of values says itself what it is.
                about = schemas.resolved(described).get("description", "")
                required = name in schema.get("required", [])
                # An example of an optional one would be sent by whoever tries the route out.
                shown = {"example": example(described, schemas, name)} if required else {}
                yield {
                    "name": name,
                    "in": where,
                    "required": required,
                    "description": described.pop("description", about),
                    "schema": described,
                    **shown,
                }


def _without_null(field: JsonDict) -> JsonDict:
    """A parameter is given or it is not: null is no value of it, and no default either."""
    options = [each for each in field.get("anyOf", []) if each != {"type": "null"}]
    kept = {name: value for name, value in field.items() if name not in {"anyOf", "title"}}
    if kept.get("default", ...) is None:
        del kept["default"]
    if not options:
        return kept
    return kept | (options[0] if len(options) == 1 else {"anyOf": options})


def _responses(route: Route, schemas: Schemas) -> JsonDict:
    responses = {str(int(route.status)): _success(route, schemas)}
    if route.method is Method.GET and not response_of(route.view).is_redirect:
        responses["304"] = {
            "description": "Not changed since the answer whose ETag is in If-None-Match.",
            "headers": _headers("ETag", "X-Request-Id"),
        }
    return responses | failures(route, schemas)


def _success(route: Route, schemas: Schemas) -> JsonDict:
    content: JsonDict = {
        kind: {"schema": {"type": "object" if kind == _JSON else "string"}}
        for kind in route.produces
    }
    if model := route.response_model:
        ref = schemas.ref(model, "serialization")
        content = {_JSON: {"schema": ref, "example": example(ref, schemas)}} | content
    headers = ["X-Request-Id"]
    if route.scope is not None:
        headers += RATE_LIMITS
    if route.method is Method.GET:
        headers.append("Location" if response_of(route.view).is_redirect else "ETag")
    described: JsonDict = {"description": route.status.phrase, "headers": _headers(*headers)}
    return described | ({"content": content} if content else {})


def _headers(*names: str) -> JsonDict:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
