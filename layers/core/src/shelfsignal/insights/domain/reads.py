"""The read side as its callers see it; `services.queries.InsightQueries` is the real one.

Every id given by a caller is looked up under the caller's organisation and nowhere else. Cursors
are opaque, bound to the query they came from (Raises: paging.BadCursor).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.changes import ProductChange
from shelfsignal.insights.domain.diff import VersionDiff
from shelfsignal.insights.domain.names import Suggestions
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
from shelfsignal.kernel.errors import Rejected
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId

MAX_LIMIT = 100


class InsightReads(Protocol):
    """Limits are 1-100. `product` is a product id or a bare ASIN.

    Raises everywhere it takes a product: NotFound; Conflict when a bare ASIN is sold in more than
    one marketplace, with details["choices"] the product ids.
    """

    def seen_by(self, brands: frozenset[str] | None) -> InsightReads:
        """The reads of a caller who sees these brands only; None: all of them.

        What is another brand's is not there: not in lists, not in sums, and NotFound by its id.
        """
        ...

    def resolve(self, org: OrgId, product: str) -> ProductId:
        """The product id meant by a product id or a bare ASIN."""
        ...

    def list_products(
        self,
        org: OrgId,
        where: ProductFilter,
        order: ListOrder,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> CardList:
        """A combination of filters reads at most 100 RCU: a short page with a cursor goes on."""
        ...

    def get_product(
        self, org: OrgId, product: str, *, as_of: datetime | None = None
    ) -> ProductView:
        """The product as shown now, or at `as_of` (NotFound when nothing was shown yet)."""
        ...

    def get_products(self, org: OrgId, products: list[str]) -> Sequence[Card | Rejected]:
        """In the order asked for (1-100): a card, or why there is none."""
        ...

    def changes(
        self,
        org: OrgId,
        since: datetime,
        *,
        marketplace: Marketplace | None = None,
        limit: int = 20,
        cursor: str | None = None,
    ) -> Page[ProductChange]:
        """What moved since, newest first, each product once."""
        ...

    def list_versions(
        self, org: OrgId, product: str, *, limit: int = 50, cursor: str | None = None
    ) -> Page[VersionHead]:
        """Newest first."""
        ...

    def get_version(self, org: OrgId, product: str, version: int) -> InsightView: ...

    def diff(
        self, org: OrgId, product: str, *, before: int | None = None, after: int | None = None
    ) -> VersionDiff:
        """What moved between two versions: by default from the one before to the one shown.

        Raises: NotFound also when a version does not exist, or none came before.
        """
        ...

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
        """Counts a day or week, and of one issue's mentions; by default the last year on record."""
        ...

    def list_reviews(
        self,
        org: OrgId,
        product: str,
        where: ReviewFilter,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ReviewView]:
        """Newest first; a cursor stays with the version its first page was of."""
        ...

    def get_review(
        self, org: OrgId, product: str, review: str, where: ReviewFilter
    ) -> ReviewInList:
        """One review, and its place in the list. Raises: NotFound also when there is none."""
        ...

    def suggest(self, org: OrgId, text: str, *, limit: int = 6) -> Suggestions:
        """Products, brands and categories that are called so, for a few letters typed."""
        ...

    def rollup(self, org: OrgId, subject: Subject, *, day: date | None = None) -> Rollup:
        """The subject's latest figures, or those stated for `day`. Raises: NotFound."""
        ...

    def portfolio(
        self, org: OrgId, *, day: date | None = None, marketplace: Marketplace | None = None
    ) -> Rollup:
        """All the caller sees, or what of it is sold in one marketplace."""
        ...

    def portfolio_map(self, org: OrgId, marketplace: Marketplace | None = None) -> PortfolioMap:
        """Brand × category. Raises: NotFound before the first rollup."""
        ...

    def issues(self, org: OrgId, subject: Subject) -> Issues: ...

    def list_subjects(
        self,
        org: OrgId,
        kind: SubjectKind,
        *,
        marketplace: Marketplace | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[SubjectSummary]:
        """Brands, categories or marketplaces by name; in one marketplace or in all."""
        ...
