"""A product's issues against the rest of its category: is this ours, or does everybody have it?

The product's reviews are taken out of the category's, so that it is not compared with itself. The
ratio of the two shares has a 95 % interval on the logarithm (Walter's, with half a review added to
each count, so that a rest without a single mention has one too). Whether a product is above or
below is decided by Fisher's exact test on both sides, and by Benjamini-Hochberg over its issues:
a product with twenty issues would otherwise stand out in one by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt
from typing import Final

from shelfsignal.insights.domain.figures import IssueFigures
from shelfsignal.insights.domain.rising import fisher_tail
from shelfsignal.insights.domain.shares import MIN_REVIEWS, Share, share

MIN_OTHERS: Final = 50
Q: Final = 0.05
_Z95: Final = 1.959963984540054


class Standing(StrEnum):
    """Where a product's share stands; unclear: the difference may be chance."""

    ABOVE = "above"
    BELOW = "below"
    UNCLEAR = "unclear"
    NOT_ENOUGH_DATA = "not_enough_data"


@dataclass(frozen=True, slots=True)
class InCategory:
    """One issue's share here and in the category's other products.

    ratio: here over others, with its 95 % interval; None when there is not enough data, that is
    fewer than MIN_REVIEWS analysed reviews here or MIN_OTHERS elsewhere.
    """

    code: str
    name: str
    here: Share
    others: Share
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    standing: Standing


def compare(
    issues: Sequence[IssueFigures], analysed: int, mentions: Mapping[str, int], of: int
) -> tuple[InCategory, ...]:
    """The product's issues in their order.

    analysed: the product's reviews; mentions by issue and `of`: the category's, product included.
    """
    rest = max(0, of - analysed)
    others = [max(0, min(mentions.get(i.code, 0) - i.mentions, rest)) for i in issues]
    if analysed < MIN_REVIEWS or rest < MIN_OTHERS:
        return tuple(_unknown(i, analysed, k0, rest) for i, k0 in zip(issues, others, strict=True))
    p_values = [
        _two_sided(i.mentions, analysed, k0, rest) for i, k0 in zip(issues, others, strict=True)
    ]
    limit = _limit(p_values)
    return tuple(
        _compared(issue, analysed, k0, rest, p, is_sure=p <= limit)
        for issue, k0, p in zip(issues, others, p_values, strict=True)
    )


def _unknown(issue: IssueFigures, n1: int, k0: int, n0: int) -> InCategory:
    return InCategory(
        code=issue.code,
        name=issue.name,
        here=share(issue.mentions, n1),
        others=share(k0, n0, MIN_OTHERS),
        ratio=None,
        ratio_low=None,
        ratio_high=None,
        p_value=None,
        standing=Standing.NOT_ENOUGH_DATA,
    )


def _compared(
    issue: IssueFigures, n1: int, k0: int, n0: int, p_value: float, *, is_sure: bool
) -> InCategory:
    k1 = issue.mentions
    ratio, low, high = ratio_interval(k1, n1, k0, n0)
    standing = Standing.UNCLEAR
    if is_sure:
        standing = Standing.ABOVE if k1 * n0 > k0 * n1 else Standing.BELOW
    return InCategory(
        code=issue.code,
        name=issue.name,
        here=share(k1, n1),
        others=share(k0, n0, MIN_OTHERS),
        ratio=ratio,
        ratio_low=low,
        ratio_high=high,
        p_value=float(f"{p_value:.2g}"),
        standing=standing,
    )


def ratio_interval(k1: int, n1: int, k0: int, n0: int) -> tuple[float, float, float]:
    """The ratio of k1 of n1 to k0 of n0 with its 95 % interval, to two digits.

    >>> ratio_interval(12, 60, 50, 1000)
    (4.0, 2.33, 7.18)
    """
    a, b = k1 + 0.5, k0 + 0.5
    centre = log(a / (n1 + 0.5)) - log(b / (n0 + 0.5))
    margin = _Z95 * sqrt(max(0.0, 1 / a - 1 / (n1 + 0.5) + 1 / b - 1 / (n0 + 0.5)))
    ratio = (k1 / n1) / (k0 / n0) if k0 else exp(centre)
    return round(ratio, 2), round(exp(centre - margin), 2), round(exp(centre + margin), 2)


def _two_sided(k1: int, n1: int, k0: int, n0: int) -> float:
    return min(1.0, 2 * min(fisher_tail(k1, n1, k0, n0), fisher_tail(k0, n0, k1, n1)))


def _limit(p_values: Sequence[float]) -> float:
    """The largest p-value that Benjamini-Hochberg lets pass; below 0 when none does."""
    m = len(p_values)
    passing = (p for at, p in enumerate(sorted(p_values), 1) if p <= Q * at / m)
    return max(passing, default=-1.0)
