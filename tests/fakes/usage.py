"""Usage in memory: the store of tallies, and a queue that is a list."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from shelfsignal.accounts.domain.quota import Overrides, Quota
from shelfsignal.accounts.domain.quota_ports import Refused
from shelfsignal.accounts.domain.telemetry import Additions, AlreadyCounted, Entry
from shelfsignal.accounts.domain.usage import Cell, Grain, Tally
from shelfsignal.accounts.services.record_usage import MAX_WRITES
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId


class MemoryUsage:
    """UsageStore over a dict, all or nothing; `failures` is how many adds fail next."""

    def __init__(self) -> None:
        self.cells: dict[Cell, Tally] = {}
        self.series: dict[tuple[str, object], float] = {}
        self.ids: set[str] = set()
        self.failures = 0

    def add(self, additions: Additions) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("usage")
        if known := self.ids & set(additions.ids):
            raise AlreadyCounted(frozenset(known))
        assert additions.writes <= MAX_WRITES
        self.ids |= set(additions.ids)
        for cell, tally in additions.tallies.items():
            self.cells[cell] = self.cells.get(cell, Tally()) + tally
        for sample in additions.samples:
            key = (sample.name, sample.labels)
            self.series[key] = self.series.get(key, 0) + sample.value

    def tallies(
        self, org_id: OrgId, subject: str | None, grain: Grain, first: date, last: date
    ) -> Iterable[tuple[Cell, Tally]]:
        return [
            (cell, tally)
            for cell, tally in sorted(self.cells.items(), key=lambda item: str(item[0]))
            if (cell.org_id, cell.subject, cell.grain) == (org_id, subject, grain)
            and first <= cell.day <= last
        ]


class ListedTelemetry:
    """Telemetry that keeps what is sent, or is down."""

    def __init__(self) -> None:
        self.sent: list[Entry] = []
        self.is_down = False

    def send(self, entry: Entry) -> None:
        if self.is_down:
            raise StoreUnavailable("telemetry")
        self.sent.append(entry)


class MemoryQuotas:
    """QuotaStore and LimitStore: every window's counter in a dict; down on demand."""

    def __init__(self) -> None:
        self.stored: dict[OrgId, dict[str, int]] = {}
        self.overrides: dict[OrgId, Overrides] = {}
        self.is_down = False

    def take(self, org_id: OrgId, quotas: Sequence[Quota], now: datetime) -> dict[str, int]:
        if self.is_down:
            raise StoreUnavailable("quota")
        mine = self.stored.setdefault(org_id, {})
        if any(each.used(mine.get(each.name)) >= each.limit for each in quotas):
            raise Refused(dict(mine))
        for each in quotas:
            mine[each.name] = each.floor + each.used(mine.get(each.name)) + 1
        return dict(mine)

    def read(self, org_id: OrgId) -> dict[str, int]:
        return self.stored.get(org_id, {})

    def get(self, org_id: OrgId) -> Overrides:
        return self.overrides.get(org_id, Overrides())

    def put(self, org_id: OrgId, overrides: Overrides) -> None:
        self.overrides[org_id] = overrides
