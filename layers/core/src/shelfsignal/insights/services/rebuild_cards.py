"""A product's card from the run that described it last and the version shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.cards import (
    Card,
    PricePoint,
    StoredCard,
    facets_of,
    fingerprint,
    restate,
    with_prices,
)
from shelfsignal.insights.domain.ports import CardStore
from shelfsignal.insights.domain.rebuilding import History
from shelfsignal.kernel.ids import OrgId, RunId


@dataclass(frozen=True, slots=True)
class Described:
    """What the last run that delivered a product said of it; prices as in StoredCard."""

    card: Card
    run_id: RunId
    day: date
    prices: tuple[PricePoint, ...]


def card_of(history: History, described: Described, day: date) -> StoredCard:
    """The card as of a day, as whoever wrote it last made it."""
    latest, body = history.latest, history.shown.body
    known = replace(described.card, held_reviews=latest.hold.reviews)
    made = restate(known, body, assess(body, day), latest.version, latest.moved_at)
    card, prices = with_prices(made, described.prices, day)
    facets = facets_of(card, body)
    return StoredCard(card, facets, fingerprint(card, facets), prices)


def write_cards(org: OrgId, made: Sequence[StoredCard], cards: CardStore) -> None:
    """Entries first: a card says that its lists are complete."""
    puts = [(facet, one.card) for one in made for facet in sorted(one.facets)]
    cards.change_entries(org, puts, [])
    cards.put_cards(org, made)
