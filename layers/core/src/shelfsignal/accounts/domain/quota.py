"""How much of the API a caller and its organisation may use: rules without a store.

Six counters a request: the caller's and the organisation's, in the running minute, day and month
(calendar, UTC). Each is one number, `window x SPAN + used`: it says itself to which window it
belongs, so a counter of an older window reads as unused and nothing has to be reset in time.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from shelfsignal.kernel.errors import Throttled

SPAN: Final = 10**9
"""More than any limit, so that a window's numbers never reach the next window's."""


class Period(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


class Holder(StrEnum):
    """Whose limit it is. CALLER: an API key or a person."""

    CALLER = "caller"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class Limits:
    """Requests a minute, a day and a month; each 1 to SPAN - 1."""

    minute: int
    day: int
    month: int

    def __post_init__(self) -> None:
        if not all(0 < limit < SPAN for limit in (self.minute, self.day, self.month)):
            message = f"limits are 1 to {SPAN - 1}: {self}"
            raise ValueError(message)

    def of(self, period: Period) -> int:
        return {Period.MINUTE: self.minute, Period.DAY: self.day, Period.MONTH: self.month}[period]


@dataclass(frozen=True)
class CallLimits:
    """What holds for one caller of one organisation."""

    caller: Limits
    organisation: Limits


@dataclass(frozen=True)
class Quota:
    """One counter at a moment: window is the number of the running period, floor where it starts.

    name is the counter's within its organisation.
    """

    name: str
    holder: Holder
    period: Period
    limit: int
    window: int
    resets_at: datetime

    @property
    def floor(self) -> int:
        return self.window * SPAN

    @property
    def window_s(self) -> int:
        """Its length in seconds; a month counts 31 days."""
        return {Period.MINUTE: 60, Period.DAY: 86_400, Period.MONTH: 31 * 86_400}[self.period]

    def used(self, stored: int | None) -> int:
        """Of this window, or of a later one: another machine's clock may be ahead by a moment."""
        return stored % SPAN if stored is not None and stored >= self.floor else 0

    def step(self, stored: int | None) -> "Step":
        if stored is None or stored < self.floor:
            return Step(self.name, self.floor, self.limit, restarts=True)
        return Step(self.name, stored // SPAN * SPAN, self.limit, restarts=False)


@dataclass(frozen=True)
class Step:
    """How a counter moves: restarts sets it to floor + 1 if it is older; else it grows by one if it
    lies in [floor, floor + limit)."""

    name: str
    floor: int
    limit: int
    restarts: bool


@dataclass(frozen=True)
class Spent:
    """A quota and how much of it is used, this request included if it was admitted."""

    quota: Quota
    used: int

    @property
    def remaining(self) -> int:
        return max(0, self.quota.limit - self.used)


@dataclass(frozen=True)
class Standing:
    """Every quota of a caller after a request."""

    spent: tuple[Spent, ...]
    at: datetime

    @property
    def tightest(self) -> Spent:
        """The one that refuses first; of equals the longest period's."""
        longest_first = sorted(self.spent, key=lambda each: each.quota.window_s, reverse=True)
        return min(longest_first, key=lambda each: each.remaining)

    def resets_in_s(self, spent: Spent) -> int:
        """Whole seconds, at least 1."""
        return max(1, math.ceil((spent.quota.resets_at - self.at).total_seconds()))


class QuotaReached(Throttled):
    """A quota is used up; details say whose, of which period, and when to come back."""

    code = "quota_reached"

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        reached = standing.tightest
        super().__init__(
            f"The {reached.quota.holder}'s {reached.quota.limit} requests of this "
            f"{reached.quota.period} are used up.",
            retry_after_s=standing.resets_in_s(reached),
            holder=str(reached.quota.holder),
            period=str(reached.quota.period),
            limit=reached.quota.limit,
        )


def quotas_of(subject: str, limits: CallLimits, now: datetime) -> tuple[Quota, ...]:
    """The six counters of this caller's request."""
    return tuple(
        Quota(f"{prefix}{period[:2]}", holder, period, held.of(period), *_window(period, now))
        for holder, prefix, held in (
            (Holder.CALLER, f"{subject}#", limits.caller),
            (Holder.ORGANISATION, "#", limits.organisation),
        )
        for period in Period
    )


def standing_of(quotas: Iterable[Quota], stored: Mapping[str, int], now: datetime) -> Standing:
    """How much is used, by the counters as stored."""
    return Standing(tuple(Spent(each, each.used(stored.get(each.name))) for each in quotas), now)


def outdated(stored: Mapping[str, int], now: datetime) -> tuple[Quota, ...]:
    """The counters of callers that did not call this month: of no use to anybody.

    A caller's three move together, so that as long as its month's is old, all three are.
    """
    nothing = Limits(1, 1, 1)
    suffix = f"#{Period.MONTH[:2]}"
    subjects = [name.removesuffix(suffix) for name in stored if name.endswith(suffix)]
    return tuple(
        quota
        for subject in sorted(filter(None, subjects))
        if stored[subject + suffix] < _window(Period.MONTH, now)[0] * SPAN
        for quota in quotas_of(subject, CallLimits(nothing, nothing), now)
        if quota.holder is Holder.CALLER
    )


@dataclass(frozen=True)
class Overrides:
    """Limits that an organisation or its callers have instead of their plan's."""

    organisation: Limits | None = None
    caller: Limits | None = None
    by_subject: Mapping[str, Limits] = field(default_factory=dict)

    def over(self, default: CallLimits, subject: str) -> CallLimits:
        """The limits of one caller: its own, else every caller's, else the plan's."""
        return CallLimits(
            caller=self.by_subject.get(subject) or self.caller or default.caller,
            organisation=self.organisation or default.organisation,
        )


def _window(period: Period, now: datetime) -> tuple[int, datetime]:
    """The running window's number, and when it ends."""
    if period is Period.MINUTE:
        number = int(now.timestamp()) // 60
        return number, datetime.fromtimestamp((number + 1) * 60, UTC)
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period is Period.DAY:
        return day.toordinal(), day + timedelta(days=1)
    first = day.replace(day=1)
    return first.year * 12 + first.month, (first + timedelta(days=32)).replace(day=1)
