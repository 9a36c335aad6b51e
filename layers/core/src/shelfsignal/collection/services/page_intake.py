"""Turning one fetched page into canonical listings.

Duplicates out, tails decided, memories refreshed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shelfsignal.collection.domain.batches import interleaved
from shelfsignal.collection.domain.checkpoints import Checkpoint
from shelfsignal.collection.domain.collect_ports import PageLake, ProductStore
from shelfsignal.collection.domain.ports import RunStore
from shelfsignal.collection.domain.products import ProductMemory
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.collection.domain.sources import ProductsPage
from shelfsignal.collection.domain.tails import TailRules, TailTerms
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.catalogue import ProductListing, ProductSnapshot
from shelfsignal.kernel.ids import RunId


@dataclass
class TrustedMemories:
    """Whether what an earlier run fetched of a product reached the insights.

    Asked once a run and batch.
    """

    runs: RunStore
    lake: PageLake
    scope: ScopeRef

    def __post_init__(self) -> None:
        self._succeeded: dict[RunId, bool] = {}
        self._analysed: dict[tuple[RunId, str], bool] = {}

    def trusted(self, memory: ProductMemory | None) -> ProductMemory | None:
        """The memory, less what a later run cannot build on."""
        if memory is None:
            return None
        complete, feedback = memory.complete, memory.feedback
        return replace(
            memory,
            complete=complete if complete and self._is(complete.run_id, complete.batch) else None,
            feedback=feedback if feedback and self._is(feedback.run_id, feedback.batch) else None,
        )

    def _is(self, run_id: RunId, batch: str) -> bool:
        if run_id == self.scope.run_id:
            return True
        if run_id not in self._succeeded:
            run = self.runs.find(self.scope.org_id, run_id)
            self._succeeded[run_id] = bool(run and run.status is RunStatus.SUCCEEDED)
        if self._succeeded[run_id]:
            return True
        where = (run_id, batch)
        if where not in self._analysed:
            self._analysed[where] = self.lake.is_analysed(self.scope, *where)
        return self._analysed[where]


@dataclass(frozen=True)
class Intake:
    """A page made canonical, in the order its batches are cut."""

    listings: list[ProductListing]
    memories: list[ProductMemory]
    dropped: Counter[str]


@dataclass(frozen=True)
class PageDesk:
    """What deciding about a scope's pages needs."""

    scope: ScopeRef
    products: ProductStore
    trust: Callable[[ProductMemory | None], ProductMemory | None]
    rules: TailRules
    terms: TailTerms


def take_in(desk: PageDesk, page: ProductsPage, point: Checkpoint) -> Intake:
    """Decides what of the page is kept and which listings need their tail."""
    scope, terms = desk.scope, replace(desk.terms, shop_products=page.shop_products)
    known = desk.products.recall(scope.org_id, [each.product.product_id for each in page.listings])
    dropped = Counter(page.dropped)
    listings: list[ProductListing] = []
    memories: list[ProductMemory] = []
    for listing in page.listings:
        memory = known.get(listing.product.product_id)
        here = (scope.run_id, scope.seller_id, point.walk, point.next_page)
        if memory and memory.is_duplicate_of(*here):
            dropped["duplicate_item"] += 1
            continue
        product = _filled(listing.product, memory, page)
        listing = listing.model_copy(update={"product": product})  # noqa: PLW2901 -- the same one
        listings.append(_flagged(listing, desk.rules, desk.trust(memory), terms))
        memories.append(_remembered(listing, memory, scope, point))
    return Intake(interleaved(listings), memories, dropped)


def _filled(
    product: ProductSnapshot, memory: ProductMemory | None, page: ProductsPage
) -> ProductSnapshot:
    """What the source does not say of a product stays as it was last said."""
    before = memory.snapshot if memory else None
    if before is None:
        return product
    kept: dict[str, Any] = {}
    if page.unrated:
        kept = {"average_rating": before.average_rating, "review_count": before.review_count}
    if product.asin in page.faceless:
        priced = {"price": product.price, "currency": product.currency}
        return before.model_copy(update={"seller_id": product.seller_id, **priced})
    return product.model_copy(update=kept)


def _flagged(
    listing: ProductListing, rules: TailRules, memory: ProductMemory | None, terms: TailTerms
) -> ProductListing:
    feedback = rules.is_feedback_due(listing.product.asin, memory, terms)
    tail = feedback or rules.walk(listing, memory, terms) is not None
    return listing.model_copy(update={"needs_tail": tail, "needs_feedback": feedback})


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
    return replace(fresh, complete=memory.complete, feedback=memory.feedback) if memory else fresh


def _first(memory: ProductMemory | None, seen_at: datetime) -> datetime:
    return memory.first_seen_at if memory else seen_at
