"""Which products need attention: a score of 0-100 whose parts are shown, computed for a stated day.

negative share  40 * min(1, low / 0.5)      low: the lower end of the 95 % interval of the negative
                                            share of the last 90 days (of all time when these hold
                                            too few reviews), so that small samples do not shout
rising          25 * weight * surety        the most of any called rise; weight by its severity: low
                                            .5, medium .75, high .9, critical 1; negative reviews
                                            .75; surety: min(1, -log10(p) / 4), which is .5 where a
                                            rise is just called and 1 from p = 0.0001 on
star impact     25 * min(1, impact / 1.0)   of the costliest issue, in stars
safety          10                          a critical issue mentioned in the last 90 days

Whether a rise is confirmed takes the portfolio's other products, known only after all scores are
written (domain.false_alarms). Surety stands in for that verdict with what the product itself shows,
so that a score never changes because of another product's reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import log10
from typing import Final

from shelfsignal.insights.domain.analysis import Severity
from shelfsignal.insights.domain.body import InsightBody, IssueBody
from shelfsignal.insights.domain.figures import Attention, AttentionPart, Rise, WindowShare
from shelfsignal.insights.domain.rising import find_rise, is_testable
from shelfsignal.insights.domain.series import window_share
from shelfsignal.insights.domain.shares import Share, share

RECENT_DAYS: Final = 90
NEGATIVE: Final = "negative"
_MAX_NEGATIVE, _MAX_RISING, _MAX_IMPACT, _SAFETY = 40.0, 25.0, 25.0, 10.0
_FULL_NEGATIVE_SHARE = 0.5
_FULL_STARS = 1.0
_FULL_SURETY = 4.0
"""Decades below 1 at which a p-value counts in full."""
_RISE_WEIGHT = {
    Severity.NONE: 0.5,
    Severity.LOW: 0.5,
    Severity.MEDIUM: 0.75,
    Severity.HIGH: 0.9,
    Severity.CRITICAL: 1.0,
}
_Reason = tuple[AttentionPart, date | None]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a body says on a day; rising issues are the surest first, of `tests` looked at."""

    day: date
    window: WindowShare
    rising: tuple[Rise, ...]
    attention: Attention
    tests: int = 0


def assess(body: InsightBody, today: date) -> Assessment:
    """Windowed figures, rises and attention as of `today`; later reviews are not looked at."""
    analysed, negative = body.analysed_by_day, body.negative_by_day
    found = (
        find_rise(i.figures.code, i.figures.name, i.count_by_day, analysed, today)
        for i in body.issues
    )
    rising = sorted((r for r in found if r is not None), key=lambda r: (r.p_value, r.code))
    worse = find_rise(NEGATIVE, "Negative reviews", negative, analysed, today)
    rising += [worse] if worse is not None else []
    reasons = [
        _negative_part(body, today),
        _rising_part(body, rising),
        _impact_part(body),
        _safety_part(body, today),
    ]
    parts = sorted(
        ((part, since) for part, since in reasons if part.points > 0),
        key=lambda reason: -reason[0].points,
    )
    attention = Attention(
        score=round(sum(part.points for part, _ in parts), 1),
        parts=tuple(part for part, _ in parts),
        since=_since(rising, parts),
    )
    tests = sum(
        is_testable(series, today) for series in (negative, *(i.count_by_day for i in body.issues))
    )
    window = window_share(negative, analysed, today)
    return Assessment(today, window, tuple(rising), attention, tests)


def _since(rising: list[Rise], parts: list[_Reason]) -> date | None:
    """The earliest rise; without one, when the heaviest reason was first reported."""
    if rising:
        return min(rise.start for rise in rising)
    return next((since for _, since in parts if since is not None), None)


def _part(name: str, points: float, maximum: float, why: str) -> AttentionPart:
    return AttentionPart(name, round(points, 1), maximum, why)


def _recent_negative(body: InsightBody, today: date) -> tuple[Share, str]:
    end = today.toordinal()
    rows = [row for row in body.days if end - RECENT_DAYS < row.day <= end]
    recent = share(sum(row.negative for row in rows), sum(row.analysed for row in rows))
    if recent.is_enough:
        return recent, f"in {RECENT_DAYS} days"
    return share(body.sentiments[2], body.analysed), "of all time"


def _negative_part(body: InsightBody, today: date) -> _Reason:
    negative, when = _recent_negative(body, today)
    low = negative.low or 0.0
    points = _MAX_NEGATIVE * min(1.0, low / _FULL_NEGATIVE_SHARE)
    why = f"{negative.count} of {negative.n} reviews {when} are negative (at least {low:.0%})"
    since = body.issues[0].figures.first_day if body.issues else None
    return _part("negative_share", points, _MAX_NEGATIVE, why), since


def _rising_part(body: InsightBody, rising: list[Rise]) -> _Reason:
    if not rising:
        return _part("rising", 0.0, _MAX_RISING, ""), None
    severity_by_code = {issue.figures.code: issue.figures.severity for issue in body.issues}
    weight = {
        rise.code: _RISE_WEIGHT[severity_by_code.get(rise.code, Severity.MEDIUM)] * surety(rise)
        for rise in rising
    }
    worst = max(rising, key=lambda rise: (weight[rise.code], -rise.p_value))
    why = (
        f"{worst.name}: {worst.recent_mentions} of {worst.recent_reviews} reviews since "
        f"{worst.start.isoformat()}, {worst.base_mentions} of {worst.base_reviews} before"
    )
    return _part("rising", _MAX_RISING * weight[worst.code], _MAX_RISING, why), worst.start


def surety(rise: Rise) -> float:
    """How much of a rise's points counts: half where it is just called, all where it is sure."""
    if rise.p_value <= 0.0:
        return 1.0
    return min(1.0, -log10(rise.p_value) / _FULL_SURETY)


def _impact_part(body: InsightBody) -> _Reason:
    if not body.issues:
        return _part("star_impact", 0.0, _MAX_IMPACT, ""), None
    top = body.issues[0].figures
    points = _MAX_IMPACT * min(1.0, top.star_impact / _FULL_STARS)
    why = f"{top.name} costs about {top.star_impact:.2f} stars ({top.mentions} of {top.share.n})"
    return _part("star_impact", points, _MAX_IMPACT, why), top.first_day


def _safety_part(body: InsightBody, today: date) -> _Reason:
    days = [
        day
        for issue in body.issues
        if issue.figures.severity is Severity.CRITICAL
        for day in _recent_days(issue, today)
    ]
    if not days:
        return _part("safety", 0.0, _SAFETY, ""), None
    first = date.fromordinal(min(days))
    why = f"Safety reported on {len(days)} days since {first.isoformat()}"
    return _part("safety", _SAFETY, _SAFETY, why), first


def _recent_days(issue: IssueBody, today: date) -> list[int]:
    end = today.toordinal()
    return [day for day in issue.count_by_day if end - RECENT_DAYS < day <= end]
