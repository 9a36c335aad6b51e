"""Issues of a product, ranked by what they cost it.

    star impact of issue i = 1/N * sum, over reviews r reporting i, of max(0, B - stars(r)) / k(r)

N: analysed reviews; B: mean stars of the analysed reviews that report no issue (5 when all do);
k(r): how many issues review r reports, so that its lost stars are shared out and never counted
twice. The impacts of all issues thus add up to the stars lost by complaining reviews against the
others, and those of many products add up by their sums. It is an estimate of association, not of
cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shelfsignal.insights.domain.analysis import Evidence, IssueMention, ReviewAnalysis, Severity
from shelfsignal.insights.domain.body import IssueBody
from shelfsignal.insights.domain.figures import IssueFigures, Quote
from shelfsignal.insights.domain.impact import Baseline, impact_interval, loss_variance
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.taxonomy import OTHER, Taxonomy
from shelfsignal.kernel.catalogue import Review

MAX_QUOTES: Final = 3
MAX_QUOTE_CHARS: Final = 280
_ALL_COMPLAIN: Final = 5.0
Read = tuple[Review, ReviewAnalysis]


@dataclass(slots=True)
class _Tally:
    mentions: int = 0
    loss: float = 0.0
    losses: list[float] = field(default_factory=list)
    weight: float = 0.0
    severity: Severity = Severity.NONE
    count_by_day: dict[int, int] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)


def clean_baseline(reads: Sequence[Read]) -> Baseline:
    """B of the formula."""
    stars = [review.rating for review, analysis in reads if not analysis.issues]
    return Baseline.of(stars, _ALL_COMPLAIN)


def loss_of(review: Review, analysis: ReviewAnalysis, baseline: float) -> float:
    """What one review adds to the sum of each issue it reports."""
    return max(0.0, baseline - review.rating) / max(1, len(analysis.issues))


def rank_issues(reads: Sequence[Read], taxonomy: Taxonomy) -> tuple[IssueBody, ...]:
    """Issues by star impact, largest first; `other` comes last, for it names nothing to mend.

    reads: the analysed reviews in any fixed order.
    """
    baseline = clean_baseline(reads)
    tallies: dict[str, _Tally] = {}
    for review, analysis in reads:
        if not analysis.issues:
            continue
        loss = loss_of(review, analysis, baseline.stars)
        day = review.review_date.toordinal()
        for issue in analysis.issues:
            tally = tallies.setdefault(issue.label, _Tally())
            tally.mentions += 1
            tally.loss += loss
            if loss > 0:
                tally.losses.append(loss)
                tally.weight += 1 / len(analysis.issues)
            tally.severity = max(tally.severity, issue.severity, key=lambda each: each.rank)
            tally.count_by_day[day] = tally.count_by_day.get(day, 0) + 1
            tally.quotes.append(quote_of(review, issue))
    n = len(reads)
    issues = [
        _figures(code, tally, n, loss_variance(tally.losses, tally.weight, n, baseline), taxonomy)
        for code, tally in tallies.items()
    ]
    return tuple(sorted(issues, key=_rank))


def _rank(issue: IssueBody) -> tuple[bool, float, int, str]:
    figures = issue.figures
    return figures.code == OTHER, -round(issue.loss, 6), -figures.mentions, figures.code


def _figures(code: str, tally: _Tally, n: int, variance: float, taxonomy: Taxonomy) -> IssueBody:
    low, high = impact_interval(tally.loss, variance, n, tally.mentions)
    days: Mapping[int, int] = dict(sorted(tally.count_by_day.items()))
    figures = IssueFigures(
        code=code,
        name=taxonomy.issues[code].name,
        mentions=tally.mentions,
        share=share(tally.mentions, n),
        star_impact=round(tally.loss / n, 4),
        severity=tally.severity,
        first_day=date.fromordinal(min(days)),
        last_day=date.fromordinal(max(days)),
        quotes=tuple(sorted(tally.quotes, key=quote_rank, reverse=True)[:MAX_QUOTES]),
        star_impact_low=low,
        star_impact_high=high,
    )
    return IssueBody(figures, round(tally.loss, 6), dict(days), round(variance, 6))


def quote_rank(quote: Quote) -> tuple[bool, bool, int, date, str]:
    """Which words to show first: sure ones, long enough to tell something, then serious, then new.

    A total order, so that the choice does not depend on the order reviews arrive in.
    """
    return (
        quote.confidence >= 0.5,  # noqa: PLR2004 - more likely right than wrong
        len(quote.text) >= 15,  # noqa: PLR2004 - "Broke." proves little to a reader
        quote.severity.rank,
        quote.day,
        quote.review_id,
    )


def quote_of(review: Review, issue: IssueMention) -> Quote:
    """The words an issue rests on, as they are shown."""
    evidence = issue.evidence
    text = shorten(evidence)
    return Quote(
        review_id=review.review_id,
        text=text,
        field=evidence.field,
        start=evidence.start,
        end=evidence.start + len(text),
        rating=review.rating,
        day=review.review_date.date(),
        severity=issue.severity,
        confidence=issue.confidence,
    )


def shorten(evidence: Evidence) -> str:
    """The quote's beginning of at most MAX_QUOTE_CHARS, cut between words: still verbatim."""
    text = evidence.quote
    if len(text) <= MAX_QUOTE_CHARS:
        return text
    cut = text[:MAX_QUOTE_CHARS]
    return cut[: cut.rfind(" ")] if " " in cut.strip() else cut
