"""From a ledger to a body: one pass, no clock, the same answer in whatever order reviews came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from shelfsignal.insights.domain.analysis import Polarity, ReviewAnalysis
from shelfsignal.insights.domain.body import (
    SENTIMENT_INDEX,
    UNREAD,
    FamilyReview,
    InsightBody,
)
from shelfsignal.insights.domain.issues import Read, clean_baseline, loss_of, rank_issues
from shelfsignal.insights.domain.ledger import Ledger, LedgerEntry
from shelfsignal.insights.domain.series import DayCounts
from shelfsignal.insights.domain.summary import summarise
from shelfsignal.insights.domain.taxonomy import Taxonomy

_POLARITY_INDEX = {Polarity.POSITIVE: 0, Polarity.NEUTRAL: 1, Polarity.NEGATIVE: 2}


def aggregate(ledger: Ledger, taxonomy: Taxonomy, *, has_variations: bool = False) -> InsightBody:
    """Every figure of a product; entries without labels are in the ratings alone.

    has_variations keeps the per-review rows that rollups need to count a shared review once.
    """
    entries = sorted(
        ledger.entries.values(), key=lambda each: (each.review.review_date, each.review.review_id)
    )
    reads = [(entry.review, analysis) for entry in entries if (analysis := _reading(entry))]
    issues = rank_issues(reads, taxonomy)
    counts = Counter(SENTIMENT_INDEX[a.sentiment] for _, a in reads if a.sentiment is not None)
    ratings = Counter(entry.review.rating for entry in entries)
    labels = [entry.labels for entry in entries if entry.labels is not None]
    sentiments = (counts[0], counts[1], counts[2])
    return InsightBody(
        ratings=(ratings[1], ratings[2], ratings[3], ratings[4], ratings[5]),
        sentiments=sentiments,
        unanalysed=dict(
            sorted(Counter(e.analysis.status for e in labels if not e.analysis.is_analysed).items())
        ),
        days=_days(entries),
        issues=issues,
        aspects=_aspects(reads),
        summary=summarise(reads, sentiments, issues),
        rejected_quotes=sum(each.rejected_quotes for each in labels),
        rejected_labels=sum(each.rejected_labels for each in labels),
        family=_family(entries, clean_baseline(reads).stars) if has_variations else (),
    )


def _reading(entry: LedgerEntry) -> ReviewAnalysis | None:
    """The analysis of a review that was read, else None."""
    if entry.labels is None:
        return None
    analysis = entry.labels.analysis
    return analysis if analysis.is_analysed and analysis.sentiment is not None else None


def _sentiment(entry: LedgerEntry) -> int:
    reading = _reading(entry)
    if reading is None or reading.sentiment is None:
        return UNREAD
    return SENTIMENT_INDEX[reading.sentiment]


def _days(entries: Iterable[LedgerEntry]) -> tuple[DayCounts, ...]:
    rows: dict[int, list[int]] = {}
    for entry in entries:
        row = rows.setdefault(entry.review.review_date.toordinal(), [0, 0, 0, 0, 0])
        row[_sentiment(entry)] += 1
        row[4] += entry.review.rating
    return tuple(DayCounts(day, *row) for day, row in sorted(rows.items()))


def _aspects(reads: Sequence[Read]) -> dict[str, tuple[int, int, int]]:
    """Mentions (positive, neutral, negative) by aspect, most mentioned first."""
    counts: dict[str, list[int]] = {}
    for _, analysis in reads:
        for mention in analysis.aspects:
            counts.setdefault(mention.aspect, [0, 0, 0])[_POLARITY_INDEX[mention.polarity]] += 1
    ranked = sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0]))
    return {aspect: (row[0], row[1], row[2]) for aspect, row in ranked}


def _family(entries: Iterable[LedgerEntry], baseline: float) -> tuple[FamilyReview, ...]:
    return tuple(
        FamilyReview(
            entry.review.review_id,
            entry.review.review_date.toordinal(),
            entry.review.rating,
            _sentiment(entry),
            _losses(entry, baseline),
        )
        for entry in entries
    )


def _losses(entry: LedgerEntry, baseline: float) -> dict[str, float]:
    reading = _reading(entry)
    if reading is None or not reading.issues:
        return {}
    loss = round(loss_of(entry.review, reading, baseline), 6)
    return {issue.label: loss for issue in reading.issues}
