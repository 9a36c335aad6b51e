"""What the model must answer: as a JSON schema for the server, and as models that check it again.

Every field is required and may be null, none other is allowed, and there are no limits on lengths
or numbers: the schema then means the same to every server that can enforce one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from shelfsignal.insights.domain.analysis import Polarity, Sentiment, Severity
from shelfsignal.insights.domain.taxonomy import Taxonomy


class Certainty(StrEnum):
    """How sure the model says it is, in words: it is asked for no number."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class _Answer(BaseModel):
    """Fields beyond ours are kept apart, to be counted and thrown away."""

    model_config = ConfigDict(extra="allow", frozen=True)

    @property
    def extras(self) -> int:
        return len(self.model_extra or {})


class AspectAnswer(_Answer):
    aspect: str | None
    polarity: Polarity | None


class IssueAnswer(_Answer):
    """label and sentence are plain text here: an invented one is counted, not fatal."""

    label: str | None
    free_label: str | None
    severity: Severity | None
    sentence: str | None


class ReviewAnswer(_Answer):
    id: str | None
    language: str | None
    sentiment: Sentiment | None
    certainty: Certainty | None
    complaint: bool | None
    severity: Severity | None
    aspects: list[AspectAnswer] | None
    issues: list[IssueAnswer] | None


def answer_schema(taxonomy: Taxonomy) -> dict[str, Any]:
    """{"reviews": [a ReviewAnswer each]}, with the taxonomy's ids as closed lists."""
    aspect = {"aspect": _one_of(taxonomy.aspects), "polarity": _one_of(Polarity)}
    issue = {
        "label": _one_of(taxonomy.issues),
        "free_label": _TEXT,
        "severity": _one_of(Severity),
        "sentence": _TEXT,
    }
    review = {
        "id": _TEXT,
        "language": _TEXT,
        "sentiment": _one_of(Sentiment),
        "certainty": _one_of(Certainty),
        "complaint": {"type": ["boolean", "null"]},
        "severity": _one_of(Severity),
        "aspects": _list_of(aspect),
        "issues": _list_of(issue),
    }
    return _object({"reviews": _list_of(review)})


_TEXT: dict[str, Any] = {"type": ["string", "null"]}


def _one_of(names: Any) -> dict[str, Any]:
    return {"type": ["string", "null"], "enum": [*map(str, names), None]}


def _list_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": ["array", "null"], "items": _object(properties)}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
