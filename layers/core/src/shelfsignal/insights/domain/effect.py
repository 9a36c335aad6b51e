"""Did the fix work? An issue's share of reviews before a day and from it on, honestly compared.

Reviews come late: one written after the fix may be of a unit sold before it. So the answer is about
reviews, says how many there were, and stays "not yet clear" while the interval of the difference
holds zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import hypot
from typing import TYPE_CHECKING

from shelfsignal.insights.domain.shares import Share, share, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shelfsignal.insights.domain.figures import TrendPoint


class Verdict(StrEnum):
    """IMPROVED and WORSE: the 95 % interval of the difference leaves zero out."""

    IMPROVED = "improved"
    WORSE = "worse"
    UNCLEAR = "unclear"
    NOT_ENOUGH_DATA = "not_enough_data"


@dataclass(frozen=True, slots=True)
class Effect:
    """change = after - before, in share points; None (with its interval) without enough data."""

    issue: str
    on: date
    days: int
    before: Share
    after: Share
    change: float | None
    change_low: float | None
    change_high: float | None
    verdict: Verdict


def effect_of(issue: str, on: date, days: int, points: Iterable[TrendPoint]) -> Effect:
    """From daily points of the issue's mentions; those from `on` on count as after."""
    counts = {False: [0, 0], True: [0, 0]}
    for point in points:
        side = counts[point.start >= on]
        side[0] += point.mentions or 0
        side[1] += point.positive + point.neutral + point.negative
    before, after = share(*counts[False]), share(*counts[True])
    if not (before.is_enough and after.is_enough):
        verdict = Verdict.NOT_ENOUGH_DATA
        return Effect(issue, on, days, before, after, None, None, None, verdict)
    low, high = difference(before, after)
    change = round(after.count / after.n - before.count / before.n, 4)
    verdict = Verdict.IMPROVED if high < 0 else Verdict.WORSE if low > 0 else Verdict.UNCLEAR
    return Effect(issue, on, days, before, after, change, round(low, 4), round(high, 4), verdict)


def difference(before: Share, after: Share) -> tuple[float, float]:
    """The 95 % interval of after - before: Newcombe's hybrid of the two Wilson intervals.

    >>> low, high = difference(share(30, 100), share(5, 100))
    >>> (round(low, 3), round(high, 3))
    (-0.35, -0.148)
    """
    p, q = before.count / before.n, after.count / after.n
    (p_low, p_high), (q_low, q_high) = wilson(before.count, before.n), wilson(after.count, after.n)
    gap = q - p
    return gap - hypot(q - q_low, p_high - p), gap + hypot(q_high - q, p - p_low)
