"""Shares with their sample size: no percentage is ever shown without its n and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

MIN_REVIEWS: Final = 10
_Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """count of n with its 95 % Wilson interval; value, low and high are None below MIN_REVIEWS."""

    count: int
    n: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        """False means "not enough data": show the counts, not a percentage."""
        return self.value is not None


def share(count: int, n: int, minimum: int = MIN_REVIEWS) -> Share:
    """The share of count in n, rounded to four digits.

    >>> share(3, 9).value is None
    True
    >>> share(5, 20)
    Share(count=5, n=20, value=0.25, low=0.1119, high=0.4687)
    """
    if n < minimum or n == 0:
        return Share(count, n, None, None, None)
    low, high = wilson(count, n)
    return Share(count, n, round(count / n, 4), round(low, 4), round(high, 4))


def wilson(count: int, n: int) -> tuple[float, float]:
    """The 95 % Wilson score interval; (0, 1) when n is 0."""
    if n == 0:
        return 0.0, 1.0
    p = count / n
    z2 = _Z95 * _Z95
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    margin = _Z95 / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, centre - margin), min(1.0, centre + margin)
