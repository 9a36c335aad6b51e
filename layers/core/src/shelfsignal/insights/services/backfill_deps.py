"""What the services of a backfill are given; wiring makes it once a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shelfsignal.insights.domain.analysis import ReviewAnalyser
from shelfsignal.insights.domain.backfills import BackfillStore, Backlog
from shelfsignal.insights.domain.metering import Payer, Spent
from shelfsignal.insights.domain.ports import CardStore, InsightStore, LedgerStore, PointerLog
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import RunId


@dataclass(frozen=True, slots=True)
class BackfillDeps:
    """backlog is None for an engine that sells no answers ahead."""

    backfills: BackfillStore
    insights: InsightStore
    ledgers: LedgerStore
    pointers: PointerLog
    cards: CardStore
    analyser: ReviewAnalyser
    taxonomy: Taxonomy
    clock: Clock
    new_id: Callable[[], RunId]
    backlog: Backlog | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True)
class ClosingDeps:
    """spent tells what a payer has spent so far."""

    backfills: BackfillStore
    spent: Callable[[Payer], Spent]
    clock: Clock
