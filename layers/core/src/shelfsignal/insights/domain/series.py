"""Sparse daily series: only days on which something was said, by ordinal day (date.toordinal())."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shelfsignal.insights.domain.figures import TrendPoint, WindowShare
from shelfsignal.insights.domain.shares import share, wilson


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Reviews dated on one UTC day; stars is the sum of all their ratings."""

    day: int
    positive: int
    neutral: int
    negative: int
    unanalysed: int
    stars: int

    @property
    def analysed(self) -> int:
        return self.positive + self.neutral + self.negative

    @property
    def reviews(self) -> int:
        return self.analysed + self.unanalysed


def window_share(
    counted: Mapping[int, int], analysed: Mapping[int, int], today: date, days: int = 28
) -> WindowShare:
    """The share of `counted` in `analysed` reviews, last `days` days against the ones before.

    The direction is given only when the difference's 95 % interval (Newcombe's, from the two Wilson
    intervals) leaves zero out.
    """
    end = today.toordinal()
    k1, n1 = _total(counted, end - days, end), _total(analysed, end - days, end)
    k0, n0 = (
        _total(counted, end - 2 * days, end - days),
        _total(analysed, end - 2 * days, end - days),
    )
    return WindowShare(days, share(k1, n1), share(k0, n0), direction(k1, n1, k0, n0))


def _total(count_by_day: Mapping[int, int], after: int, last: int) -> int:
    return sum(count for day, count in count_by_day.items() if after < day <= last)


def direction(k1: int, n1: int, k0: int, n0: int) -> str:
    """Up, down or flat: where k1 of n1 moved from k0 of n0."""
    if n1 == 0 or n0 == 0:
        return "flat"
    p1, p0 = k1 / n1, k0 / n0
    (low1, high1), (low0, high0) = wilson(k1, n1), wilson(k0, n0)
    difference = p1 - p0
    if difference - ((p1 - low1) ** 2 + (high0 - p0) ** 2) ** 0.5 > 0:
        return "up"
    if difference + ((high1 - p1) ** 2 + (p0 - low0) ** 2) ** 0.5 < 0:
        return "down"
    return "flat"


def trend(
    rows: Iterable[DayCounts],
    mentions: Mapping[int, int] | None,
    first: date,
    last: date,
    step_days: int,
) -> tuple[TrendPoint, ...]:
    """Points without gaps from first to last; with step_days 7 they start on Mondays."""
    if step_days > 1:
        first -= timedelta(days=first.weekday())
    start = first.toordinal()
    buckets: dict[int, list[DayCounts]] = {}
    for row in rows:
        if start <= row.day <= last.toordinal():
            buckets.setdefault((row.day - start) // step_days, []).append(row)
    said: dict[int, int] = {}
    for day, count in (mentions or {}).items():
        at = (day - start) // step_days
        said[at] = said.get(at, 0) + count
    size = (last.toordinal() - start) // step_days + 1
    return tuple(
        _point(
            date.fromordinal(start + at * step_days),
            step_days,
            buckets.get(at, []),
            None if mentions is None else said.get(at, 0),
        )
        for at in range(max(size, 0))
    )


def _point(start: date, days: int, rows: list[DayCounts], mentions: int | None) -> TrendPoint:
    reviews = sum(row.reviews for row in rows)
    return TrendPoint(
        start=start,
        days=days,
        reviews=reviews,
        positive=sum(row.positive for row in rows),
        neutral=sum(row.neutral for row in rows),
        negative=sum(row.negative for row in rows),
        mean_rating=round(sum(row.stars for row in rows) / reviews, 2) if reviews else None,
        mentions=mentions,
    )
