"""What the writing side of insights is given; wiring makes it once a process."""

from dataclasses import dataclass

from shelfsignal.insights.domain.analysis import ReviewAnalyser
from shelfsignal.insights.domain.feedback import FeedbackStore
from shelfsignal.insights.domain.ports import (
    CardStore,
    InsightStore,
    LedgerStore,
    ListingSource,
    PointerLog,
    ResultStore,
    RollupStore,
)
from shelfsignal.insights.domain.preferences import PreferenceStore
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class AnalyseDeps:
    """workers: how many products' stores are waited for at once."""

    listings: ListingSource
    ledgers: LedgerStore
    insights: InsightStore
    pointers: PointerLog
    cards: CardStore
    results: ResultStore
    feedback: FeedbackStore
    analyser: ReviewAnalyser
    taxonomy: Taxonomy
    clock: Clock
    workers: int = 1


@dataclass(frozen=True, slots=True)
class RollUpDeps:
    results: ResultStore
    rollups: RollupStore
    taxonomy: Taxonomy
    preferences: PreferenceStore
