"""Backfills as objects: the record, the manifest of chunks, what became of each, and orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.llm_engine.orders import Order
from shelfsignal.insights.domain.backfills import Backfill, BackfillNotFound, ChunkResult
from shelfsignal.kernel import lake
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.objects import S3Objects


class S3Backfills:
    """BackfillStore over backfills/ and manifests/."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    @property
    def bucket(self) -> str:
        return self._objects.bucket

    def get(self, org: OrgId, backfill: RunId) -> Backfill:
        body = self._objects.find(lake.backfill_key(org, backfill))
        if body is None:
            raise BackfillNotFound(backfill)
        return codec.unpack(body, Backfill)

    def put(self, backfill: Backfill) -> None:
        key = lake.backfill_key(backfill.org_id, backfill.backfill_id)
        self._objects.put(key, codec.pack(backfill, Backfill))

    def of_org(self, org: OrgId) -> list[Backfill]:
        prefix = lake.backfills_prefix(org)
        names = [
            folder.removeprefix(prefix).rstrip("/") for folder in self._objects.folders(prefix)
        ]
        return [self.get(org, RunId(name)) for name in sorted(names, reverse=True)]

    def write_chunks(self, org: OrgId, backfill: RunId, chunks: Sequence[ChunkRef]) -> str:
        key = lake.chunks_key(org, backfill)
        lines = "".join(f"{chunk.model_dump_json()}\n" for chunk in chunks)
        self._objects.put(key, lines.encode(), "application/jsonl")
        return key

    def result(self, chunk: ChunkRef) -> ChunkResult:
        body = self._objects.find(
            lake.chunk_result_key(chunk.org_id, chunk.backfill_id, chunk.chunk)
        )
        return ChunkResult() if body is None else codec.unpack(body, ChunkResult)

    def put_result(self, chunk: ChunkRef, result: ChunkResult) -> None:
        key = lake.chunk_result_key(chunk.org_id, chunk.backfill_id, chunk.chunk)
        self._objects.put(key, codec.pack(result, ChunkResult))

    def results(self, org: OrgId, backfill: RunId) -> Iterator[ChunkResult]:
        for key in self._objects.keys(lake.chunk_results_prefix(org, backfill)):
            if body := self._objects.find(key):
                yield codec.unpack(body, ChunkResult)


class S3Orders:
    """OrderStore over backfills/."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def get(self, org: OrgId, backfill: RunId, name: str) -> Order | None:
        body = self._objects.find(lake.order_key(org, backfill, name))
        return None if body is None else codec.unpack(body, Order)

    def put(self, org: OrgId, backfill: RunId, order: Order) -> None:
        self._objects.put(lake.order_key(org, backfill, order.name), codec.pack(order, Order))

    def lines(self, org: OrgId, backfill: RunId, name: str) -> bytes | None:
        return self._objects.find_gzip(lake.order_lines_key(org, backfill, name))

    def put_lines(self, org: OrgId, backfill: RunId, name: str, lines: bytes) -> None:
        self._objects.put_gzip(lake.order_lines_key(org, backfill, name), lines)
