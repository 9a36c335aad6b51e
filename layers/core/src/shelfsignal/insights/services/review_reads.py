"""A product's reviews with what was read in them: a list, and one of it by its id."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from shelfsignal.insights.domain.ledger import LedgerEntry
from shelfsignal.insights.domain.ports import InsightStore, LedgerStore
from shelfsignal.insights.domain.views import Page, ReviewFilter, ReviewInList, ReviewView
from shelfsignal.insights.services.answers import matches, newest_first
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.insights.services.product_views import version_of
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import OrgId, ProductId, ReviewId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor


class ReviewNotFound(NotFound):
    """The product has no such review, or the version asked for was not of it."""

    def __init__(self, product: ProductId, review: ReviewId) -> None:
        super().__init__(
            f"{product} has no review of this id.", product_id=product, review_id=review[:200]
        )


@dataclass(frozen=True, slots=True)
class ReviewReads:
    """The product was resolved before: its id is the caller's to see."""

    insights: InsightStore
    ledgers: LedgerStore

    def page(
        self, org: OrgId, product: ProductId, where: ReviewFilter, limit: int, cursor: str | None
    ) -> Page[ReviewView]:
        """Newest first. Raises: BadCursor, ProductNotFound."""
        query = {"org": org, "reviews": product, "where": asdict(where)}
        position = decode_cursor(query, cursor, version=int, after=list) if cursor else None
        number = position["version"] if position else self._wanted(org, product, where)
        number, entries = self._entries(org, product, number)
        listed = _listed(entries, where)
        if position:
            after = tuple(position["after"])
            listed = [entry for entry in listed if newest_first(entry) < after]
        kept = listed[:limit]
        items = tuple(_view(entry) for entry in kept)
        if len(listed) <= limit:
            return Page(items)
        end: dict[str, Any] = {"version": number, "after": newest_first(kept[-1])}
        return Page(items, encode_cursor(query, end))

    def one(
        self, org: OrgId, product: ProductId, review: ReviewId, where: ReviewFilter
    ) -> ReviewInList:
        """Also one that the filter leaves out. Raises: ReviewNotFound, ProductNotFound."""
        number, entries = self._entries(org, product, self._wanted(org, product, where))
        if review not in entries:
            raise ReviewNotFound(product, review)
        ids = [entry.review.review_id for entry in _listed(entries, where)]
        found = _view(entries[review])
        if review not in ids:
            return ReviewInList(found, number, len(ids))
        index = ids.index(review)
        newer = ids[index - 1] if index else None
        older = ids[index + 1] if index + 1 < len(ids) else None
        return ReviewInList(found, number, len(ids), index, newer, older)

    def _entries(
        self, org: OrgId, product: ProductId, number: int | None
    ) -> tuple[int, dict[ReviewId, LedgerEntry]]:
        """Of the version; None: the one shown. Raises: ProductNotFound."""
        latest = self.insights.latest(org, [product]).get(product)
        if latest is not None and number in {None, latest.version}:
            number, name = latest.version, latest.ledger_object
        elif number is None:
            raise ProductNotFound(product)
        else:
            name = version_of(self.insights, org, product, number).ledger_object
        return number, dict(self.ledgers.get(org, product, name).entries)

    def _wanted(self, org: OrgId, product: ProductId, where: ReviewFilter) -> int | None:
        """The version asked for; None: the one shown now."""
        if where.as_of is None:
            return where.version
        shown = self.insights.shown_at(org, product, where.as_of)
        if shown is None:
            raise ProductNotFound(product)
        return shown


def _listed(entries: dict[ReviewId, LedgerEntry], where: ReviewFilter) -> list[LedgerEntry]:
    found = [entry for entry in entries.values() if matches(entry, where)]
    return sorted(found, key=newest_first, reverse=True)


def _view(entry: LedgerEntry) -> ReviewView:
    return ReviewView(entry.review, entry.labels.analysis if entry.labels else None)
