"""What we found of a topic: our labels counted over the reviews of Amazon's own date range.

A review counts once for a topic, however many of its labels it carries, so that shares of topics
with several labels stay shares. The star impact is that of issues.py over the range's reviews.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shelfsignal.insights.domain.amazon_topics import Meaning
from shelfsignal.insights.domain.analysis import IssueMention, Polarity, ReviewAnalysis
from shelfsignal.insights.domain.feedback_views import OurFigures
from shelfsignal.insights.domain.figures import Quote
from shelfsignal.insights.domain.impact import Baseline, impact_interval, loss_variance
from shelfsignal.insights.domain.issues import (
    Read,
    clean_baseline,
    loss_of,
    quote_of,
    quote_rank,
)
from shelfsignal.insights.domain.ledger import Ledger
from shelfsignal.insights.domain.rising import find_rise
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.taxonomy import OTHER, Taxonomy
from shelfsignal.kernel.customer_feedback import FeedbackSide


@dataclass(frozen=True, slots=True)
class Range:
    """Days, both included; None: without an end on that side."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class OurReading:
    """A ledger as one product's comparison needs it: the reads in range, and all up to the day."""

    in_range: tuple[Read, ...]
    reviews: int
    baseline: Baseline
    until_day: tuple[Read, ...]
    day: date
    taxonomy: Taxonomy

    @classmethod
    def of(cls, ledger: Ledger, span: Range, day: date, taxonomy: Taxonomy) -> OurReading:
        """day: what rises are stated for; later reviews are not looked at for these."""
        entries = sorted(
            ledger.entries.values(), key=lambda e: (e.review.review_date, e.review.review_id)
        )
        reads: list[Read] = [
            (entry.review, entry.labels.analysis)
            for entry in entries
            if entry.labels is not None and entry.labels.analysis.is_analysed
        ]
        in_range = tuple(read for read in reads if span.holds(read[0].review_date.date()))
        return cls(
            in_range=in_range,
            reviews=sum(span.holds(entry.review.review_date.date()) for entry in entries),
            baseline=clean_baseline(in_range),
            until_day=tuple(read for read in reads if read[0].review_date.date() <= day),
            day=day,
            taxonomy=taxonomy,
        )

    @property
    def analysed(self) -> int:
        return len(self.in_range)

    def figures(self, meaning: Meaning, side: FeedbackSide) -> OurFigures:
        """What we found of a topic that means this."""
        if side is FeedbackSide.POSITIVE:
            return self._praise(meaning)
        codes = meaning.issues or self._issues_of(meaning.aspects)
        complained = frozenset() if meaning.issues else meaning.aspects
        is_wider = meaning.is_wider and not meaning.issues
        return self._complaints(codes, complained, is_wider=is_wider)

    def issue(self, code: str) -> OurFigures:
        """Of one of our issues."""
        return self._complaints(frozenset((code,)), frozenset(), is_wider=False)

    def issue_codes(self) -> tuple[str, ...]:
        """Issues reported in range, those that name something, most reported first."""
        counts = Counter(
            mention.label for _, analysis in self.in_range for mention in analysis.issues
        )
        return tuple(code for code, _ in sorted(counts.items(), key=_most_first) if code != OTHER)

    def _praise(self, meaning: Meaning) -> OurFigures:
        aspects = tuple(sorted(meaning.aspects))
        count = sum(
            _speaks_of(analysis, meaning.aspects, Polarity.POSITIVE)
            for _, analysis in self.in_range
        )
        return OurFigures(
            issues=(),
            aspects=aspects,
            names=tuple(self.taxonomy.aspects[each].name for each in aspects),
            is_wider=meaning.is_wider,
            share=share(count, self.analysed),
        )

    def _complaints(
        self, codes: frozenset[str], aspects: frozenset[str], *, is_wider: bool
    ) -> OurFigures:
        found = [
            (review, analysis)
            for review, analysis in self.in_range
            if _mentions(analysis, codes) or _speaks_of(analysis, aspects, Polarity.NEGATIVE)
        ]
        impact, low, high = self._impact(found, codes)
        named = aspects or codes
        labels = self.taxonomy.aspects if aspects else self.taxonomy.issues
        return OurFigures(
            issues=tuple(sorted(codes)),
            aspects=tuple(sorted(aspects)),
            names=tuple(labels[each].name for each in sorted(named)),
            is_wider=is_wider,
            share=share(len(found), self.analysed),
            star_impact=impact,
            star_impact_low=low,
            star_impact_high=high,
            rising_since=self._rising_since(codes),
            quote=_best_quote(found, codes),
        )

    def _impact(
        self, found: Sequence[Read], codes: frozenset[str]
    ) -> tuple[float | None, float | None, float | None]:
        """Stars the mean of the range loses to these issues together, and its interval."""
        losses: list[float] = []
        weight, n = 0.0, self.analysed
        for review, analysis in found:
            ours = len(_mentions(analysis, codes))
            loss = loss_of(review, analysis, self.baseline.stars) * ours
            if loss > 0:
                losses.append(loss)
                weight += ours / len(analysis.issues)
        if not share(len(found), n).is_enough:
            return None, None, None
        total, mentions = sum(losses), sum(bool(_mentions(a, codes)) for _, a in found)
        variance = loss_variance(losses, weight, n, self.baseline)
        low, high = impact_interval(total, variance, n, mentions)
        return round(total / n, 4), low, high

    def _rising_since(self, codes: Iterable[str]) -> date | None:
        """Of the surest rise among the issues, as the product's page calls it."""
        analysed = Counter(review.review_date.toordinal() for review, _ in self.until_day)
        said = (
            Counter(
                review.review_date.toordinal()
                for review, analysis in self.until_day
                if _mentions(analysis, frozenset((code,)))
            )
            for code in sorted(codes)
        )
        rises = (find_rise("", "", mentions, analysed, self.day) for mentions in said if mentions)
        surest = min((r for r in rises if r is not None), key=lambda r: r.p_value, default=None)
        return surest.start if surest else None

    def _issues_of(self, aspects: frozenset[str]) -> frozenset[str]:
        return frozenset(
            code
            for code, label in self.taxonomy.issues.items()
            if label.aspect in aspects and code != OTHER
        )


def _mentions(analysis: ReviewAnalysis, codes: frozenset[str]) -> list[IssueMention]:
    return [mention for mention in analysis.issues if mention.label in codes]


def _speaks_of(analysis: ReviewAnalysis, aspects: frozenset[str], polarity: Polarity) -> bool:
    return any(m.aspect in aspects and m.polarity is polarity for m in analysis.aspects)


def _best_quote(found: Iterable[Read], codes: frozenset[str]) -> Quote | None:
    quotes = (
        quote_of(review, mention)
        for review, analysis in found
        for mention in _mentions(analysis, codes)
    )
    return max(quotes, key=quote_rank, default=None)


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
