"""The last quarter of a product in thirteen pairs of numbers, small enough for every list.

Weeks begin on Mondays, so that a day passing moves nothing and a card is not written anew for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from shelfsignal.insights.domain.figures import IssuePoint
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


def mentions_by_week(
    mentions: Mapping[int, int], analysed: Mapping[int, int], today: date
) -> tuple[IssuePoint, ...]:
    """The same weeks of an issue, from its mentions and the analysed reviews by day."""
    start, end = first_week(today).toordinal(), today.toordinal()
    weeks = [[0, 0] for _ in range(WEEKS)]
    for at, counted in enumerate((mentions, analysed)):
        for day, count in counted.items():
            if start <= day <= end:
                weeks[(day - start) // 7][at] += count
    return tuple(
        IssuePoint(date.fromordinal(start + 7 * at), 7, said, n)
        for at, (said, n) in enumerate(weeks)
    )
