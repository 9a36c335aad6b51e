"""Puts the document together with apispec: what is said once, and an operation a route."""

import json
import sys
from collections.abc import Iterable
from inspect import getdoc
from typing import Any, Final

from apispec import APISpec

from scripts.openapi.failures import failure_examples
from scripts.openapi.operations import operation
from scripts.openapi.prose import HEADERS, INTRODUCTION, NOUNS, SCHEMES
from scripts.openapi.schemas import Schemas
from shelfsignal.runtime.web.app import WebApp
from shelfsignal.runtime.web.routing import RouteTable

JsonDict = dict[str, Any]
VERSION: Final = "1.0.0"


def document(apps: Iterable[WebApp]) -> JsonDict:
    """Of all these apps' routes; its paths are relative to the server's, which is the stage."""
    tables = sorted((table for app in apps for table in app.tables), key=_place)
    routes = [route for table in tables for route in table]
    schemas = Schemas(routes)
    spec = APISpec(
        "ShelfSignal",
        VERSION,
        "3.1.0",
        info={"description": INTRODUCTION, "license": {"name": "MIT", "identifier": "MIT"}},
        servers=[{"url": "/api", "description": "The stage that serves this document."}],
    )
    for name, schema in sorted(schemas.by_name.items()):
        spec.components.schema(name, schema)
    for name, header in HEADERS.items():
        spec.components.header(name, header)
    for name, scheme in SCHEMES.items():
        spec.components.security_scheme(name, scheme)
    for code, example in failure_examples(routes).items():
        spec.components.example(code, example)
    _add_tables(spec, tables, schemas)
    made: JsonDict = spec.to_dict()
    return made


def _add_tables(spec: APISpec, tables: list[RouteTable], schemas: Schemas) -> None:
    for noun in dict.fromkeys(table.noun for table in tables):
        same = [table for table in tables if table.noun == noun]
        spec.tag({"name": noun, "description": " ".join(map(_about, same))})
        for route in (route for table in same for route in table):
            described = {"tags": [noun], **operation(route, schemas)}
            spec.path(route.path, operations={route.method.lower(): described})


def _place(table: RouteTable) -> int:
    return NOUNS.index(table.noun) if table.noun in NOUNS else len(NOUNS)


def _about(table: RouteTable) -> str:
    """The docstring of the module that declares the routes."""
    (module,) = {sys.modules[route.view.__module__] for route in table}
    return " ".join((getdoc(module) or "").split())


def text_of(made: JsonDict) -> str:
    """As it is committed and served; one line a value, so that a change is easy to review."""
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"
