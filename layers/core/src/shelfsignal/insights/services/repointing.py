"""Pointing products at another version that exists, whatever decides which.

Nothing is deleted. Products are walked by the list of all, least recently changed first: what is
moved goes to the end of it and is passed by there. Doing it again does only what is missing, so
after a kill, or once runs that were under way have ended, it is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from typing import Final

from shelfsignal.insights.domain.analysis import AnalysisStatus
from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.cards import ALL_PRODUCTS, Card, Sort, facets_of, restate
from shelfsignal.insights.domain.ledger import NO_HOLD
from shelfsignal.insights.domain.ports import (
    CardPosition,
    CardStore,
    InsightStore,
    PointerLog,
    RollupStore,
)
from shelfsignal.insights.domain.versions import Latest, LostRace, Version
from shelfsignal.insights.services.listing_cards import WantedCard, refresh_cards
from shelfsignal.insights.services.pointers import log_move
from shelfsignal.kernel.clock import Clock, from_z, to_z
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId, ProductId, RunId

PAGE: Final = 100
_MAX_RACES: Final = 5


class Stay(Enum):
    """Why a product is not moved: what it shows is right, or there is nothing to show instead."""

    RIGHT = auto()
    STUCK = auto()


Choose = Callable[[ProductId, int], Version | Stay]
"""The version a product is to show instead of the one it shows."""


@dataclass(frozen=True, slots=True)
class RepointDeps:
    insights: InsightStore
    pointers: PointerLog
    cards: CardStore
    rollups: RollupStore
    clock: Clock


@dataclass(frozen=True, slots=True)
class Repointed:
    """What was done: stuck products have no readable insight to show instead."""

    moved: int
    untouched: int
    stuck: tuple[ProductId, ...]


def repoint(org: OrgId, choose: Choose, run: RunId, deps: RepointDeps) -> Repointed:
    """Move every product that is to move; `run` names this act in the pointer log."""
    day = deps.rollups.stated_day(org) or deps.clock().date()
    work = _Repointing(org, choose, run, day, deps)
    moved: set[ProductId] = set()
    stuck: set[ProductId] = set()
    seen: set[ProductId] = set()
    for page in _pages(org, deps.cards):
        moved_here, stuck_here = work.page(page)
        moved |= moved_here
        stuck |= stuck_here
        seen.update(card.product_id for card in page)
    return Repointed(len(moved), len(seen - moved - stuck), tuple(sorted(stuck)))


def _pages(org: OrgId, cards: CardStore) -> Iterator[tuple[Card, ...]]:
    after: CardPosition | None = None
    while True:
        page = cards.query(
            org, ALL_PRODUCTS, Sort.LAST_CHANGE, descending=False, limit=PAGE, after=after
        )
        yield page.cards
        after = page.end
        if after is None:
            return


@dataclass(frozen=True, slots=True)
class _Repointing:
    org: OrgId
    choose: Choose
    run: RunId
    day: date
    deps: RepointDeps

    def page(self, cards: Sequence[Card]) -> tuple[set[ProductId], set[ProductId]]:
        """The products moved, and those that cannot be."""
        products = [card.product_id for card in cards]
        latest = self.deps.insights.latest(self.org, products)
        stored = self.deps.cards.stored(self.org, products)
        moved: set[ProductId] = set()
        stuck: set[ProductId] = set()
        wanted: list[WantedCard] = []
        for card in cards:
            product, shown = card.product_id, latest.get(card.product_id)
            if shown is None:
                continue
            now = self._settle(product, shown)
            if now is None:
                stuck.add(product)
                continue
            if now.version != shown.version:
                moved.add(product)
            is_settled = product in stored and stored[product].is_settled
            if now.version != card.version or not is_settled:  # or somebody died before this
                wanted += self._card(card, now)
        refresh_cards(self.org, wanted, self.deps.cards)
        return moved, stuck

    def _settle(self, product: ProductId, shown: Latest | None) -> Latest | None:
        """LATEST once it shows what it is to show; None when that does not exist."""
        for _ in range(_MAX_RACES):
            if shown is None:
                return None
            shown = self._logged(product, shown)
            target = self.choose(product, shown.version)
            if target is Stay.STUCK:
                return None
            if isinstance(target, Stay):
                break
            try:
                moved = self._moved(target, shown)
                self.deps.insights.move_latest(self.org, product, moved, shown)
            except LostRace:
                shown = self.deps.insights.latest(self.org, [product]).get(product)
            else:
                shown = moved
                break
        else:
            raise StoreUnavailable("insights", product_id=product)
        return self._logged(product, shown)

    def _logged(self, product: ProductId, shown: Latest) -> Latest:
        """Before it is moved away from as well: nobody would log that move afterwards."""
        return log_move(self.org, product, shown, self.deps.insights, self.deps.pointers)

    def _moved(self, target: Version, shown: Latest) -> Latest:
        """Nothing counts as seen and no context as the last, so that the next run looks anew."""
        return replace(
            shown,
            version=target.number,
            inputs_hash=target.inputs_hash,
            ledger_object=target.ledger_object,
            context="",
            seen=(),
            hold=NO_HOLD,
            failed=target.body.unanalysed.get(AnalysisStatus.FAILED, 0),
            run_id=self.run,
            moved_at=from_z(to_z(self.deps.clock())),
            effort=target.effort,
            is_logged=False,
        )

    def _card(self, card: Card, latest: Latest) -> list[WantedCard]:
        found = self.deps.insights.versions(self.org, {card.product_id: latest.version})
        version = found.get(card.product_id)
        if not isinstance(version, Version):
            return []
        assessment = assess(version.body, self.day)
        stated = restate(card, version.body, assessment, latest.version, latest.moved_at)
        stated = replace(stated, held_reviews=latest.hold.reviews)
        return [WantedCard(stated, facets_of(stated, version.body), self.day)]
