"""Which optional parts of the protocol a server understands: found out once, then remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """How the answer's form is asked for, strictest first."""

    SCHEMA = "json_schema"
    JSON = "json_object"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What to send. Starts with everything; each refusal takes one thing away."""

    format: Format = Format.SCHEMA
    has_temperature: bool = True
    limits_completion: bool = True

    def arguments(
        self, schema: dict[str, Any], messages: list[dict[str, str]], max_tokens: int
    ) -> dict[str, Any]:
        """The request beside the model's name."""
        found: dict[str, Any] = {"messages": messages}
        if self.format is not Format.SCHEMA:
            found["messages"] = _with_schema(messages, schema)
        name = "max_completion_tokens" if self.limits_completion else "max_tokens"
        found[name] = max_tokens
        if self.has_temperature:
            found["temperature"] = 0
        if self.format is Format.SCHEMA:
            named = {"name": "labelled_reviews", "strict": True, "schema": schema}
            found["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self.format is Format.JSON:
            found["response_format"] = {"type": "json_object"}
        return found

    def without(self, complaint: str) -> Dialect | None:
        """The next simpler one after an HTTP 400 with this text; None when nothing is left.

        A complaint that names no parameter of ours is taken to mean the answer's format.
        """
        if "temperature" in complaint and self.has_temperature:
            return replace(self, has_temperature=False)
        if "max_completion_tokens" in complaint and self.limits_completion:
            return replace(self, limits_completion=False)
        if self.format is Format.SCHEMA:
            return replace(self, format=Format.JSON)
        if self.format is Format.JSON:
            return replace(self, format=Format.NONE)
        return None


def _with_schema(messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    """The schema as a part of the instructions, for a server that enforces none."""
    first, *rest = messages
    asked = f"{first['content']}\n\nThe answer follows this JSON schema:\n{json.dumps(schema)}"
    return [{**first, "content": asked}, *rest]
