"""Lists of products: one index for the order, other filters in memory, within a read budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from shelfsignal.insights.domain.cards import ALL_PRODUCTS, Card, facet, sort_keys
from shelfsignal.insights.domain.ports import CardPosition, CardStore
from shelfsignal.insights.domain.reads import MAX_LIMIT
from shelfsignal.insights.domain.views import ListOrder, Page, ProductFilter
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

MAX_READ_UNITS: Final = 100.0
_FILTERED_PAGE: Final = 100
_Test = Callable[[Card], bool]


def check_limit(limit: int) -> int:
    """Raises: InvalidInput unless 1-100."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput(f"limit must be 1 to {MAX_LIMIT}.", field="limit")
    return limit


def list_cards(
    org: OrgId,
    where: ProductFilter,
    order: ListOrder,
    limit: int,
    cursor: str | None,
    *,
    cards: CardStore,
) -> Page[Card]:
    """At most `limit` cards; fewer and a cursor when the budget of read units is spent."""
    check_limit(limit)
    query = {"org": org, "where": asdict(where), "order": asdict(order)}
    after = _position(decode_cursor(query, cursor, key=str, id=str)) if cursor else None
    name, tests = _plan(where)
    size = _FILTERED_PAGE if tests else limit
    found: list[Card] = []
    spent = dearest = 0.0
    while True:
        page = cards.query(
            org, name, order.sort, descending=order.descending, limit=size, after=after
        )
        spent, dearest = spent + page.read_units, max(dearest, page.read_units)
        for at, card in enumerate(page.cards):
            after = CardPosition(sort_keys(card)[order.sort], card.product_id)
            if all(test(card) for test in tests):
                found.append(card)
            if len(found) == limit:
                is_last = at + 1 == len(page.cards) and page.end is None
                return _page(found, None if is_last else after, query)
        if page.end is None or spent + dearest > MAX_READ_UNITS:
            return _page(found, page.end, query)


def _page(found: list[Card], end: CardPosition | None, query: dict[str, Any]) -> Page[Card]:
    if end is None:
        return Page(tuple(found))
    position = {"key": end.sort_key, "id": end.product_id}
    return Page(tuple(found), encode_cursor(query, position))


def _position(position: dict[str, Any]) -> CardPosition:
    return CardPosition(position["key"], ProductId(position["id"]))


def _plan(where: ProductFilter) -> tuple[str, list[_Test]]:
    """The list to read (the narrowest there is) and what its cards are still to be tested for."""
    lists = {
        "issue": where.issue and facet("ISSUE", where.issue),
        "brand": where.brand and facet("BRAND", where.brand),
        "category": where.category and facet("CATEGORY", where.category),
        "sentiment": where.sentiment and facet("SENTIMENT", where.sentiment),
        "marketplace": where.marketplace and facet("MARKETPLACE", where.marketplace),
    }
    chosen = next(((field, name) for field, name in lists.items() if name), ("", ALL_PRODUCTS))
    tests: dict[str, _Test] = {
        "brand": lambda card: card.brand == where.brand,
        "category": lambda card: card.category == where.category,
        "sentiment": lambda card: card.sentiment == where.sentiment,
        "marketplace": lambda card: card.marketplace == where.marketplace,
        "rating": lambda card: _stars(card) == where.rating,
        "q": lambda card: _has_words(card, where.q or ""),
    }
    wanted = [test for f, test in tests.items() if f != chosen[0] and getattr(where, f) is not None]
    return chosen[1], wanted


def _stars(card: Card) -> int | None:
    """Mean stars rounded half up."""
    return None if card.mean_rating is None else int(card.mean_rating + 0.5)


def _has_words(card: Card, q: str) -> bool:
    text = f"{card.title} {card.brand} {card.asin}".casefold()
    return all(word in text for word in q.casefold().split())
