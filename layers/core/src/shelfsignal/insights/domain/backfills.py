"""Reading known reviews anew with another engine, beside what is shown.

A backfill stages versions: they exist, can be compared and be shown later, and move nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from shelfsignal.insights.domain.analysis import ReviewText
from shelfsignal.insights.domain.contributions import ProductFailure
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.metering import NOTHING, Payer, Spent
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import OrgId, ProductId, RunId


class BackfillMode(StrEnum):
    """How an engine that costs money is asked: at once, or overnight at half the price."""

    ONLINE = "online"
    BATCH = "batch"


class BackfillStatus(StrEnum):
    """RUNNING until closed. PARTIAL: starting it again does what is left. FAILED: it broke off."""

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


class BackfillNotFound(NotFound):
    """No such backfill of this organisation."""

    code = "backfill_not_found"

    def __init__(self, backfill: RunId) -> None:
        super().__init__(f"There is no backfill {backfill}.", backfill_id=backfill)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What became of a chunk's products; unread: reviews by product without money for them.

    unchanged: the engine's insight was there already.
    """

    staged: int = 0
    unchanged: int = 0
    reviews_read: int = 0
    failures: tuple[ProductFailure, ...] = ()
    unread: Mapping[ProductId, int] = field(default_factory=dict)
    error: str | None = None

    @property
    def is_finished(self) -> bool:
        return not self.failures and not self.unread and self.error is None

    def __add__(self, other: ChunkResult) -> ChunkResult:
        return ChunkResult(
            self.staged + other.staged,
            self.unchanged + other.unchanged,
            self.reviews_read + other.reviews_read,
            self.failures + other.failures,
            {**self.unread, **other.unread},
            self.error or other.error,
        )


@dataclass(frozen=True, slots=True)
class Backfill:
    """The record of one; engine names what reads, products and chunks what is to be read.

    spent is exact once it is closed: batches, online questions and wasted tries of all attempts.
    """

    org_id: OrgId
    backfill_id: RunId
    engine: EngineId
    mode: BackfillMode
    started_at: datetime
    products: int
    chunks: int
    status: BackfillStatus = BackfillStatus.RUNNING
    finished_at: datetime | None = None
    total: ChunkResult = ChunkResult()
    failure: str | None = None
    spent: Spent = NOTHING

    @property
    def cost_usd(self) -> Decimal:
        return self.spent.cost_usd


class BackfillStore(Protocol):
    """Records, manifests and results of backfills. May raise StoreUnavailable."""

    @property
    def bucket(self) -> str: ...

    def get(self, org: OrgId, backfill: RunId) -> Backfill:
        """Raises: BackfillNotFound."""
        ...

    def put(self, backfill: Backfill) -> None: ...

    def of_org(self, org: OrgId) -> list[Backfill]:
        """Newest first."""
        ...

    def write_chunks(self, org: OrgId, backfill: RunId, chunks: Sequence[ChunkRef]) -> str:
        """The key of the manifest."""
        ...

    def result(self, chunk: ChunkRef) -> ChunkResult:
        """An empty one when nothing was done yet."""
        ...

    def put_result(self, chunk: ChunkRef, result: ChunkResult) -> None: ...

    def results(self, org: OrgId, backfill: RunId) -> Iterator[ChunkResult]: ...


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order of answers. reviews: of how many; unpaid: for how many there was no money.

    has_more: it was cut to what one order may hold.
    """

    reviews: int
    unpaid: int = 0
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """How an order went; answered reviews are in the drawer, the others are asked about again."""

    answered: int
    missing: int
    spent: Spent
    has_more: bool = False
    reason: str | None = None


class Backlog(Protocol):
    """Answers ordered ahead, for engines that sell them cheaper so. May raise StoreUnavailable,
    Transient, EngineMisconfigured."""

    def order(
        self, payer: Payer, name: str, reviews: Sequence[ReviewText], earlier: Iterable[str]
    ) -> Ordered:
        """Orders what no drawer holds and no earlier order asked for; again, the same order."""
        ...

    def collect(self, payer: Payer, name: str) -> Collected | None:
        """None while the order is under way; again, the same answer. Raises: NotFound."""
        ...
