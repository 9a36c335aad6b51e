"""An order of answers: what was asked for in one batch, and how far it is.

It is written before the batch is made and after every step, so that a process that dies leaves a
batch that the next one finds again and pays for once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from shelfsignal.insights.domain.metering import NOTHING, Spent
from shelfsignal.kernel.ids import OrgId, RunId


@dataclass(frozen=True, slots=True)
class Asked:
    """A review of a line: under which key its answer is kept, and its share of the price."""

    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class Order:
    """lines: by custom id, the reviews by the id they echo. reserved on `day` is set aside for it.

    unpaid: reviews there was no money for; has_more: cut to what a batch holds; used is None until
    the answers are in the drawer.
    """

    name: str
    lines: Mapping[str, Mapping[str, Asked]]
    day: str = ""
    reserved: Spent = NOTHING
    unpaid: int = 0
    has_more: bool = False
    batch_id: str | None = None
    used: Spent | None = None
    answered: int = 0
    reason: str | None = None
    is_settled: bool = False
    files: tuple[str, ...] = field(default=())

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(asked.key for line in self.lines.values() for asked in line.values())


class OrderStore(Protocol):
    """Orders and their lines. May raise StoreUnavailable."""

    def get(self, org: OrgId, backfill: RunId, name: str) -> Order | None: ...

    def put(self, org: OrgId, backfill: RunId, order: Order) -> None: ...

    def lines(self, org: OrgId, backfill: RunId, name: str) -> bytes | None: ...

    def put_lines(self, org: OrgId, backfill: RunId, name: str, lines: bytes) -> None: ...
