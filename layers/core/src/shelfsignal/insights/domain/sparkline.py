"""The last quarter of a product in thirteen pairs of numbers, small enough for every list.

Weeks begin on Mondays, so that a day passing moves nothing and a card is not written anew for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from shelfsignal.insights.domain.series import DayCounts

WEEKS: Final = 13
Spark = tuple[tuple[int, int], ...]
"""(negative, analysed) reviews a week, oldest first."""


def first_week(today: date) -> date:
    """The Monday the line begins on; the last of its weeks is the one `today` is in.

    >>> first_week(date(2026, 11, 22))
    datetime.date(2026, 8, 24)
    """
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def weekly(rows: Iterable[DayCounts], today: date) -> Spark:
    """Reviews up to `today`; nothing at all when none of the weeks has an analysed review."""
    start, end = first_week(today).toordinal(), today.toordinal()
    weeks = [[0, 0] for _ in range(WEEKS)]
    for row in rows:
        if start <= row.day <= end:
            week = weeks[(row.day - start) // 7]
            week[0] += row.negative
            week[1] += row.analysed
    if not any(n for _, n in weeks):
        return ()
    return tuple((negative, n) for negative, n in weeks)
