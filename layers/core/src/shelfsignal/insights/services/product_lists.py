"""Lists of products: one index for the order, other filters in memory, within a read budget.

A position is a sort key with the product's id, so it means the same in every facet: a list may be
merged from several (a manager's brands), and goes on after a product that has left it meanwhile.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil
from typing import Any, Final

from shelfsignal.insights.domain.cards import ALL_PRODUCTS, Card, Sort, facet
from shelfsignal.insights.domain.ports import CardPosition, CardStore, RollupStore
from shelfsignal.insights.domain.reads import MAX_LIMIT
from shelfsignal.insights.domain.subject_counts import SubjectCounts, subjects_of, total_of
from shelfsignal.insights.domain.views import CardList, ListOrder, ProductFilter
from shelfsignal.insights.services.card_checks import Check, checks_of
from shelfsignal.insights.services.facet_reader import FacetReader
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

MAX_READ_UNITS: Final = 100.0
MAX_MERGED: Final = 10
_FILTERED_PAGE: Final = 100
_LEAST_PAGE: Final = 10


def check_limit(limit: int) -> int:
    """Raises: InvalidInput unless 1-100."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput(f"limit must be 1 to {MAX_LIMIT}.", field="limit")
    return limit


@dataclass(frozen=True, slots=True)
class ProductLists:
    """The lists of one organisation, as far as the caller sees: `brands` None means all of them."""

    org: OrgId
    brands: frozenset[str] | None
    cards: CardStore
    rollups: RollupStore

    def page(
        self, where: ProductFilter, order: ListOrder, limit: int, cursor: str | None
    ) -> CardList:
        """At most `limit` cards; fewer and a cursor when the budget of read units is spent."""
        query = self._query(where, order)
        told = decode_cursor(query, cursor, key=str, id=str, list=str) if cursor else None
        after = CardPosition(told["key"], ProductId(told["id"])) if told else None
        found, end = self.read(where, order, check_limit(limit), after)
        counts = tuple(self.rollups.counts(self.org, subjects_of(where, self.brands)).values())
        is_whole = told is None and end is None
        stamp = "" if is_whole else self._stamp(where, counts)
        newest = max(counts, key=lambda one: (one.day, one.run_id), default=None)
        return CardList(
            items=tuple(found),
            cursor=_cursor(query, end, told["list"] if told else stamp),
            total=len(found) if is_whole else total_of(where, self.brands, counts),
            run_id=newest.run_id if newest else None,
            day=newest.day if newest else None,
            list_changed=told is not None and told["list"] != stamp,
        )

    def read(
        self, where: ProductFilter, order: ListOrder, limit: int, after: CardPosition | None
    ) -> tuple[list[Card], CardPosition | None]:
        """Cards and where they end; None: at the end of the list."""
        facets, tests = _plan(where, self.brands)
        size = _FILTERED_PAGE if tests else limit
        if len(facets) > 1:
            size = max(_LEAST_PAGE, ceil(1.5 * limit / len(facets)))
        reader = FacetReader(
            self.cards, self.org, facets, order, page=size, after=after, budget=MAX_READ_UNITS
        )
        found: list[Card] = []
        for card in reader:
            if _is_past_the_end(where, order, card):
                return found, None
            if all(test(card) for test in tests):
                found.append(card)
            if len(found) == limit:
                break
        return found, reader.end

    def _query(self, where: ProductFilter, order: ListOrder) -> dict[str, Any]:
        brands = None if self.brands is None else sorted(self.brands)
        return {"org": self.org, "brands": brands, "where": asdict(where), "order": asdict(order)}

    def _stamp(self, where: ProductFilter, counts: tuple[SubjectCounts, ...]) -> str:
        """Another one once a product of the list has a new version, or a run was rolled up."""
        newest = ListOrder(Sort.LAST_CHANGE, descending=True)
        facets, _ = _plan(where, self.brands)
        reader = FacetReader(self.cards, self.org, facets, newest, page=1)
        card = next(iter(reader), None)
        moved = to_z(card.last_change) if card else "-"
        return "|".join([moved, *sorted({one.run_id for one in counts})])


def _cursor(query: dict[str, Any], end: CardPosition | None, stamp: str) -> str | None:
    if end is None:
        return None
    return encode_cursor(query, {"key": end.sort_key, "id": end.product_id, "list": stamp})


def _is_past_the_end(where: ProductFilter, order: ListOrder, card: Card) -> bool:
    """Whether no later card can need as much attention as is asked for."""
    is_sorted = order.sort is Sort.ATTENTION and order.descending
    return is_sorted and where.attention_min is not None and card.attention < where.attention_min


def _plan(
    where: ProductFilter, brands: frozenset[str] | None
) -> tuple[tuple[str, ...], tuple[Check, ...]]:
    """The lists to read (the narrowest there are) and what their cards are still to be tested for.

    A caller who sees a few brands only is read these brands' lists; one who sees many, the list of
    what else is asked for, without the brands not seen. Cards do not name all their issues, so an
    issue is always answered by its list.
    """
    if brands is not None and (not brands or (where.brand and where.brand not in brands)):
        return (), ()
    lists = {
        "issue": where.issue and facet("ISSUE", where.issue),
        "parent_asin": where.parent_asin and facet("FAMILY", where.parent_asin),
        "brand": where.brand and facet("BRAND", where.brand),
        "category": where.category and facet("CATEGORY", where.category),
        "sentiment": where.sentiment and facet("SENTIMENT", where.sentiment),
        "marketplace": where.marketplace and facet("MARKETPLACE", where.marketplace),
    }
    is_merged = brands is not None and not (where.brand or where.issue or where.parent_asin)
    if brands is not None and is_merged and len(brands) <= MAX_MERGED:
        return tuple(facet("BRAND", brand) for brand in sorted(brands)), checks_of(where, None)
    field, name = next(((f, name) for f, name in lists.items() if name), ("", ALL_PRODUCTS))
    return (name,), checks_of(where, None if field == "brand" else brands, answered=field)
