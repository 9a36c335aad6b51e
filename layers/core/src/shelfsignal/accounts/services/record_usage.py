"""Store what came through the telemetry queue, each entry once however often it is delivered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import random
from time import sleep
from typing import Final

from shelfsignal.accounts.domain.telemetry import (
    AlreadyCounted,
    Entry,
    UsageStore,
    added,
)
from shelfsignal.kernel.errors import StoreUnavailable

MAX_WRITES: Final = 100
"""Items of one transaction, DynamoDB's limit."""
_TRIES: Final = 4
_PAUSE_S: Final = 0.05


@dataclass(frozen=True)
class Recorded:
    """counted: entries that are new; repeated: those counted before; failed: ids to deliver
    again."""

    counted: int
    repeated: int
    failed: frozenset[str]


def record_usage(
    entries: Sequence[Entry], store: UsageStore, pause: Callable[[float], None] = sleep
) -> Recorded:
    """Stores the entries in as few transactions as fit. Never raises: what fails is named."""
    by_id = {entry.id: entry for entry in entries}
    counted, failed = 0, set[str]()
    for group in _groups(by_id):
        try:
            counted += _store(group, store, pause)
        except StoreUnavailable:
            failed |= {entry.id for entry in group}
    return Recorded(counted, len(entries) - counted - len(failed), frozenset(failed))


def _groups(by_id: Mapping[str, Entry]) -> Iterator[list[Entry]]:
    """Neighbours share cells, so that few transactions hold many requests."""
    group: list[Entry] = []
    touched: set[object] = set()
    for entry in sorted(by_id.values(), key=_place):
        alone = added([entry])
        touches = {entry.id, *alone.tallies, *((each.name, each.labels) for each in alone.samples)}
        if group and len(touched | touches) > MAX_WRITES:
            yield group
            group, touched = [], set()
        group.append(entry)
        touched |= touches
    if group:
        yield group


def _place(entry: Entry) -> tuple[str, str, str]:
    if not entry.records:
        return ("", "", entry.id)
    first = entry.records[0]
    return (first.org_id, first.subject, first.route)


def _store(group: list[Entry], store: UsageStore, pause: Callable[[float], None]) -> int:
    """How many were new. Raises: StoreUnavailable after a few tries."""
    for attempt in range(_TRIES):
        if not group:
            break
        try:
            store.add(added(group))
        except AlreadyCounted as found:
            group = [entry for entry in group if entry.id not in found.ids]
        except StoreUnavailable:
            if attempt == _TRIES - 1:
                raise
            # Two consumers met on one cell: one of them goes first.
            pause(_PAUSE_S * 2**attempt * (1 + random()))  # noqa: S311 - jitter, not a secret
        else:
            return len(group)
    if group:
        raise StoreUnavailable("usage")
    return 0
