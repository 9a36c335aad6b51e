"""Keeping every list a product stands in equal to its card.

The card item is written first with every list the product was or will be in (write-ahead), then the
list entries, then the card item again with the final lists: whoever comes after a kill in between
sees an unsettled card and does it again, so that no list keeps a stale entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shelfsignal.insights.domain.cards import Card, StoredCard, fingerprint
from shelfsignal.insights.domain.ports import CardStore
from shelfsignal.kernel.ids import OrgId

_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WantedCard:
    card: Card
    facets: frozenset[str]


def refresh_cards(org: OrgId, wanted: Sequence[WantedCard], cards: CardStore) -> int:
    """Write the cards that differ from what is stored; how many did."""
    stored = cards.stored(org, [each.card.product_id for each in wanted])
    changed = [
        (each, was.facets if was else _NOWHERE)
        for each in wanted
        if (was := stored.get(each.card.product_id)) is None
        or was.fingerprint != fingerprint(each.card, each.facets)
    ]
    if not changed:
        return 0
    cards.put_cards(org, [StoredCard(new.card, new.facets | old, "") for new, old in changed])
    cards.change_entries(
        org,
        puts=[(facet, new.card) for new, _ in changed for facet in sorted(new.facets)],
        deletes=[
            (facet, new.card.product_id)
            for new, old in changed
            for facet in sorted(old - new.facets)
        ],
    )
    cards.put_cards(
        org,
        [StoredCard(new.card, new.facets, fingerprint(new.card, new.facets)) for new, _ in changed],
    )
    return len(changed)
