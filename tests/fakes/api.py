"""The API's services in memory, organisation by organisation."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.changes import ProductChange
from shelfsignal.insights.domain.diff import VersionDiff
from shelfsignal.insights.domain.names import NamedProduct, NamedSubject, Suggestions, typed
from shelfsignal.insights.domain.portfolio_map import PortfolioMap
from shelfsignal.insights.domain.views import (
    CardList,
    InsightView,
    Issues,
    ListOrder,
    Page,
    ProductFilter,
    ProductView,
    ReviewFilter,
    ReviewInList,
    ReviewView,
    Rollup,
    Step,
    Subject,
    SubjectKind,
    SubjectSummary,
    Trend,
    VersionHead,
)
from shelfsignal.insights.services.rollup_reads import whole_of
from shelfsignal.kernel.errors import Conflict, NotFound, Rejected
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId, ReviewId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor
from tests.builders import insights_views as build

T = TypeVar("T")
FIRST_SHOWN = datetime(2026, 1, 1, tzinfo=UTC)


class MemoryInsights:
    """InsightReads over products put in by hand; asked records what the last list was asked for."""

    def __init__(self) -> None:
        self.cards: dict[tuple[OrgId, ProductId], Card] = {}
        self.asked: Any = None
        self.failure: Exception | None = None
        self.brands: frozenset[str] | None = None

    def put(self, org: OrgId, card: Card) -> None:
        self.cards[org, card.product_id] = card

    def seen_by(self, brands: frozenset[str] | None) -> "MemoryInsights":
        self.brands = brands
        return self

    def _sees(self, card: Card) -> bool:
        return self.brands is None or card.brand in self.brands

    def resolve(self, org: OrgId, product: str) -> ProductId:
        if self.failure:
            raise self.failure
        found = [
            known
            for (owner, known), card in self.cards.items()
            if owner == org and known.endswith(product) and self._sees(card)
        ]
        if not found:
            raise NotFound(f"There is no product {product}.", product_id=product)
        if len(found) > 1:
            raise Conflict("Sold in several marketplaces.", choices=sorted(found))
        return found[0]

    def list_products(
        self,
        org: OrgId,
        where: ProductFilter,
        order: ListOrder,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> CardList:
        if self.failure:
            raise self.failure
        self.asked = (where, order)
        cards = [
            card
            for (owner, _), card in sorted(self.cards.items())
            if owner == org and where.brand in (None, card.brand) and self._sees(card)
        ]
        page = _paged(cards, {"org": org, "where": where, "order": order}, limit, cursor)
        return CardList(page.items, page.cursor, len(cards), build.RUN, build.DAY)

    def get_product(
        self, org: OrgId, product: str, *, as_of: datetime | None = None
    ) -> ProductView:
        card = self.cards[org, self.resolve(org, product)]
        if as_of and as_of < FIRST_SHOWN:
            raise NotFound("Nothing was shown yet.", product_id=product)
        return build.a_product(card, version=2 if as_of else 3)

    def get_products(self, org: OrgId, products: list[str]) -> list[Card | Rejected]:
        return [self._card(org, each) for each in products]

    def _card(self, org: OrgId, product: str) -> Card | Rejected:
        try:
            return self.cards[org, self.resolve(org, product)]
        except Rejected as error:
            return error

    def changes(
        self,
        org: OrgId,
        since: datetime,
        *,
        marketplace: Marketplace | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> Page[ProductChange]:
        self.asked = since
        found = [
            build.a_change(card)
            for (owner, _), card in sorted(self.cards.items())
            if owner == org and self._sees(card) and marketplace in (None, card.marketplace)
        ]
        return _paged(found, {"org": org, "since": since}, limit, cursor)

    def portfolio_map(self, org: OrgId, marketplace: Marketplace | None = None) -> PortfolioMap:
        self.portfolio(org, marketplace=marketplace)
        return build.a_map()

    def list_versions(
        self, org: OrgId, product: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[VersionHead]:
        known = self.resolve(org, product)
        return _paged([build.a_head(n) for n in (3, 2, 1)], {"of": known}, limit, cursor)

    def get_version(self, org: OrgId, product: str, version: int) -> InsightView:
        self.resolve(org, product)
        if version > 3:
            raise NotFound(f"There is no version {version}.", version=version)
        return build.an_insight(version)

    def diff(
        self, org: OrgId, product: str, *, before: int | None = None, after: int | None = None
    ) -> VersionDiff:
        known = self.resolve(org, product)
        self.asked = (before, after)
        if (after or 1) > 3:
            raise NotFound(f"There is no version {after}.", version=after)
        return build.a_diff(known)

    def trend(
        self,
        org: OrgId,
        product: str,
        *,
        step: Step = Step.WEEK,
        first: date | None = None,
        last: date | None = None,
        issue: str | None = None,
    ) -> Trend:
        self.resolve(org, product)
        return build.a_trend()

    def list_reviews(
        self,
        org: OrgId,
        product: str,
        where: ReviewFilter,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ReviewView]:
        self.asked = where
        return _paged([build.a_review()], {"of": self.resolve(org, product)}, limit, cursor)

    def get_review(
        self, org: OrgId, product: str, review: str, where: ReviewFilter
    ) -> ReviewInList:
        self.asked = where
        self.resolve(org, product)
        found = build.a_review()
        if review != found.review.review_id:
            raise NotFound("There is no such review.", review_id=review)
        return ReviewInList(found, 3, 2, 0, None, ReviewId("R2"))

    def suggest(self, org: OrgId, text: str, *, limit: int = 6) -> Suggestions:
        seen = [
            card for (owner, _), card in self.cards.items() if owner == org and self._sees(card)
        ]
        brands = {card.brand for card in seen if card.brand.casefold().startswith(text)}
        found = [card for card in seen if typed(card.title).startswith(text)]
        return Suggestions(
            tuple(NamedProduct(card.product_id, card.title, card.brand) for card in found[:limit]),
            tuple(NamedSubject(brand, 1) for brand in sorted(brands)[:limit]),
            (),
        )

    def rollup(self, org: OrgId, subject: Subject, *, day: date | None = None) -> Rollup:
        if self.failure:
            raise self.failure
        if not any(owner == org for owner, _ in self.cards):
            raise NotFound("Nothing is rolled up yet.")
        return build.a_rollup(subject, day or build.DAY)

    def portfolio(
        self, org: OrgId, *, day: date | None = None, marketplace: Marketplace | None = None
    ) -> Rollup:
        places = {card.marketplace for (owner, _), card in self.cards.items() if owner == org}
        if marketplace and marketplace not in places:
            raise NotFound(f"Nothing is sold in {marketplace}.")
        return self.rollup(org, whole_of(marketplace), day=day)

    def issues(self, org: OrgId, subject: Subject) -> Issues:
        self.rollup(org, subject)
        return build.some_issues(subject)

    def list_subjects(
        self,
        org: OrgId,
        kind: SubjectKind,
        *,
        marketplace: Marketplace | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[SubjectSummary]:
        names = sorted(
            {
                card.brand if kind is SubjectKind.BRAND else card.category
                for (owner, _), card in self.cards.items()
                if owner == org and self._sees(card) and marketplace in (None, card.marketplace)
            }
        )
        lines = [build.a_subject_summary(Subject(kind, name, marketplace)) for name in names]
        return _paged(lines, {"org": org, "kind": kind}, limit, cursor)


class Ticking:
    """A clock that moves one second a look, from a fixed start."""

    def __init__(self, start: datetime) -> None:
        self._seconds = count()
        self._start = start

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=next(self._seconds))


def _paged(items: Sequence[T], query: dict[str, Any], limit: int, cursor: str | None) -> Page[T]:
    first = decode_cursor(query, cursor)["next"] if cursor else 0
    rest = items[first + limit :]
    following = encode_cursor(query, {"next": first + limit}) if rest else None
    return Page(tuple(items[first : first + limit]), following)
