"""Backfills' records, orders and deps in memory, over a World of fakes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from shelfsignal.insights.adapters.llm_engine.orders import Order
from shelfsignal.insights.domain.analysis import ReviewAnalyser
from shelfsignal.insights.domain.backfills import Backfill, BackfillNotFound, Backlog, ChunkResult
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.backfill_deps import BackfillDeps
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.ids import OrgId, RunId
from tests.fakes.insights import World


@dataclass
class FakeBackfills:
    """BackfillStore."""

    bucket: str = "data"
    records: dict[tuple[OrgId, RunId], Backfill] = field(default_factory=dict)
    chunks: dict[tuple[OrgId, RunId], list[ChunkRef]] = field(default_factory=dict)
    stored: dict[tuple[OrgId, RunId, int], ChunkResult] = field(default_factory=dict)

    def get(self, org: OrgId, backfill: RunId) -> Backfill:
        if (org, backfill) not in self.records:
            raise BackfillNotFound(backfill)
        return self.records[org, backfill]

    def put(self, backfill: Backfill) -> None:
        self.records[backfill.org_id, backfill.backfill_id] = backfill

    def of_org(self, org: OrgId) -> list[Backfill]:
        return [self.records[key] for key in sorted(self.records, reverse=True) if key[0] == org]

    def write_chunks(self, org: OrgId, backfill: RunId, chunks: Sequence[ChunkRef]) -> str:
        self.chunks[org, backfill] = list(chunks)
        return f"manifests/{org}/{backfill}/chunks.jsonl"

    def result(self, chunk: ChunkRef) -> ChunkResult:
        return self.stored.get((chunk.org_id, chunk.backfill_id, chunk.chunk), ChunkResult())

    def put_result(self, chunk: ChunkRef, result: ChunkResult) -> None:
        self.stored[chunk.org_id, chunk.backfill_id, chunk.chunk] = result

    def results(self, org: OrgId, backfill: RunId) -> Iterator[ChunkResult]:
        for key in sorted(self.stored):
            if key[:2] == (org, backfill):
                yield self.stored[key]


@dataclass
class FakeOrders:
    """OrderStore."""

    orders: dict[tuple[OrgId, RunId, str], Order] = field(default_factory=dict)
    texts: dict[tuple[OrgId, RunId, str], bytes] = field(default_factory=dict)

    def get(self, org: OrgId, backfill: RunId, name: str) -> Order | None:
        return self.orders.get((org, backfill, name))

    def put(self, org: OrgId, backfill: RunId, order: Order) -> None:
        self.orders[org, backfill, order.name] = order

    def lines(self, org: OrgId, backfill: RunId, name: str) -> bytes | None:
        return self.texts.get((org, backfill, name))

    def put_lines(self, org: OrgId, backfill: RunId, name: str, lines: bytes) -> None:
        self.texts[org, backfill, name] = lines


def backfill_deps(
    world: World,
    analyser: ReviewAnalyser,
    *,
    store: FakeBackfills | None = None,
    backlog: Backlog | None = None,
) -> BackfillDeps:
    """The world's stores with another engine."""
    numbers = count(1)
    return BackfillDeps(
        backfills=store or FakeBackfills(),
        insights=world.insights,
        ledgers=world.ledgers,
        pointers=world.pointers,
        cards=world.cards,
        analyser=analyser,
        taxonomy=load_taxonomy(),
        clock=world.clock,
        new_id=lambda: RunId(f"BACK{next(numbers)}"),
        backlog=backlog,
    )
