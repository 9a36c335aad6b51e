"""The OpenAPI document of all apps, and whether a value keeps to it."""

import json
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from infra_cdk.apps import APPS
from scripts.openapi.document import document
from shelfsignal.runtime.web.routing import Route

DOCUMENT = document(APPS.values())
ALL = [route for app in APPS.values() for table in app.tables for route in table]
CLOSED = [route for route in ALL if route.scope is not None]
_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
_REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:api", Resource.from_contents({**_DIALECT, **DOCUMENT})
)


def label(route: Route) -> str:
    return f"{route.method} {route.path}"


def operation(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return found


def keeps_to(schema: dict[str, Any], value: Any) -> None:
    """Raises: ValidationError."""
    pointed = json.loads(json.dumps(schema).replace('"#/', '"urn:api#/'))
    Draft202012Validator(pointed, registry=_REGISTRY).validate(value)
