"""The beginning and the end of a backfill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from shelfsignal.insights.domain.backfills import (
    Backfill,
    BackfillMode,
    BackfillStatus,
    BackfillStore,
    ChunkResult,
)
from shelfsignal.insights.domain.cards import ALL_PRODUCTS, Card, Sort
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.metering import Payer
from shelfsignal.insights.domain.ports import CardPosition, CardStore
from shelfsignal.insights.services.backfill_deps import BackfillDeps, ClosingDeps
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, RunId

CHUNK: Final = 100
"""Products of a child execution; their names are part of its input."""
_PAGE: Final = 100
_MAX_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class OpenBackfill:
    """What an execution is started with; backfill_id continues one."""

    org_id: OrgId
    mode: BackfillMode = BackfillMode.ONLINE
    backfill_id: RunId | None = None


@dataclass(frozen=True, slots=True)
class OpenedBackfill:
    """The backfill at work and where its manifest is."""

    backfill: Backfill
    bucket: str
    chunks_key: str


def open_backfill(command: OpenBackfill, deps: BackfillDeps) -> OpenedBackfill:
    """A new backfill of every product that shows an insight, or the next attempt at one.

    Raises: InvalidInput when the engine cannot be asked so; BackfillNotFound.
    """
    if command.mode is BackfillMode.BATCH and deps.backlog is None:
        message = f"The engine {deps.analyser.engine} is asked online only."
        raise InvalidInput(message, field="mode")
    org, backfill_id = command.org_id, command.backfill_id or deps.new_id()
    products = [card.product_id for card in every_card(org, deps.cards)]
    chunks = [
        ChunkRef(
            org_id=org,
            backfill_id=backfill_id,
            mode=command.mode,
            chunk=number,
            products=tuple(products[first : first + CHUNK]),
        )
        for number, first in enumerate(range(0, len(products), CHUNK), 1)
    ]
    opened = Backfill(
        org_id=org,
        backfill_id=backfill_id,
        engine=EngineId.of(deps.analyser),
        mode=command.mode,
        started_at=deps.clock(),
        products=len(products),
        chunks=len(chunks),
    )
    if command.backfill_id:
        opened = _continued(opened, deps)
    deps.backfills.put(opened)
    key = deps.backfills.write_chunks(org, backfill_id, chunks)
    return OpenedBackfill(opened, deps.backfills.bucket, key)


def _continued(opened: Backfill, deps: BackfillDeps) -> Backfill:
    """Orders and results belong to one engine: another one begins a backfill of its own."""
    before = deps.backfills.get(opened.org_id, opened.backfill_id)
    if before.engine != opened.engine:
        message = f"Backfill {opened.backfill_id} is {before.engine.engine}'s; start a new one."
        raise InvalidInput(message, field="backfill_id")
    return replace(opened, started_at=before.started_at)


def every_card(org: OrgId, cards: CardStore) -> Iterator[Card]:
    """Least recently changed first: what changes meanwhile goes to the end and is passed there."""
    after: CardPosition | None = None
    seen = set()
    while True:
        page = cards.query(
            org, ALL_PRODUCTS, Sort.LAST_CHANGE, descending=False, limit=_PAGE, after=after
        )
        for card in page.cards:
            if card.product_id not in seen:
                seen.add(card.product_id)
                yield card
        after = page.end
        if after is None:
            return


def close_backfill(org: OrgId, backfill: RunId, failure: str | None, deps: ClosingDeps) -> Backfill:
    """The record with exact totals; failure says what broke the whole of it off."""
    open_ = deps.backfills.get(org, backfill)
    results = list(deps.backfills.results(org, backfill))
    total = sum(results, ChunkResult())
    unfinished = len(results) < open_.chunks or not total.is_finished
    status = BackfillStatus.PARTIAL if unfinished else BackfillStatus.SUCCEEDED
    closed = replace(
        open_,
        status=BackfillStatus.FAILED if failure else status,
        finished_at=deps.clock(),
        total=total,
        spent=deps.spent(Payer(org, backfill)),
        failure=failure or _left(total, open_.chunks - len(results)),
    )
    deps.backfills.put(closed)
    return closed


def record_chunk_failure(chunk: ChunkRef, failure: str, backfills: BackfillStore) -> None:
    """What the chunk had done stays; the next attempt does the rest."""
    backfills.put_result(chunk, replace(backfills.result(chunk), error=failure))


def _left(total: ChunkResult, missing_chunks: int) -> str | None:
    parts = []
    if total.error:
        parts.append(total.error)
    if missing_chunks > 0:
        parts.append(f"{missing_chunks} chunks ended without a word")
    if total.failures:
        first = total.failures[0]
        parts.append(f"{len(total.failures)} products failed, one of them: {first.product_id}: ")
        parts[-1] += first.reason
    if total.unread:
        named = ", ".join(sorted(total.unread)[:_MAX_NAMED])
        reviews = sum(total.unread.values())
        parts.append(f"budget exhausted: {reviews} reviews are unread, of {named}")
    return "; ".join(parts)[:500] or None
