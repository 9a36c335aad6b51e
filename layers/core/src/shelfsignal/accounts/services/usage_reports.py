"""What developers are told of their requests: totals, and rows by day, caller or route."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from shelfsignal.accounts.domain.errors import KeyNotFound
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.domain.telemetry import UsageStore
from shelfsignal.accounts.domain.usage import Cell, Grain, Tally, total
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId

MAX_DAYS: Final = 400
DEFAULT_DAYS: Final = 30


class Group(StrEnum):
    DAY = "day"
    CALLER = "caller"
    ENDPOINT = "endpoint"


@dataclass(frozen=True)
class Days:
    """UTC days, both included. Raises: InvalidInput."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise InvalidInput("from is after to.", field="from")
        if (self.last - self.first).days >= MAX_DAYS:
            raise InvalidInput(f"At most {MAX_DAYS} days.", field="from")

    def __iter__(self) -> Iterator[date]:
        count = (self.last - self.first).days + 1
        return iter([self.first + timedelta(days=n) for n in range(count)])


@dataclass(frozen=True)
class UsageRow:
    """key: a day (ISO), a caller's id or a route, as the report is grouped."""

    key: str
    tally: Tally


@dataclass(frozen=True)
class UsageReport:
    """rows: by day in the days' order, every day; otherwise the busiest first."""

    days: Days
    group: Group
    total: Tally
    rows: tuple[UsageRow, ...]


@dataclass(frozen=True)
class UsageDesk:
    """What answering developers needs."""

    store: UsageStore
    keys: KeyStore
    clock: Clock

    def days(self, first: date | None, last: date | None) -> Days:
        """Without bounds the last 30 days, today included. Raises: InvalidInput."""
        end = last or max(self.clock().date(), first or date.min)
        return Days(first or end - timedelta(days=DEFAULT_DAYS - 1), end)

    def of_org(self, org_id: OrgId, days: Days, group: Group) -> UsageReport:
        """Raises: StoreUnavailable."""
        return report_usage(self.store, org_id, None, days, group)

    def of_key(self, org_id: OrgId, key_id: str, days: Days, group: Group) -> UsageReport:
        """Of a revoked key, too. Raises: KeyNotFound, also for another organisation's."""
        if self.keys.get(key_id).org_id != org_id:
            raise KeyNotFound(key_id)
        return report_usage(self.store, org_id, key_id, days, group)


_GRAIN: Final = {Group.DAY: Grain.TOTAL, Group.CALLER: Grain.SUBJECT, Group.ENDPOINT: Grain.ROUTE}


def report_usage(
    store: UsageStore, org_id: OrgId, subject: str | None, days: Days, group: Group
) -> UsageReport:
    """The requests of an organisation, or of one caller of it. Raises: StoreUnavailable."""
    found = store.tallies(org_id, subject, _GRAIN[group], days.first, days.last)
    by_key: dict[str, Tally] = {}
    if group is Group.DAY:
        by_key = {day.isoformat(): Tally() for day in days}
    for cell, tally in found:
        key = _key(cell, group)
        by_key[key] = by_key.get(key, Tally()) + tally
    rows = [UsageRow(key, tally) for key, tally in by_key.items()]
    if group is not Group.DAY:
        rows.sort(key=lambda row: (-row.tally.requests, row.key))
    return UsageReport(days, group, total(row.tally for row in rows), tuple(rows))


def _key(cell: Cell, group: Group) -> str:
    return cell.day.isoformat() if group is Group.DAY else cell.name
