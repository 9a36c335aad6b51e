"""Is something reported more often than before, and since when?

The question is asked of a series of mentions beside the series of analysed reviews, so that a
product that simply sells more is not called worse. Every day of the last SCAN_DAYS with a review is
a possible start; the one that splits the two rates best (largest likelihood ratio) is tested with
Fisher's exact test against the product's own year before it, and the p-value is multiplied by the
number of possible starts (Bonferroni), so that scanning does not make false alarms.

A rise is called below P_MAX. That bounds false alarms at one in 100 steady series a day; counts
being whole numbers it is far less: in simulations one in 1,000 for products of 30 to 500 reviews,
one in 200 for a portfolio's twenty reviews a day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from math import exp, lgamma, log
from typing import Final

from shelfsignal.insights.domain.figures import Rise

P_MAX: Final = 0.01
SCAN_DAYS: Final = 150
BASE_DAYS: Final = 365
STILL_DAYS: Final = 28
MIN_MENTIONS: Final = 3
MIN_BASE_REVIEWS: Final = 10
MIN_RATIO: Final = 1.5


def is_testable(mentions: Mapping[int, int], today: date) -> bool:
    """Whether the series could show a rise at all, said enough about as it is: a test was made."""
    end = today.toordinal()
    said = (count for day, count in mentions.items() if end - BASE_DAYS - SCAN_DAYS < day <= end)
    return sum(said) >= MIN_MENTIONS


class _Cumulated:
    """Sums over day ranges of a sparse series."""

    def __init__(self, count_by_day: Mapping[int, int]) -> None:
        self.days = sorted(count_by_day)
        self._sums = [0, *accumulate(count_by_day[day] for day in self.days)]

    def days_between(self, first: int, last: int) -> list[int]:
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]

    def between(self, first: int, last: int) -> int:
        return self._sums[bisect_right(self.days, last)] - self._sums[bisect_left(self.days, first)]


def find_rise(
    code: str, name: str, mentions: Mapping[int, int], analysed: Mapping[int, int], today: date
) -> Rise | None:
    """The rise of `mentions` among `analysed` reviews as known on `today`, None without one.

    Both series are by ordinal day; a review mentions a thing at most once. Days after today are
    not seen.
    """
    end = today.toordinal()
    said = _Cumulated(mentions)
    starts = said.days_between(end - SCAN_DAYS + 1, end)  # the best split stands at a mention
    if not starts or starts[-1] <= end - STILL_DAYS:
        return None
    if said.between(starts[0], end) < MIN_MENTIONS:
        return None
    read = _Cumulated(analysed)
    splits = [(start, *_split(said, read, start, end)) for start in starts]
    best = max((s for s in splits if _is_candidate(*s[1:])), key=_gain, default=None)
    if best is None:
        return None
    start, k1, n1, k0, n0 = best
    looks = len(read.days_between(end - SCAN_DAYS + 1, end))
    p_value = min(1.0, fisher_tail(k1, n1, k0, n0) * looks)
    if p_value >= P_MAX:
        return None
    return Rise(code, name, date.fromordinal(start), float(f"{p_value:.2g}"), k1, n1, k0, n0)


def _split(said: _Cumulated, read: _Cumulated, start: int, end: int) -> tuple[int, int, int, int]:
    base = start - BASE_DAYS
    return (
        said.between(start, end),
        read.between(start, end),
        said.between(base, start - 1),
        read.between(base, start - 1),
    )


def _is_candidate(k1: int, n1: int, k0: int, n0: int) -> bool:
    if k1 < MIN_MENTIONS or n0 < MIN_BASE_REVIEWS:
        return False
    return k1 * n0 >= MIN_RATIO * k0 * n1


def _gain(split: tuple[int, int, int, int, int]) -> tuple[float, int]:
    """Log-likelihood of two rates instead of one; the earlier start at a tie."""
    start, k1, n1, k0, n0 = split
    p = (k1 + k0) / (n1 + n0)
    return _log_likelihood(k1, n1, k1 / n1) + _log_likelihood(k0, n0, k0 / n0) - (
        _log_likelihood(k1 + k0, n1 + n0, p)
    ), -start


def _log_likelihood(k: int, n: int, p: float) -> float:
    return (k * log(p) if k else 0.0) + ((n - k) * log(1 - p) if n > k else 0.0)


def fisher_tail(k1: int, n1: int, k0: int, n0: int) -> float:
    """One-sided Fisher exact test: the chance that k1 or more of k1 + k0 mentions fall on n1.

    >>> round(fisher_tail(3, 4, 0, 26), 5)
    0.00099
    """
    k, n = k1 + k0, n1 + n0
    whole = _log_choose(n, k)
    tail = 0.0
    for x in range(k1, min(k, n1) + 1):
        if k - x > n0:
            continue
        term = exp(_log_choose(n1, x) + _log_choose(n0, k - x) - whole)
        tail += term
        if term < tail * 1e-12:
            break
    return min(1.0, tail)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
