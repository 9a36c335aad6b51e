"""What travels through the telemetry queue, and what one message adds to the stores."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Protocol

from shelfsignal.accounts.domain.usage import Cell, Grain, Tally, UsageRecord, tallies_of
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.metrics import Metrics, Sample

_ID_CHARS = 200


@dataclass(frozen=True)
class Entry:
    """A message's content. id is what tells a redelivery from news: a request's or a flush's."""

    id: str
    records: tuple[UsageRecord, ...] = ()
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Additions:
    """What entries add up to; ids of the entries, each once."""

    ids: tuple[str, ...]
    tallies: Mapping[Cell, Tally]
    samples: Sequence[Sample] = field(default_factory=tuple)

    @property
    def writes(self) -> int:
        """Items that storing it touches."""
        return len(self.ids) + len(self.tallies) + len(self.samples)


class AlreadyCounted(Exception):
    """Some of the entries were stored before; nothing of the others was stored now."""

    def __init__(self, ids: frozenset[str]) -> None:
        super().__init__(f"{len(ids)} entries were counted before")
        self.ids = ids


class Telemetry(Protocol):
    """The way into the queue."""

    def send(self, entry: Entry) -> None:
        """Raises: StoreUnavailable."""


class UsageStore(Protocol):
    """Tallies and counters as stored. Every method raises StoreUnavailable."""

    def add(self, additions: Additions) -> None:
        """All of it or nothing. Raises: AlreadyCounted."""

    def tallies(
        self, org_id: OrgId, subject: str | None, grain: Grain, first: date, last: date
    ) -> Iterable[tuple[Cell, Tally]]:
        """The cells of these days, both included, in the order of day and name."""


class MetricStore(Protocol):
    """The deployment's counters."""

    def samples(self) -> Iterable[Sample]:
        """Every series since the first deployment. Raises: StoreUnavailable."""


def added(entries: Sequence[Entry]) -> Additions:
    """What these entries, each with an id of its own, add up to."""
    records = [record for entry in entries for record in entry.records]
    sums = Metrics()
    for record in records:
        _measure(record, sums)
    merged = {(each.name, each.labels): each for each in sums.drain()}
    for sample in (sample for entry in entries for sample in entry.samples):
        key = (sample.name, sample.labels)
        merged[key] = _plus(merged[key], sample) if key in merged else sample
    return Additions(tuple(each.id for each in entries), tallies_of(records), [*merged.values()])


def to_message(entry: Entry) -> dict[str, Any]:
    """As JSON for the queue."""
    records = [{**asdict(record), "at": to_z(record.at)} for record in entry.records]
    samples = [sample.to_json() for sample in entry.samples]
    return {"v": 1, "id": entry.id, "records": records, "samples": samples}


def from_message(message: Any) -> Entry:
    """The inverse of to_message. Raises: InvalidInput."""
    try:
        if message["v"] != 1 or not 0 < len(message["id"]) <= _ID_CHARS:
            raise InvalidInput("A message of another version, or without an id.", field="v")
        records = tuple(
            UsageRecord(**{**each, "at": from_z(each["at"])}) for each in message["records"]
        )
        samples = tuple(
            Sample(each["n"], tuple(sorted(each["l"].items())), each["v"], each["c"])
            for each in message["samples"]
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput("Not a message of ours.", field=type(error).__name__) from None
    return Entry(message["id"], records, samples)


def _measure(record: UsageRecord, sums: Metrics) -> None:
    route = record.route
    sums.add("http_requests_total", route=route, status=f"{record.status // 100}xx")
    sums.observe("http_request_duration_seconds", record.ms / 1000, route=route)
    if record.status == 429:  # noqa: PLR2004 - Too Many Requests
        sums.add("http_throttled_total", route=route)


def _plus(a: Sample, b: Sample) -> Sample:
    counts = [x + y for x, y in zip(a.counts, b.counts, strict=True)]
    return Sample(a.name, a.labels, a.value + b.value, counts)
