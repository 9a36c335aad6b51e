"""The read side: lists, products, versions, reviews and rollups of one organisation at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.cards import Card, StoredCard, restate
from shelfsignal.insights.domain.diff import VersionDiff
from shelfsignal.insights.domain.ports import (
    CardStore,
    InsightStore,
    LedgerStore,
    RollupStore,
    UnreadableInsight,
)
from shelfsignal.insights.domain.series import trend
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    InsightView,
    Issues,
    ListOrder,
    Page,
    ProductFilter,
    ProductView,
    ReviewFilter,
    ReviewView,
    Rollup,
    Step,
    Subject,
    SubjectKind,
    SubjectSummary,
    Trend,
    VersionHead,
)
from shelfsignal.insights.services.answers import (
    in_category,
    insight_view,
    judged,
    matches,
    newest_first,
)
from shelfsignal.insights.services.product_lists import check_limit, list_cards
from shelfsignal.insights.services.version_diff import compare_versions
from shelfsignal.kernel.errors import Conflict, NotFound
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, product_id
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

_YEAR: Final = timedelta(days=364)
_STEP_DAYS: Final = {Step.DAY: 1, Step.WEEK: 7}


class ProductNotFound(NotFound):
    """No such product in the organisation, or no insight of it yet."""

    code = "product_not_found"

    def __init__(self, product: str) -> None:
        super().__init__(f"There is no product {product}.", product=product)


class AmbiguousProduct(Conflict):
    """A bare ASIN that is sold in more than one marketplace."""

    code = "ambiguous_product"

    def __init__(self, asin: str, choices: list[ProductId]) -> None:
        super().__init__(f"{asin} is sold in {len(choices)} marketplaces.", choices=choices)


@dataclass(frozen=True, slots=True)
class InsightQueries:
    """InsightReads over the stores."""

    insights: InsightStore
    ledgers: LedgerStore
    cards: CardStore
    rollups: RollupStore

    def resolve(self, org: OrgId, product: str) -> ProductId:
        return self._find(org, product).card.product_id

    def list_products(
        self,
        org: OrgId,
        where: ProductFilter,
        order: ListOrder,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Card]:
        return list_cards(org, where, order, limit, cursor, cards=self.cards)

    def get_product(
        self, org: OrgId, product: str, *, as_of: datetime | None = None
    ) -> ProductView:
        card = self._find(org, product).card
        latest = self.insights.latest(org, [card.product_id]).get(card.product_id)
        stated = as_of.date() if as_of else None
        portfolio = self.rollups.get(org, PORTFOLIO, stated)
        if as_of is None:
            number = latest.version if latest else None
            day = portfolio.day if portfolio else card.last_change.date()
        else:
            number = self.insights.shown_at(org, card.product_id, as_of)
            day = as_of.date()
        if number is None:
            raise ProductNotFound(product)
        version = self._version(org, card.product_id, number)
        assessment = judged(assess(version.body, day), portfolio)
        if as_of is not None:
            card = restate(card, version.body, assessment, number, version.created_at)
        return ProductView(
            card=card,
            insight=insight_view(
                version, is_latest=latest is not None and latest.version == number
            ),
            day=day,
            window=assessment.window,
            rising=assessment.rising,
            attention=assessment.attention,
            in_category=in_category(version, self._category(org, card.category, stated)),
        )

    def get_products(self, org: OrgId, products: list[str]) -> list[Card | None]:
        check_limit(len(products))
        stored = self.cards.stored(org, [ProductId(each) for each in dict.fromkeys(products)])
        found = (stored.get(ProductId(each)) for each in products)
        return [each.card if each else None for each in found]

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
        return insight_view(self._version(org, found, version), is_latest=is_latest)

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
        found = self.resolve(org, product)
        version = self._shown(org, found)
        body = version.body
        if last is None:
            newest = date.fromordinal(body.days[-1].day) if body.days else date.min
            last = self.rollups.stated_day(org) or newest
        first = first or (last - _YEAR if last.toordinal() > _YEAR.days else last)
        mentions = None
        if issue is not None:
            days = (i.count_by_day for i in body.issues if i.figures.code == issue)
            mentions = next(days, {})
        points = trend(body.days, mentions, first, last, _STEP_DAYS[step])
        return Trend(found, version.number, step, issue, points)

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
        query = {"org": org, "reviews": found, "where": asdict(where)}
        position = decode_cursor(query, cursor, version=int, after=list) if cursor else None
        number = position["version"] if position else where.version
        number, ledger_name = self._ledger_name(org, found, number)
        entries = [
            entry
            for entry in self.ledgers.get(org, found, ledger_name).entries.values()
            if matches(entry, where)
        ]
        entries.sort(key=newest_first, reverse=True)
        if position:
            after = tuple(position["after"])
            entries = [entry for entry in entries if newest_first(entry) < after]
        kept = entries[:limit]
        items = tuple(ReviewView(e.review, e.labels.analysis if e.labels else None) for e in kept)
        if len(entries) <= limit:
            return Page(items)
        end: dict[str, Any] = {"version": number, "after": newest_first(kept[-1])}
        return Page(items, encode_cursor(query, end))

    def rollup(self, org: OrgId, subject: Subject, *, day: date | None = None) -> Rollup:
        found = self.rollups.get(org, subject, day)
        if found is None:
            raise NotFound(f"There are no figures of {subject.key}.", subject=subject.key)
        return found

    def portfolio(self, org: OrgId, *, day: date | None = None) -> Rollup:
        return self.rollup(org, PORTFOLIO, day=day)

    def issues(self, org: OrgId, subject: Subject) -> Issues:
        found = self.rollup(org, subject)
        return Issues(subject, found.day, found.analysed, found.top_issues, found.rising_issues)

    def list_subjects(
        self, org: OrgId, kind: SubjectKind, *, limit: int = 50, cursor: str | None = None
    ) -> Page[SubjectSummary]:
        check_limit(limit)
        query = {"org": org, "subjects": kind}
        after = decode_cursor(query, cursor, after=str)["after"] if cursor else None
        found = self.rollups.summaries(org, kind, after, limit + 1)
        kept = tuple(found[:limit])
        if len(found) <= limit:
            return Page(kept)
        return Page(kept, encode_cursor(query, {"after": kept[-1].subject.name}))

    def _category(self, org: OrgId, name: str, day: date | None) -> Rollup | None:
        return self.rollups.get(org, Subject(SubjectKind.CATEGORY, name), day) if name else None

    def _find(self, org: OrgId, product: str) -> StoredCard:
        wanted = _candidates(product)
        stored = self.cards.stored(org, wanted)
        if not stored:
            raise ProductNotFound(product)
        if len(stored) > 1:
            raise AmbiguousProduct(product, sorted(stored))
        return next(iter(stored.values()))

    def _shown(self, org: OrgId, product: ProductId) -> Version:
        latest = self.insights.latest(org, [product]).get(product)
        if latest is None:
            raise ProductNotFound(product)
        return self._version(org, product, latest.version)

    def _version(self, org: OrgId, product: ProductId, number: int) -> Version:
        version = self.insights.versions(org, {product: number}).get(product)
        if version is None:
            raise NotFound(f"{product} has no version {number}.", product=product, version=number)
        if isinstance(version, UnreadableInsight):
            raise version
        return version

    def _ledger_name(self, org: OrgId, product: ProductId, number: int | None) -> tuple[int, str]:
        latest = self.insights.latest(org, [product]).get(product)
        if latest is not None and number in {None, latest.version}:
            return latest.version, latest.ledger_object
        if number is None:
            raise ProductNotFound(product)
        return number, self._version(org, product, number).ledger_object


def _candidates(product: str) -> list[ProductId]:
    """A product id stands for itself, a bare ASIN for one in each marketplace."""
    name = product.upper()
    if any(name.startswith(f"{each}-") for each in Marketplace):
        return [ProductId(name)]
    return [product_id(each, Asin(name)) for each in Marketplace]
