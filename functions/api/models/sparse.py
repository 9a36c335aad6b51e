"""Answers of which a caller asked for some fields only."""

from collections.abc import Collection
from typing import Any, Optional

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, create_model, model_serializer

from shelfsignal.runtime.web.fields import Answer


class _Sparse(Answer):
    """Only what was set is there."""

    @model_serializer(mode="wrap")
    def _as_asked(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        shown = handler(self)
        return {name: shown[name] for name in shown if name in self.model_fields_set}


def sparse(name: str, whole: type[BaseModel], always: Collection[str], says: str) -> Any:
    """A model of the same fields, of which those named are always there."""
    fields: dict[str, Any] = {
        each: (field.annotation, Field(description=field.description))
        if each in always
        else (Optional[field.annotation], Field(None, description=field.description))  # noqa: UP045 - of a value
        for each, field in whole.model_fields.items()
    }
    return create_model(name, __base__=_Sparse, __doc__=says, **fields)
