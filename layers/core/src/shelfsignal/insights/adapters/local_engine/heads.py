"""Names of the learned heads: what training writes and the engine reads must be the same words."""

from __future__ import annotations

from typing import Final

from shelfsignal.insights.domain.analysis import Sentiment, Severity

SENTIMENTS: Final = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)

SEVERITY_BY_LABEL: Final = {
    "No explicit reproach": Severity.LOW,
    "Disapproval": Severity.MEDIUM,
    "Accusation": Severity.HIGH,
    "Blame": Severity.CRITICAL,
}
"""Words of the labelled data (complaint pragmatics) and ours; a non-complaint is `none`."""

SEVERITIES: Final = tuple(SEVERITY_BY_LABEL)

ASPECTS: Final = (
    "quality",
    "packaging_service",
    "price",
    "design",
    "hardware",
    "software",
    "fit",
    "colour",
    "style",
    "taste",
    "smell",
    "content",
)

ANY_FAMILY: Final = "any"
"""Stands in a head's name for products of a family that the labelled data does not know."""


def complained_head(family: str, aspect: str) -> str:
    """Name of the head that says whether a complaint of that family is about the aspect."""
    return f"complained:{family}:{aspect}"
