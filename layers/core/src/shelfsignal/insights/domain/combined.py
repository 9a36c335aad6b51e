"""Several brands as one: the portfolio of somebody who sees these brands only.

Counts add up and shares are taken of the sums. What a rollup keeps only the best of (quotes, rises,
issues beyond its top) is chosen from what the brands kept, so the interval of a star impact, which
needs more than sums, is left open when there are two brands or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Final, TypeVar

from shelfsignal.insights.domain.body import mean_rating, sentiment_shares
from shelfsignal.insights.domain.figures import IssuePoint, Ratings, TrendPoint, WindowShare
from shelfsignal.insights.domain.series import direction
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.subject_sums import TOP_PRODUCTS, TOP_RISES
from shelfsignal.insights.domain.taxonomy import OTHER
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    IssueRollup,
    NeedsAttention,
    ProductRise,
    Rollup,
    Subject,
)

K = TypeVar("K", bound=str)
_TOP: Final = 15


def combined(brands: Sequence[Rollup], subject: Subject = PORTFOLIO) -> Rollup:
    """At least one, of brands; stated for the newest of their days."""
    newest = max(brands, key=lambda each: (each.day, each.run_id))
    if len(brands) == 1:
        return replace(newest, subject=subject, alarms=None)
    ratings, counts = _ratings(brands), _sentiments(brands)
    issues = _issues(brands, sum(counts))
    return Rollup(
        subject=subject,
        day=newest.day,
        run_id=newest.run_id,
        products=sum(each.products for each in brands),
        reviews=sum(ratings),
        analysed=sum(counts),
        ratings=ratings,
        mean_rating=mean_rating(ratings),
        sentiment=sentiment_shares(counts),
        window=add_windows([each.window for each in brands]),
        top_issues=tuple(sorted(issues, key=_by_impact)[:_TOP]),
        rising_issues=tuple(sorted((each for each in issues if each.rise), key=_by_surety)),
        attention=_urgent(brands),
        trend=_trend(brands),
        mentions=_added(each.mentions for each in brands),
        product_rises=_rises(brands),
        needing_attention=sum(each.needing_attention for each in brands),
        prevailing=_added(each.prevailing for each in brands),
        products_by_issue=_added(each.products_by_issue for each in brands),
        attention_from=newest.attention_from,
    )


def add_windows(windows: Sequence[WindowShare]) -> WindowShare:
    """One window of the reviews in all of them; they are equally long."""
    k1, n1 = sum(w.recent.count for w in windows), sum(w.recent.n for w in windows)
    k0, n0 = sum(w.previous.count for w in windows), sum(w.previous.n for w in windows)
    moved = direction(k1, n1, k0, n0)
    return WindowShare(windows[0].days, share(k1, n1), share(k0, n0), moved)


def _ratings(brands: Sequence[Rollup]) -> Ratings:
    one, two, three, four, five = (sum(each.ratings[at] for each in brands) for at in range(5))
    return (one, two, three, four, five)


def _sentiments(brands: Sequence[Rollup]) -> tuple[int, int, int]:
    shares = [each.sentiment for each in brands]
    return (
        sum(each.positive.count for each in shares),
        sum(each.neutral.count for each in shares),
        sum(each.negative.count for each in shares),
    )


def _added(counts: Iterable[dict[K, int]]) -> dict[K, int]:
    total: dict[K, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total


def _urgent(brands: Sequence[Rollup]) -> tuple[NeedsAttention, ...]:
    products = (product for each in brands for product in each.attention)
    ranked = sorted(products, key=lambda product: (-product.score, product.product_id))
    return tuple(ranked[:TOP_PRODUCTS])


def _rises(brands: Sequence[Rollup]) -> tuple[ProductRise, ...]:
    found = (rise for each in brands for rise in each.product_rises)
    ranked = sorted(found, key=lambda one: (one.rise.p_value, one.product_id, one.rise.code))
    return tuple(ranked[:TOP_RISES])


def _issues(brands: Sequence[Rollup], n: int) -> list[IssueRollup]:
    """The issues any of the brands has among its own."""
    parts: dict[str, list[tuple[IssueRollup, int]]] = {}
    for each in brands:
        own = {issue.code: issue for issue in (*each.top_issues, *each.rising_issues)}
        for code, issue in own.items():
            parts.setdefault(code, []).append((issue, each.analysed))
    mentions = _added(each.mentions for each in brands)
    products = _added(each.products_by_issue for each in brands)
    base, by_day = add_windows([each.window for each in brands]), _trend(brands)
    return [
        replace(
            _issue(some, mentions.get(code, 0), products, n),
            window=_window([issue.window for issue, _ in some], base),
            trend=_weeks([issue.trend for issue, _ in some], by_day),
        )
        for code, some in parts.items()
    ]


def _issue(
    parts: Sequence[tuple[IssueRollup, int]], mentions: int, products: dict[str, int], n: int
) -> IssueRollup:
    issues = [issue for issue, _ in parts]
    most = max(issues, key=lambda issue: issue.mentions)
    rising = [issue for issue in issues if issue.rise]
    loss = sum(issue.star_impact * analysed for issue, analysed in parts)
    return replace(
        most,
        mentions=mentions,
        share=share(mentions, n),
        products_affected=products.get(most.code, 0),
        star_impact=round(loss / n, 4) if n else 0.0,
        star_impact_low=None,
        star_impact_high=None,
        rise=min(rising, key=_by_surety).rise if rising else None,
    )


def _window(windows: Sequence[WindowShare], base: WindowShare) -> WindowShare:
    """Mentions are of the reviews of all brands: of those, too, that nobody complains of."""
    k1, n1 = sum(w.recent.count for w in windows), base.recent.n
    k0, n0 = sum(w.previous.count for w in windows), base.previous.n
    return WindowShare(base.days, share(k1, n1), share(k0, n0), direction(k1, n1, k0, n0))


def _weeks(
    trends: Sequence[tuple[IssuePoint, ...]], by_day: Sequence[TrendPoint]
) -> tuple[IssuePoint, ...]:
    mentions: dict[date, int] = {}
    days = 1
    for point in chain.from_iterable(trends):
        mentions[point.start] = mentions.get(point.start, 0) + point.mentions
        days = point.days
    return tuple(
        IssuePoint(
            start,
            days,
            mentions[start],
            sum(
                each.positive + each.neutral + each.negative
                for each in by_day
                if 0 <= (each.start - start).days < days
            ),
        )
        for start in sorted(mentions)
    )


def _trend(brands: Sequence[Rollup]) -> tuple[TrendPoint, ...]:
    by_start: dict[date, list[TrendPoint]] = {}
    for point in chain.from_iterable(each.trend for each in brands):
        by_start.setdefault(point.start, []).append(point)
    return tuple(_sum(by_start[start]) for start in sorted(by_start))


def _sum(points: Sequence[TrendPoint]) -> TrendPoint:
    reviews = sum(point.reviews for point in points)
    stars = sum(point.reviews * (point.mean_rating or 0.0) for point in points)
    return TrendPoint(
        start=points[0].start,
        days=points[0].days,
        reviews=reviews,
        positive=sum(point.positive for point in points),
        neutral=sum(point.neutral for point in points),
        negative=sum(point.negative for point in points),
        mean_rating=round(stars / reviews, 2) if reviews else None,
    )


def _by_impact(issue: IssueRollup) -> tuple[bool, float, int, str]:
    return issue.code == OTHER, -issue.star_impact, -issue.mentions, issue.code


def _by_surety(issue: IssueRollup) -> tuple[float, str]:
    return (issue.rise.p_value if issue.rise else 1.0), issue.code
