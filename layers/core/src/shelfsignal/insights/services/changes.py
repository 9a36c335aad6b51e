"""What moved since somebody was last here: products by their last change, newest first, with why.

The list by last change tells which; each is compared with what was shown of it at that time. A
page's comparisons wait for their stores together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from shelfsignal.insights.domain.cards import Card, Sort
from shelfsignal.insights.domain.changes import ChangeKind, ProductChange
from shelfsignal.insights.domain.ports import CardPosition, InsightStore, LedgerStore
from shelfsignal.insights.domain.views import ListOrder, Page, ProductFilter
from shelfsignal.insights.services.parallel import each
from shelfsignal.insights.services.product_lists import ProductLists, check_limit
from shelfsignal.insights.services.product_views import version_of
from shelfsignal.insights.services.version_diff import compare_versions
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.errors import ShelfSignalError, Transient
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

WORKERS: Final = 8
MAX_SENTENCES: Final = 4
_NEWEST: Final = ListOrder(Sort.LAST_CHANGE, descending=True)


@dataclass(frozen=True, slots=True)
class Changes:
    lists: ProductLists
    insights: InsightStore
    ledgers: LedgerStore
    where: ProductFilter = ProductFilter()

    def since(
        self, org: OrgId, since: datetime, limit: int, cursor: str | None
    ) -> Page[ProductChange]:
        """A product once, with all that moved of it since. Raises: BadCursor, InvalidInput."""
        check_limit(limit)
        brands = None if self.lists.brands is None else sorted(self.lists.brands)
        place = self.where.marketplace
        query = {"org": org, "brands": brands, "since": to_z(since), "marketplace": place}
        told = decode_cursor(query, cursor, key=str, id=str) if cursor else None
        after = CardPosition(told["key"], ProductId(told["id"])) if told else None
        cards, end = self.lists.read(self.where, _NEWEST, limit, after)
        moved = [card for card in cards if card.last_change > since]
        day = self.lists.rollups.stated_day(org)
        found = each(lambda card: self._change(card, since, day), moved, WORKERS)
        if end is None or len(moved) < len(cards):
            return Page(tuple(found))
        position = {"key": end.sort_key, "id": end.product_id}
        return Page(tuple(found), encode_cursor(query, position))

    def _change(self, card: Card, since: datetime, day: date | None) -> ProductChange:
        """Rises are stated for `day`."""
        org = self.lists.org
        before = self.insights.shown_at(org, card.product_id, since)
        if before is None:
            body = version_of(self.insights, org, card.product_id, card.version).body
            return ProductChange(
                card, ChangeKind.NEW, None, card.version, body.summary[:MAX_SENTENCES]
            )
        if before == card.version:
            return ProductChange(card, ChangeKind.RETURNED, before, card.version)
        try:
            found = compare_versions(
                org,
                card.product_id,
                (before, card.version),
                day,
                insights=self.insights,
                ledgers=self.ledgers,
            )
        except Transient:
            raise
        except ShelfSignalError:  # an unreadable version must not hide the rest of the page
            return ProductChange(card, ChangeKind.CHANGED, before, card.version)
        return ProductChange(
            card,
            ChangeKind.CHANGED,
            before,
            card.version,
            found.summary[:MAX_SENTENCES],
            found.figures_before.sentiment.negative,
            found.figures_after.sentiment.negative,
            found.issues,
            found.rises_begun,
            found.rises_ended,
        )
