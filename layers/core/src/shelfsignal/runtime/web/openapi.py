"""The OpenAPI 3.1 document, made of nothing but the route declarations and their models."""

from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shelfsignal.accounts.domain.errors import MissingScope, Unauthenticated
from shelfsignal.kernel.errors import Broken, InvalidInput, Throttled, Transient
from shelfsignal.runtime.web.errors import (
    ErrorEnvelope,
    MalformedJson,
    PayloadTooLarge,
    UnsupportedMediaType,
    status_of,
)
from shelfsignal.runtime.web.routing import Access, Method, Route, RouteTable
from shelfsignal.runtime.web.signatures import VALIDATED

JsonDict = dict[str, Any]
Refs = Mapping[tuple[Any, JsonSchemaMode], JsonDict]
_IN: Final = {"path": "path", "query": "query", "headers": "header", "cookies": "cookie"}
_REF: Final = "#/components/schemas/{model}"
_SCHEMES: Final = {
    "ApiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "ss_<key id>_<secret>, shown once when the key is made.",
    },
    "Bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A person's access token, from POST /v1/auth/login.",
    },
}


def document(tables: Iterable[RouteTable]) -> JsonDict:
    """The document of these routes; its paths are relative to the server's, which is the stage."""
    tables = tuple(tables)
    routes = [route for table in tables for route in table]
    refs, definitions = models_json_schema(_models(routes), ref_template=_REF)
    schemas: JsonDict = definitions["$defs"]
    paths: JsonDict = {}
    for table in tables:
        for route in table:
            operation = {"tags": [table.noun], **_operation(route, refs, schemas)}
            paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "ShelfSignal", "version": "1"},
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SCHEMES},
    }


@cache
def cached_document(tables: tuple[RouteTable, ...]) -> JsonDict:
    """Made once a process."""
    return document(tables)


def _models(routes: list[Route]) -> list[tuple[type[BaseModel], JsonSchemaMode]]:
    given = {model for route in routes for part in VALIDATED if (model := route.model(part))}
    answered = {model for route in routes if (model := route.response_model)} | {ErrorEnvelope}
    ordered = sorted(given, key=_name), sorted(answered, key=_name)
    return [(model, "validation") for model in ordered[0]] + [
        (model, "serialization") for model in ordered[1]
    ]


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(route: Route, refs: Refs, schemas: JsonDict) -> JsonDict:
    summary, _, rest = route.description.partition("\n")
    operation: JsonDict = {
        "operationId": route.name,
        "summary": summary,
        "description": rest.strip() or summary,
        "security": _security(route),
        "parameters": [
            parameter
            for part, where in _IN.items()
            if (model := route.model(part))
            for parameter in _parameters(where, _resolved(refs[model, "validation"], schemas))
        ],
        "responses": _responses(route, refs),
    }
    if body := route.model("body"):
        schema = refs[body, "validation"]
        operation["requestBody"] = {
            "required": bool(_resolved(schema, schemas).get("required")),
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _security(route: Route) -> list[JsonDict]:
    if route.scope is None:
        return []
    if route.scope is Access.USER:
        return [{"Bearer": []}]
    return [{"Bearer": [str(route.scope)]}, {"ApiKey": [str(route.scope)]}]


def _parameters(part: str, schema: JsonDict) -> Iterable[JsonDict]:
    for name, field in schema["properties"].items():
        described = _without_null(field)
        text = {"description": described.pop("description")} if "description" in described else {}
        required = name in schema.get("required", [])
        yield {"name": name, "in": part, "required": required, **text, "schema": described}


def _without_null(field: JsonDict) -> JsonDict:
    """A parameter is given or it is not: null is no value of it, and no default either."""
    options = [each for each in field.get("anyOf", []) if each != {"type": "null"}]
    kept = {name: value for name, value in field.items() if name != "anyOf"}
    if kept.get("default", ...) is None:
        del kept["default"]
    return kept | options[0] if options else kept


def _responses(route: Route, refs: Refs) -> JsonDict:
    content: JsonDict = {kind: {"schema": {"type": "string"}} for kind in route.produces}
    if model := route.response_model:
        content["application/json"] = {"schema": refs[model, "serialization"]}
    answer = {"description": route.status.phrase} | ({"content": content} if content else {})
    responses: JsonDict = {str(int(route.status)): answer}
    if route.method is Method.GET and content:
        not_modified = HTTPStatus.NOT_MODIFIED
        responses[str(int(not_modified))] = {"description": not_modified.phrase}
    envelope = refs[ErrorEnvelope, "serialization"]
    for status in sorted({status_of(error) for error in _errors(route)}):
        responses[str(int(status))] = _content(status, envelope)
    return responses


def _errors(route: Route) -> set[type[Exception]]:
    errors: set[type[Exception]] = {*route.errors, InvalidInput, Transient, Broken}
    if route.scope:
        errors |= {Unauthenticated, MissingScope, Throttled}
    if route.takes("body"):
        errors |= {MalformedJson, PayloadTooLarge, UnsupportedMediaType}
    return errors


def _content(status: HTTPStatus, schema: JsonDict) -> JsonDict:
    return {"description": status.phrase, "content": {"application/json": {"schema": schema}}}


def _resolved(ref: JsonDict, schemas: JsonDict) -> JsonDict:
    found: JsonDict = schemas[ref["$ref"].rsplit("/", 1)[1]]
    return found
