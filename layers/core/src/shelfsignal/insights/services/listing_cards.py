"""Keeping every list a product stands in equal to its card.

The card item is written first with every list the product was or will be in (write-ahead), then the
list entries, then the card item again with the final lists: whoever comes after a kill in between
sees an unsettled card and does it again, so that no list keeps a stale entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shelfsignal.insights.domain.cards import (
    Card,
    PricePoint,
    StoredCard,
    fingerprint,
    name_of,
    with_prices,
)
from shelfsignal.insights.domain.ports import CardStore
from shelfsignal.kernel.ids import OrgId

_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WantedCard:
    """day: the one its figures are stated for."""

    card: Card
    facets: frozenset[str]
    day: date


def refresh_cards(org: OrgId, wanted: Sequence[WantedCard], cards: CardStore) -> int:
    """Write the cards that differ from what is stored; how many did."""
    stored = cards.stored(org, [each.card.product_id for each in wanted])
    changed = [
        _Change(now, each.facets, was.facets if was else _NOWHERE, prices, _kept(was, now))
        for each in wanted
        for was in [stored.get(each.card.product_id)]
        for now, prices in [with_prices(each.card, was.prices if was else (), each.day)]
        if was is None or was.fingerprint != fingerprint(now, each.facets)
    ]
    if not changed:
        return 0
    cards.put_cards(
        org, [StoredCard(one.card, one.facets | one.old, "", one.prices) for one in changed]
    )
    cards.change_entries(
        org,
        puts=[(facet, one.card) for one in changed for facet in sorted(one.facets - one.kept)],
        deletes=[
            (facet, one.card.product_id)
            for one in changed
            for facet in sorted(one.old - one.facets)
        ],
    )
    cards.put_cards(org, [one.settled for one in changed])
    return len(changed)


def _kept(was: StoredCard | None, now: Card) -> frozenset[str]:
    """Entries that say title and brand only: figures move every day, these hardly ever."""
    if was is None or not was.is_settled:
        return _NOWHERE
    if (was.card.title, was.card.brand) != (now.title, now.brand):
        return _NOWHERE
    return frozenset(facet for facet in was.facets if name_of(facet) is not None)


@dataclass(frozen=True, slots=True)
class _Change:
    """A card to write, the lists it belongs to, those it may stand in, and what stays as it is."""

    card: Card
    facets: frozenset[str]
    old: frozenset[str]
    prices: tuple[PricePoint, ...]
    kept: frozenset[str]

    @property
    def settled(self) -> StoredCard:
        mark = fingerprint(self.card, self.facets)
        return StoredCard(self.card, self.facets, mark, self.prices)
