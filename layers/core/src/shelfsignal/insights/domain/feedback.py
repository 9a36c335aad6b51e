"""Amazon's topics of a product as they are kept: cleaned, capped, one item a fetch.

Names and snippets are text from elsewhere, so they are made fit to be stored and shown before
anything else sees them. What is kept is bounded twice: by counts and lengths, and by what it comes
to when packed, where snippets go first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from math import isfinite
from typing import Final, Protocol

from shelfsignal.kernel.customer_feedback import (
    CustomerFeedback,
    FeedbackSide,
    FeedbackSubtopic,
    FeedbackTopic,
    TopicMetrics,
)
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.text import printable

KEPT_FOR: Final = timedelta(days=400)
"""From the fetch on. Older topics speak of reviews from more than a year ago."""
MAX_TOPICS: Final = 20
MAX_SUBTOPICS: Final = 8
MAX_SNIPPETS: Final = 3
MAX_NAME_CHARS: Final = 120
MAX_SNIPPET_CHARS: Final = 300
_MAX_STARS: Final = 5.0
_MAX_MENTIONS: Final = 10**9
_BIDI: Final = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


class FeedbackStore(Protocol):
    """What Amazon said, by fetch. Every method may raise kernel.errors.StoreUnavailable."""

    def put(self, org: OrgId, feedback: CustomerFeedback) -> None:
        """Keep a fetch for KEPT_FOR; one that is there already stays as it is."""
        ...

    def newest(
        self, org: OrgId, product: ProductId, until: datetime | None = None
    ) -> CustomerFeedback | None:
        """Of the fetches up to a moment, the last."""
        ...


def cleaned(feedback: CustomerFeedback) -> CustomerFeedback:
    """Fit to be kept: plain lines of text, numbers in range, the foremost topics of each side."""
    topics = (topic for side in FeedbackSide for topic in _foremost(_named(feedback.topics, side)))
    return feedback.model_copy(update={"topics": tuple(topics)})


def fitted(
    feedback: CustomerFeedback, max_bytes: int, size_of: Callable[[CustomerFeedback], int]
) -> CustomerFeedback:
    """The most of it that packs into max_bytes: snippets go first, then subtopics, then topics."""
    for lighter in _lighter(feedback):
        if size_of(lighter) <= max_bytes:
            return lighter
    return feedback.model_copy(update={"topics": ()})


def _lighter(feedback: CustomerFeedback) -> Iterator[CustomerFeedback]:
    """Itself, then ever less of it."""
    yield feedback
    for snippets in (1, 0):
        feedback = _with(feedback, partial(_fewer_snippets, kept=snippets))
        yield feedback
    feedback = _with(feedback, lambda topic: topic.model_copy(update={"subtopics": ()}))
    yield feedback
    while len(feedback.topics) > 1:
        half = len(feedback.topics) // 2
        feedback = feedback.model_copy(update={"topics": feedback.topics[:half]})
        yield feedback


def _with(
    feedback: CustomerFeedback, change: Callable[[FeedbackTopic], FeedbackTopic]
) -> CustomerFeedback:
    return feedback.model_copy(update={"topics": tuple(map(change, feedback.topics))})


def _fewer_snippets(topic: FeedbackTopic, kept: int) -> FeedbackTopic:
    subtopics = tuple(
        each.model_copy(update={"snippets": each.snippets[:kept]}) for each in topic.subtopics
    )
    return topic.model_copy(update={"snippets": topic.snippets[:kept], "subtopics": subtopics})


def _named(topics: Iterable[FeedbackTopic], side: FeedbackSide) -> Iterator[FeedbackTopic]:
    """The side's topics with a name; of two with the same name the first."""
    seen: set[str] = set()
    for topic in topics:
        name = line_of(topic.name, MAX_NAME_CHARS)
        if topic.side is side and name and name not in seen:
            seen.add(name)
            yield _topic(topic, name)


def _foremost(topics: Iterable[FeedbackTopic]) -> list[FeedbackTopic]:
    """In Amazon's order; it lists at most ten a side and order."""
    return [topic for _, topic in zip(range(MAX_TOPICS), topics, strict=False)]


def _topic(topic: FeedbackTopic, name: str) -> FeedbackTopic:
    named = ((each, line_of(each.name, MAX_NAME_CHARS)) for each in topic.subtopics)
    subtopics = [
        FeedbackSubtopic(
            name=short, metrics=_metrics(each.metrics), snippets=_snippets(each.snippets)
        )
        for each, short in named
        if short
    ]
    return FeedbackTopic(
        name=name,
        side=topic.side,
        metrics=_metrics(topic.metrics),
        parent=None if topic.parent is None else _metrics(topic.parent),
        browse_node=None if topic.browse_node is None else _metrics(topic.browse_node),
        snippets=_snippets(topic.snippets),
        subtopics=tuple(subtopics[:MAX_SUBTOPICS]),
    )


def _metrics(metrics: TopicMetrics) -> TopicMetrics:
    """Numbers that are none, or beyond reason, are not said."""
    percentage, stars = metrics.occurrence_percentage, metrics.star_rating_impact
    mentions = metrics.mentions
    return TopicMetrics(
        mentions=mentions if mentions is not None and mentions <= _MAX_MENTIONS else None,
        occurrence_percentage=percentage if _is_said(percentage, 100.0) else None,
        star_rating_impact=stars if _is_said(stars, _MAX_STARS) else None,
    )


def _is_said(value: float | None, most: float) -> bool:
    return value is not None and isfinite(value) and abs(value) <= most


def _snippets(snippets: Iterable[str]) -> tuple[str, ...]:
    lines = (line_of(each, MAX_SNIPPET_CHARS) for each in snippets)
    return tuple(dict.fromkeys(line for line in lines if line))[:MAX_SNIPPETS]


def line_of(text: str, max_chars: int) -> str:
    """One line of plain text: no control characters, no writing backwards, single spaces.

    >>> line_of("good\\u202e, \\x1b[31m very\\n good ", 40)
    'good, [31m very good'
    """
    plain = " ".join(printable(text[: 4 * max_chars].translate(_BIDI)).split())
    return plain if len(plain) <= max_chars else f"{plain[: max_chars - 1].rstrip()}…"
