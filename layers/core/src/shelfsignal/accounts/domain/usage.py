"""What one request used, and what many did: tallies that add up in any order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.sketch import bin_of, quantile

_CLIENT_ERROR: Final = 400
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500


@dataclass(frozen=True)
class UsageRecord:
    """One answered request. subject: the key's or the user's id; route: method and template."""

    request_id: str
    at: datetime
    org_id: OrgId
    subject: str
    kind: str
    route: str
    status: int
    ms: float
    bytes_in: int
    bytes_out: int


@dataclass(frozen=True)
class Tally:
    """Counts of requests. client_errors are 4xx, throttled (429) included; micros is the sum of
    their latencies in microseconds, bins their sketch (kernel.sketch)."""

    requests: int = 0
    client_errors: int = 0
    server_errors: int = 0
    throttled: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    micros: int = 0
    bins: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        sums: dict[str, int] = {name: getattr(self, name) + getattr(other, name) for name in SUMS}
        return Tally(**sums, bins=dict(Counter(self.bins) + Counter(other.bins)))

    @property
    def error_rate(self) -> float | None:
        """The share of answers that were a 4xx or 5xx; None without a request."""
        errors = self.client_errors + self.server_errors
        return errors / self.requests if self.requests else None

    @property
    def mean_ms(self) -> float | None:
        return self.micros / self.requests / 1000 if self.requests else None

    def quantile_ms(self, q: float) -> float | None:
        """Right to 2 %."""
        return quantile(self.bins, q)


SUMS: Final = (
    *("requests", "client_errors", "server_errors", "throttled"),
    *("bytes_in", "bytes_out", "micros"),
)


def tally_of(record: UsageRecord) -> Tally:
    """The tally of one request."""
    return Tally(
        requests=1,
        client_errors=int(_CLIENT_ERROR <= record.status < _SERVER_ERROR),
        server_errors=int(record.status >= _SERVER_ERROR),
        throttled=int(record.status == _TOO_MANY),
        bytes_in=record.bytes_in,
        bytes_out=record.bytes_out,
        micros=round(record.ms * 1000),
        bins={bin_of(record.ms): 1},
    )


class Grain(StrEnum):
    """What a cell sums up on its day. Subject cells belong to one caller."""

    TOTAL = "T"
    ROUTE = "R"
    SUBJECT = "S"


@dataclass(frozen=True)
class Cell:
    """Where tallies are kept: of an organisation (subject None) or of one caller of it.

    name: the route of a ROUTE cell, the caller of a SUBJECT cell, empty for TOTAL.
    """

    org_id: OrgId
    subject: str | None
    day: date
    grain: Grain
    name: str = ""


def cells_of(record: UsageRecord) -> tuple[Cell, ...]:
    """Everywhere a request counts, so that each question reads few cells."""
    org, day = record.org_id, record.at.date()
    return (
        Cell(org, None, day, Grain.TOTAL),
        Cell(org, None, day, Grain.ROUTE, record.route),
        Cell(org, None, day, Grain.SUBJECT, record.subject),
        Cell(org, record.subject, day, Grain.TOTAL),
        Cell(org, record.subject, day, Grain.ROUTE, record.route),
    )


def tallies_of(records: Iterable[UsageRecord]) -> dict[Cell, Tally]:
    """The same, of many requests. Each has to come once."""
    found: dict[Cell, Tally] = {}
    for record in records:
        one = tally_of(record)
        for cell in cells_of(record):
            found[cell] = found.get(cell, Tally()) + one
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    return sum(tallies, Tally())
