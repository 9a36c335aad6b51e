"""JSON schemas of every model that a route takes or answers with, under names of their own."""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shelfsignal.runtime.web.errors import ErrorEnvelope
from shelfsignal.runtime.web.routing import Route
from shelfsignal.runtime.web.signatures import VALIDATED

JsonDict = dict[str, Any]
_REF: Final = "#/components/schemas/{model}"
Modes = list[tuple[type[BaseModel], JsonSchemaMode]]


class Schemas:
    """by_name: what goes into the document. Models of parameters are only looked up."""

    def __init__(self, routes: Iterable[Route]) -> None:
        routes = list(routes)
        models = _models(routes)
        self._refs, definitions = models_json_schema(models, ref_template=_REF)
        self._all: JsonDict = definitions["$defs"]
        for schema in self._all.values():
            _strip_titles(schema)
        apart = {
            self.ref(model)["$ref"]
            for route in routes
            for part in VALIDATED
            if part != "body" and (model := route.model(part))
        }
        self.by_name = {
            name: schema
            for name, schema in self._all.items()
            if _REF.format(model=name) not in apart
        }

    def ref(self, model: type[BaseModel], mode: JsonSchemaMode = "validation") -> JsonDict:
        """A reference to what a caller sends, or with mode "serialization" to what is answered."""
        found: JsonDict = self._refs[model, mode]
        return found

    def resolved(self, schema: JsonDict) -> JsonDict:
        """The schema itself, where it is a reference."""
        if "$ref" not in schema:
            return schema
        found: JsonDict = self._all[schema["$ref"].rsplit("/", 1)[1]]
        return found


def _models(routes: list[Route]) -> Modes:
    given = {model for route in routes for part in VALIDATED if (model := route.model(part))}
    answered = {model for route in routes if (model := route.response_model)} | {ErrorEnvelope}
    asked: Modes = [(model, "validation") for model in sorted(given, key=_name)]
    return asked + [(model, "serialization") for model in sorted(answered, key=_name)]


def _name(model: type[BaseModel]) -> str:
    return f"{model.__name__} {model.__module__}"


def _strip_titles(schema: JsonDict) -> None:
    """Pydantic titles every field with its own name: noise in a page and in generated types."""
    schema.pop("title", None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
