"""Amazon says / we found: a row a topic, with a verdict that says how the two stand to each other.

Amazon's figure is a percentage of the reviews it read, ours a share of the reviews we read in the
same range, with its interval. They agree when Amazon's figure lies in our interval, or within NEAR
of it, for two readers never name quite the same reviews. `wider_label`: our nearest label holds
more than the topic, so that our higher figure says nothing. A topic no label of ours means is
`amazon_only`; an issue of ours that at least MIN_SHARE of reviews surely report and that no topic
or subtopic means is `ours_only`, which says that Amazon does not list it among its foremost, not
that it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from shelfsignal.insights.domain.amazon_topics import Meaning, TopicTable
from shelfsignal.insights.domain.feedback_ours import OurReading
from shelfsignal.insights.domain.feedback_views import FeedbackRow, FeedbackVerdict, OurFigures
from shelfsignal.insights.domain.impact import MIN_MENTIONS
from shelfsignal.insights.domain.shares import Share
from shelfsignal.kernel.customer_feedback import FeedbackSide, FeedbackTopic

NEAR: Final = 0.02
MIN_SHARE: Final = 0.03
_PER_CENT: Final = 100.0


def compare_topics(
    topics: Sequence[FeedbackTopic], ours: OurReading, table: TopicTable
) -> tuple[FeedbackRow, ...]:
    """Complaints before praise, the most said first."""
    rows = [_row(topic, _meaning(topic, table), ours) for topic in topics]
    rows += _ours_only(_covered(topics, rows, table), ours)
    return tuple(sorted(rows, key=_order))


def judge(percentage: float | None, ours: Share, *, is_wider: bool = False) -> FeedbackVerdict:
    """percentage: Amazon's, 0-100.

    >>> from shelfsignal.insights.domain.shares import share
    >>> judge(21.0, share(12, 60)).value
    'agree'
    >>> judge(3.0, share(12, 60)).value
    'we_higher'
    """
    if percentage is None or ours.low is None or ours.high is None:
        return FeedbackVerdict.NOT_ENOUGH_DATA
    said = percentage / _PER_CENT
    if said > ours.high + NEAR:
        return FeedbackVerdict.AMAZON_HIGHER
    if said >= ours.low - NEAR:
        return FeedbackVerdict.AGREE
    return FeedbackVerdict.WIDER_LABEL if is_wider else FeedbackVerdict.WE_HIGHER


def _row(topic: FeedbackTopic, meaning: Meaning | None, reading: OurReading) -> FeedbackRow:
    if meaning is None:
        why = "None of our labels means this topic, so it is shown as Amazon says it."
        return FeedbackRow(topic.side, FeedbackVerdict.AMAZON_ONLY, why, topic, None)
    ours = reading.figures(meaning, topic.side)
    percentage = topic.metrics.occurrence_percentage
    verdict = judge(percentage, ours.share, is_wider=ours.is_wider)
    return FeedbackRow(topic.side, verdict, _why(verdict, percentage, ours), topic, ours)


def _meaning(topic: FeedbackTopic, table: TopicTable) -> Meaning | None:
    return table.read(topic.name, (each.name for each in topic.subtopics))


def _covered(
    topics: Iterable[FeedbackTopic], rows: Iterable[FeedbackRow], table: TopicTable
) -> frozenset[str]:
    """Issues that Amazon lists as a complaint, be it as a subtopic of another one."""
    meant = (
        table.read(subtopic.name)
        for topic in topics
        if topic.side is FeedbackSide.NEGATIVE
        for subtopic in topic.subtopics
    )
    counted = (row.ours.issues for row in rows if row.ours and row.side is FeedbackSide.NEGATIVE)
    return frozenset().union(*counted, *(each.issues for each in meant if each is not None))


def _ours_only(covered: frozenset[str], reading: OurReading) -> list[FeedbackRow]:
    """Our issues that Amazon lists nowhere."""
    found = (reading.issue(code) for code in reading.issue_codes() if code not in covered)
    return [
        FeedbackRow(
            FeedbackSide.NEGATIVE,
            FeedbackVerdict.OURS_ONLY,
            f"We found it in {_counted(ours.share)}; Amazon does not list it among its topics.",
            None,
            ours,
        )
        for ours in found
        if _is_meaningful(ours.share)
    ]


def _is_meaningful(ours: Share) -> bool:
    return ours.count >= MIN_MENTIONS and ours.low is not None and ours.low >= MIN_SHARE


def _order(row: FeedbackRow) -> tuple[bool, float, str]:
    said = row.amazon.metrics.occurrence_percentage if row.amazon else None
    found = row.ours.share.value if row.ours else None
    most = max((said or 0.0) / _PER_CENT, found or 0.0)
    name = row.amazon.name if row.amazon else "".join(row.ours.names if row.ours else ())
    return row.side is FeedbackSide.POSITIVE, -most, name


def _why(verdict: FeedbackVerdict, percentage: float | None, ours: OurFigures) -> str:
    if percentage is None:
        return f"Amazon gives no percentage; we found it in {_counted(ours.share)}."
    said, found = f"Amazon counts it in {_rounded(percentage)}", _counted(ours.share)
    if verdict is FeedbackVerdict.NOT_ENOUGH_DATA:
        read = f"only {ours.share.n}, too few to say" if ours.share.n else "none"
        return f"{said} of its reviews; of its range we have read {read}."
    ends = {
        FeedbackVerdict.AGREE: "within the range ours has",
        FeedbackVerdict.AMAZON_HIGHER: "higher than our range",
        FeedbackVerdict.WE_HIGHER: "lower than our range",
        FeedbackVerdict.WIDER_LABEL: "lower, but our label holds more than the topic",
    }
    return f"{said}, we in {found}: Amazon's figure is {ends[verdict]}."


def _counted(ours: Share) -> str:
    """3 of 8 reviews; 12 of 60 reviews (20 %, between 12 % and 32 %)."""
    counts = f"{ours.count} of {ours.n} reviews"
    if ours.value is None or ours.low is None or ours.high is None:
        return counts
    value, low, high = (_rounded(each * _PER_CENT) for each in (ours.value, ours.low, ours.high))
    return f"{counts} ({value}, between {low} and {high})"


def _rounded(percentage: float) -> str:
    digits = 0 if percentage >= 1 or percentage == 0 else 1
    return f"{percentage:.{digits}f} %"
