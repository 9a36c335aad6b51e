"""Latencies as a DDSketch whose bins are plain counts, so that a store can add them up.

A bin is a range of values 4 % wide, so a quantile is right to 2 %. Merging is adding bin by bin: in
any order, from anywhere, with the same result.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ddsketch.mapping import LogarithmicMapping

ACCURACY: Final = 0.02
# What is quicker than a clock can tell, or slower than a Lambda may be, is clamped.
MIN_MS: Final = 0.01
MAX_MS: Final = 1_000_000.0


def bin_of(ms: float) -> int:
    """The bin that holds this latency in milliseconds."""
    return int(_mapping().key(min(max(ms, MIN_MS), MAX_MS)))


def quantile(bins: Mapping[int, int], q: float) -> float | None:
    """The latency in milliseconds below which the share q lies; None when nothing was measured.

    >>> bins = {bin_of(10.0): 98, bin_of(500.0): 2}
    >>> round(quantile(bins, 0.5)), 490 < quantile(bins, 0.99) < 510
    (10, True)
    """
    from ddsketch.ddsketch import BaseDDSketch
    from ddsketch.store import DenseStore

    if not bins:
        return None
    store = DenseStore()
    for key, count in bins.items():
        store.add(key, count)
    value: float | None = BaseDDSketch(_mapping(), store, DenseStore(), 0.0).get_quantile_value(q)
    return value


@cache
def _mapping() -> "LogarithmicMapping":
    from ddsketch.mapping import LogarithmicMapping

    return LogarithmicMapping(ACCURACY)
