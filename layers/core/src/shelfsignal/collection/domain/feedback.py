"""Reading Customer Feedback: Amazon's topics of one product, as far as they can be understood.

Source: Customer Feedback 2024-06-01, getItemReviewTopics; 204, so no body, where Amazon has nothing
to tell. A topic that is not of the promised shape is left out alone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import clean, count
from shelfsignal.collection.domain.fields import document_of, number_of, part_of
from shelfsignal.collection.domain.sources import RawAnswer
from shelfsignal.kernel.customer_feedback import (
    CustomerFeedback,
    FeedbackSide,
    FeedbackSubtopic,
    FeedbackTopic,
    TopicMetrics,
)
from shelfsignal.kernel.ids import Asin, Marketplace

MAX_TOPICS: Final = 50
MAX_SNIPPETS: Final = 20
_MAX_NAME_CHARS: Final = 200
_MAX_SNIPPET_CHARS: Final = 1000
_SIDES: Final = (
    (FeedbackSide.POSITIVE, "positiveTopics"),
    (FeedbackSide.NEGATIVE, "negativeTopics"),
)
_OPERATION: Final = Operation.GET_ITEM_REVIEW_TOPICS


@dataclass(frozen=True)
class FeedbackAnswer:
    """What arrived, and what it says."""

    answer: RawAnswer
    feedback: CustomerFeedback
    dropped: Counter[str] = field(default_factory=Counter)


def parse_feedback(
    body: bytes, asin: Asin, marketplace: Marketplace, fetched_at: datetime
) -> FeedbackAnswer:
    """An empty body says that there is nothing to tell. Raises: MalformedAnswer."""
    dropped: Counter[str] = Counter()
    answer = RawAnswer(_OPERATION, body)
    if not body:
        nothing = CustomerFeedback(asin=asin, marketplace=marketplace, fetched_at=fetched_at)
        return FeedbackAnswer(answer, nothing, dropped)
    document = _document(body, asin)
    dates = part_of(document, "dateRange")
    feedback = CustomerFeedback(
        asin=asin,
        marketplace=marketplace,
        fetched_at=fetched_at,
        from_date=_day(dates.get("startDate")),
        to_date=_day(dates.get("endDate")),
        topics=tuple(_topics(document["topics"], dropped)),
    )
    return FeedbackAnswer(answer, feedback, dropped)


def _document(body: bytes, asin: Asin) -> dict[str, Any]:
    document = document_of(body, _OPERATION)
    if not isinstance(document.get("topics"), dict):
        raise MalformedAnswer(_OPERATION, "no topics")
    if document.get("asin") != asin:
        raise MalformedAnswer(_OPERATION, "another product's topics")
    return document


def _topics(sides: dict[str, Any], dropped: Counter[str]) -> Iterable[FeedbackTopic]:
    for side, name in _SIDES:
        rows = sides.get(name)
        seen: set[str] = set()
        for row in rows[:MAX_TOPICS] if isinstance(rows, list) else ():
            words = _name(row, "topic")
            if not words or words in seen:
                dropped["malformed_topic"] += 1
                continue
            seen.add(words)
            yield FeedbackTopic(
                name=words,
                side=side,
                metrics=_metrics(row.get("asinMetrics")) or TopicMetrics(),
                parent=_metrics(row.get("parentAsinMetrics")),
                browse_node=_metrics(row.get("browseNodeMetrics")),
                snippets=_snippets(row),
                subtopics=tuple(_subtopics(row)),
            )


def _subtopics(row: dict[str, Any]) -> Iterable[FeedbackSubtopic]:
    rows = row.get("subtopics")
    for each in rows[:MAX_TOPICS] if isinstance(rows, list) else ():
        if words := _name(each, "subtopic"):
            yield FeedbackSubtopic(
                name=words,
                metrics=_metrics(each.get("metrics")) or TopicMetrics(),
                snippets=_snippets(each),
            )


def _metrics(part: Any) -> TopicMetrics | None:
    """None when there is no such part. A browse node states its figures over all its products."""
    if not isinstance(part, dict):
        return None
    share = _figure(part.get("occurrencePercentage"))
    return TopicMetrics(
        mentions=count(part.get("numberOfMentions")),
        occurrence_percentage=share if share is not None and 0 <= share <= 100 else None,  # noqa: PLR2004 -- per cent
        star_rating_impact=_figure(part.get("starRatingImpact")),
    )


def _figure(value: Any) -> float | None:
    return number_of(value.get("allProducts") if isinstance(value, dict) else value)


def _snippets(row: dict[str, Any]) -> tuple[str, ...]:
    rows = row.get("reviewSnippets")
    texts = (clean(each).strip() for each in rows) if isinstance(rows, list) else ()
    return tuple(text[:_MAX_SNIPPET_CHARS] for text in texts if text)[:MAX_SNIPPETS]


def _name(row: Any, field_name: str) -> str:
    """'' unless the row has a name."""
    if not isinstance(row, dict):
        return ""
    return " ".join(clean(row.get(field_name)).split())[:_MAX_NAME_CHARS]


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except (ValueError, TypeError):
        return None
