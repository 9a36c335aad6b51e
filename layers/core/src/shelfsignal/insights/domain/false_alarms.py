"""Rises of a whole day kept honest: of those confirmed, at most a share Q is expected to be chance.

One test that errs once in a hundred errs ten times in a thousand products. The Benjamini-Hochberg
rule looks at all tests of the day together: with m of them, every p-value at or below t is
confirmed, t being the largest value with t <= Q * (number of p-values <= t) / m.

Only tests that could have found something are in m: those of series with MIN_MENTIONS mentions. The
test conditions on how often a thing was said and asks when, so this choice does not bias it.
p-values are counted on a fixed logarithmic grid and t is a point of the grid, at most one step of
12 % below the exact one, so never more is confirmed than the rule allows: such counts of any parts
of a portfolio add up, and take the same memory for ten products and for a million.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import ceil, log10
from typing import Final

from shelfsignal.insights.domain.figures import Rise

Q: Final = 0.05
_STEPS_A_DECADE: Final = 20
_SMALLEST: Final = -40 * _STEPS_A_DECADE


@dataclass(frozen=True, slots=True)
class AlarmControl:
    """What was tested on a day and what is believed of it.

    called: rises below the single test's limit; confirmed: those at or below threshold, the t of
    the rule (0: none).
    """

    q: float
    tests: int
    called: int
    confirmed: int
    threshold: float

    def judge(self, rise: Rise) -> Rise:
        """The rise with its verdict."""
        return replace(rise, is_confirmed=rise.p_value <= self.threshold)


@dataclass(slots=True)
class AlarmTally:
    """The tests of a day as they come; tallies of different parts add up."""

    tests: int = 0
    _calls: Counter[int] = field(default_factory=Counter)

    def add(self, tests: int, rises: Iterable[Rise]) -> None:
        """tests: how many were made; rises: those of them that were called."""
        self.tests += tests
        self._calls.update(_grid(rise.p_value) for rise in rises)

    def merge(self, other: AlarmTally) -> None:
        self.tests += other.tests
        self._calls.update(other._calls)

    def control(self, q: float = Q) -> AlarmControl:
        """What of it all is to be believed, with at most a share q of it expected to be chance.

        >>> AlarmTally().control()
        AlarmControl(q=0.05, tests=0, called=0, confirmed=0, threshold=0.0)
        """
        below = confirmed = 0
        threshold = 0.0
        for step, count in sorted(self._calls.items()):
            below += count
            if (edge := _edge(step)) * self.tests <= q * below:
                confirmed, threshold = below, edge
        return AlarmControl(q, self.tests, below, confirmed, threshold)


def _grid(p_value: float) -> int:
    """The step of the smallest grid point not below the p-value."""
    if p_value <= _edge(_SMALLEST):
        return _SMALLEST
    step = ceil(log10(p_value) * _STEPS_A_DECADE)
    return step + 1 if _edge(step) < p_value else step


def _edge(step: int) -> float:
    return float(10.0 ** (step / _STEPS_A_DECADE))
