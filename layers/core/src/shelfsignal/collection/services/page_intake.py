"""Turning one fetched page into canonical listings.

Duplicates out, tails decided, memories refreshed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from shelfsignal.collection.domain.batches import interleaved
from shelfsignal.collection.domain.checkpoints import Checkpoint
from shelfsignal.collection.domain.collect_ports import PageLake, ProductStore
from shelfsignal.collection.domain.connections import OrgSettings
from shelfsignal.collection.domain.feed import FeedPage
from shelfsignal.collection.domain.ports import RunStore
from shelfsignal.collection.domain.products import CompleteListing, ProductMemory, needs_tail
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.ids import RunId


@dataclass
class TrustedListings:
    """Whether an earlier run's complete listing reached the insights.

    Asked once a run and batch.
    """

    runs: RunStore
    lake: PageLake
    scope: ScopeRef

    def __post_init__(self) -> None:
        self._succeeded: dict[RunId, bool] = {}
        self._analysed: dict[tuple[RunId, str], bool] = {}

    def trusted(self, complete: CompleteListing | None) -> CompleteListing | None:
        """The listing, or None when a later run cannot build on it."""
        if complete is None or complete.run_id == self.scope.run_id:
            return complete
        if complete.run_id not in self._succeeded:
            run = self.runs.find(self.scope.org_id, complete.run_id)
            self._succeeded[complete.run_id] = bool(run and run.status is RunStatus.SUCCEEDED)
        if self._succeeded[complete.run_id]:
            return complete
        where = (complete.run_id, complete.batch)
        if where not in self._analysed:
            self._analysed[where] = self.lake.is_analysed(self.scope, *where)
        return complete if self._analysed[where] else None


@dataclass(frozen=True)
class Intake:
    """A page made canonical, in the order its batches are cut."""

    listings: list[ProductListing]
    memories: list[ProductMemory]
    dropped: Counter[str]


def take_in(
    page: FeedPage,
    scope: ScopeRef,
    point: Checkpoint,
    settings: OrgSettings,
    products: ProductStore,
    trust: Callable[[CompleteListing | None], CompleteListing | None],
) -> Intake:
    """Decides what of the page is kept and which listings need their tail."""
    known = products.recall(scope.org_id, [each.product.product_id for each in page.listings])
    dropped = Counter(page.dropped)
    listings: list[ProductListing] = []
    memories: list[ProductMemory] = []
    for listing in page.listings:
        memory = known.get(listing.product.product_id)
        if memory and memory.is_duplicate_of(scope.run_id, point.walk, point.next_page):
            dropped["duplicate_item"] += 1
            continue
        tail = needs_tail(
            listing,
            trust(memory.complete if memory else None),
            run_id=scope.run_id,
            day=scope.day,
            max_age_days=settings.complete_listing_days,
        )
        listings.append(listing.model_copy(update={"needs_tail": tail}))
        memories.append(_remembered(listing, memory, scope, point))
    return Intake(interleaved(listings), memories, dropped)


def _remembered(
    listing: ProductListing, memory: ProductMemory | None, scope: ScopeRef, point: Checkpoint
) -> ProductMemory:
    product, seen_at = listing.product, listing.fetched_at
    fresh = ProductMemory(
        org_id=scope.org_id,
        product_id=product.product_id,
        title=product.title,
        brand=product.brand,
        category=product.category,
        parent_asin=product.parent_asin,
        first_seen_at=_first(memory, seen_at),
        last_seen_at=seen_at,
        seen_run=scope.run_id,
        seen_walk=point.walk,
        seen_page=point.next_page,
        snapshot=product,
    )
    return replace(fresh, complete=memory.complete) if memory else fresh


def _first(memory: ProductMemory | None, seen_at: datetime) -> datetime:
    return memory.first_seen_at if memory else seen_at
