"""The read side: lists, products, versions, reviews and rollups of one organisation at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.changes import ProductChange
from shelfsignal.insights.domain.diff import VersionDiff
from shelfsignal.insights.domain.names import Suggestions
from shelfsignal.insights.domain.portfolio_map import PortfolioMap
from shelfsignal.insights.domain.ports import CardStore, InsightStore, LedgerStore, RollupStore
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
from shelfsignal.insights.services.answers import insight_view
from shelfsignal.insights.services.changes import Changes
from shelfsignal.insights.services.finding import AmbiguousProduct, Finder, ProductNotFound
from shelfsignal.insights.services.fresh_views import Freshness, FreshViews
from shelfsignal.insights.services.product_lists import ProductLists, check_limit
from shelfsignal.insights.services.product_views import YEAR, ProductViews, points, version_of
from shelfsignal.insights.services.review_reads import ReviewReads
from shelfsignal.insights.services.rollup_reads import RollupReads, whole_of
from shelfsignal.insights.services.suggesting import Suggesting
from shelfsignal.insights.services.version_diff import compare_versions
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId, ReviewId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

_STEP_DAYS: Final = {Step.DAY: 1, Step.WEEK: 7}


@dataclass(frozen=True, slots=True)
class InsightQueries:
    """InsightReads over the stores; without freshness, every figure is computed when asked for."""

    insights: InsightStore
    ledgers: LedgerStore
    cards: CardStore
    rollups: RollupStore
    brands: frozenset[str] | None = None
    freshness: Freshness | None = None

    def seen_by(self, brands: frozenset[str] | None) -> InsightQueries:
        return replace(self, brands=brands)

    def resolve(self, org: OrgId, product: str) -> ProductId:
        return self._finder.find(org, product).card.product_id

    def list_products(
        self,
        org: OrgId,
        where: ProductFilter,
        order: ListOrder,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> CardList:
        lists = ProductLists(org, self.brands, self.cards, self.rollups)
        return lists.page(where, order, limit, cursor)

    def get_product(
        self, org: OrgId, product: str, *, as_of: datetime | None = None
    ) -> ProductView:
        stored = self._finder.find(org, product)
        if as_of is None and self.freshness is not None:
            return FreshViews(self._views, self.freshness).view(org, stored)
        return self._views.view(org, stored, as_of)

    def get_products(
        self, org: OrgId, products: list[str]
    ) -> list[Card | ProductNotFound | AmbiguousProduct]:
        check_limit(len(products))
        return self._finder.find_all(org, products)

    def changes(
        self,
        org: OrgId,
        since: datetime,
        *,
        marketplace: Marketplace | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> Page[ProductChange]:
        lists = ProductLists(org, self.brands, self.cards, self.rollups)
        where = ProductFilter(marketplace=marketplace)
        return Changes(lists, self.insights, self.ledgers, where).since(org, since, limit, cursor)

    def list_versions(
        self, org: OrgId, product: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[VersionHead]:
        check_limit(limit)
        found = self.resolve(org, product)
        query = {"org": org, "versions": found}
        before = decode_cursor(query, cursor, before=int)["before"] if cursor else None
        heads = self.insights.heads(org, found, before, limit + 1)
        if len(heads) <= limit:
            return Page(tuple(heads))
        kept = heads[:limit]
        return Page(tuple(kept), encode_cursor(query, {"before": kept[-1].version}))

    def get_version(self, org: OrgId, product: str, version: int) -> InsightView:
        found = self.resolve(org, product)
        latest = self.insights.latest(org, [found]).get(found)
        is_latest = latest is not None and latest.version == version
        return insight_view(version_of(self.insights, org, found, version), is_latest=is_latest)

    def diff(
        self, org: OrgId, product: str, *, before: int | None = None, after: int | None = None
    ) -> VersionDiff:
        return compare_versions(
            org,
            self.resolve(org, product),
            (before, after),
            self.rollups.stated_day(org),
            insights=self.insights,
            ledgers=self.ledgers,
        )

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
        stored = self._finder.find(org, product)
        shown = self._views.shown_now(org, stored)
        body = shown.version.body
        if last is None:
            newest = date.fromordinal(body.days[-1].day) if body.days else date.min
            last = self.rollups.stated_day(org) or newest
        first = first or (last - YEAR if last.toordinal() > YEAR.days else last)
        found = points(body, first, last, _STEP_DAYS[step], issue)
        return Trend(stored.card.product_id, shown.version.number, step, issue, found)

    def list_reviews(
        self,
        org: OrgId,
        product: str,
        where: ReviewFilter,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ReviewView]:
        check_limit(limit)
        found = self.resolve(org, product)
        return self._reviews.page(org, found, where, limit, cursor)

    def get_review(
        self, org: OrgId, product: str, review: str, where: ReviewFilter
    ) -> ReviewInList:
        return self._reviews.one(org, self.resolve(org, product), ReviewId(review), where)

    def suggest(self, org: OrgId, text: str, *, limit: int = 6) -> Suggestions:
        return Suggesting(self.cards, self.rollups, self.brands).fitting(org, text, limit)

    def rollup(self, org: OrgId, subject: Subject, *, day: date | None = None) -> Rollup:
        return self._rollups.rollup(org, subject, day)

    def portfolio(
        self, org: OrgId, *, day: date | None = None, marketplace: Marketplace | None = None
    ) -> Rollup:
        return self.rollup(org, whole_of(marketplace), day=day)

    def portfolio_map(self, org: OrgId, marketplace: Marketplace | None = None) -> PortfolioMap:
        return self._rollups.map(org, marketplace)

    def issues(self, org: OrgId, subject: Subject) -> Issues:
        return self._rollups.issues(org, subject)

    def list_subjects(
        self,
        org: OrgId,
        kind: SubjectKind,
        *,
        marketplace: Marketplace | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[SubjectSummary]:
        return self._rollups.list_subjects(org, kind, marketplace, limit, cursor)

    @property
    def _finder(self) -> Finder:
        return Finder(self.cards, self.brands)

    @property
    def _views(self) -> ProductViews:
        return ProductViews(self.insights, self.rollups, compares=self.brands is None)

    @property
    def _reviews(self) -> ReviewReads:
        return ReviewReads(self.insights, self.ledgers)

    @property
    def _rollups(self) -> RollupReads:
        return RollupReads(self.rollups, self.brands)
