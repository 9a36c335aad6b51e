"""Products and what their reviews say."""

from typing import Final

from functions.api.models.diffs import DiffQuery, VersionDiff
from functions.api.models.products import (
    Insight,
    Order,
    ProductAt,
    ProductDetail,
    ProductPage,
    ProductPath,
    ProductQuery,
    ReviewQuery,
    SortBy,
    VersionPage,
    VersionPath,
)
from functions.api.models.reviews import ReviewPage
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.insights.domain.cards import Sort
from shelfsignal.insights.domain.views import ListOrder, ProductFilter, ReviewFilter
from shelfsignal.kernel.errors import Conflict, NotFound
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.fields import Listed
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("products")
_OF_ONE: Final = (NotFound, Conflict)
_SORT: Final = {
    SortBy.ATTENTION: Sort.ATTENTION,
    SortBy.NEGATIVE_SHARE: Sort.NEGATIVE_SHARE,
    SortBy.REVIEW_COUNT: Sort.REVIEW_COUNT,
    SortBy.LAST_CHANGE: Sort.LAST_CHANGE,
}


@routes.get("/v1/products", scope=Scope.PRODUCTS_READ, errors=(BadCursor,))
def list_products(principal: Principal, query: ProductQuery, deps: ApiDeps) -> ProductPage:
    """List products, those that need attention most first."""
    where = ProductFilter(
        brand=query.brand,
        category=query.category,
        marketplace=query.marketplace,
        sentiment=query.sentiment,
        issue=query.issue,
        rating=query.rating,
        q=query.q,
    )
    order = ListOrder(_SORT[query.sort], descending=query.order is Order.DESC)
    page = deps.insights.list_products(
        principal.org_id, where, order, limit=query.limit, cursor=query.cursor
    )
    return ProductPage.model_validate(page)


@routes.get("/v1/products/{product_id}", scope=Scope.PRODUCTS_READ, errors=_OF_ONE)
def show_product(
    principal: Principal, path: ProductPath, query: ProductAt, deps: ApiDeps
) -> ProductDetail:
    """Show a product: its latest insight, what is rising, and the reviews of the last year by week.

    With `as_of`, as it was shown at that time.
    """
    view = deps.insights.get_product(principal.org_id, path.product_id, as_of=query.as_of)
    trend = deps.insights.trend(principal.org_id, view.card.product_id, last=view.day)
    return ProductDetail.model_validate(
        {
            "product": view.card,
            "day": view.day,
            "insight": view.insight,
            "window": view.window,
            "rising": view.rising,
            "attention": view.attention,
            "trend": trend.points,
            "in_category": view.in_category,
        }
    )


@routes.get(
    "/v1/products/{product_id}/versions",
    scope=Scope.PRODUCTS_READ,
    errors=(*_OF_ONE, BadCursor),
)
def list_versions(
    principal: Principal, path: ProductPath, query: Listed, deps: ApiDeps
) -> VersionPage:
    """List the versions of a product's insight, newest first."""
    page = deps.insights.list_versions(
        principal.org_id, path.product_id, limit=query.limit, cursor=query.cursor
    )
    return VersionPage.model_validate(page)


@routes.get("/v1/products/{product_id}/versions/{n}", scope=Scope.PRODUCTS_READ, errors=_OF_ONE)
def show_version(principal: Principal, path: VersionPath, deps: ApiDeps) -> Insight:
    """Show one version of a product's insight. Versions never change."""
    return Insight.model_validate(
        deps.insights.get_version(principal.org_id, path.product_id, path.n)
    )


@routes.get("/v1/products/{product_id}/diff", scope=Scope.PRODUCTS_READ, errors=_OF_ONE)
def compare_versions(
    principal: Principal, path: ProductPath, query: DiffQuery, deps: ApiDeps
) -> VersionDiff:
    """Compare two versions of a product's insight: what moved, and because of which reviews.

    Without `from` and `to`, from the version before to the one shown; 404 when there is only one.
    """
    return VersionDiff.model_validate(
        deps.insights.diff(
            principal.org_id, path.product_id, before=query.before, after=query.after
        )
    )


@routes.get(
    "/v1/products/{product_id}/reviews",
    scope=Scope.PRODUCTS_READ,
    errors=(*_OF_ONE, BadCursor),
)
def list_reviews(
    principal: Principal, path: ProductPath, query: ReviewQuery, deps: ApiDeps
) -> ReviewPage:
    """List a product's reviews with what was read in them, newest first.

    The evidence behind an issue: filter by its code.
    """
    version = None
    if query.as_of:
        shown = deps.insights.get_product(principal.org_id, path.product_id, as_of=query.as_of)
        version = shown.insight.head.version
    page = deps.insights.list_reviews(
        principal.org_id,
        path.product_id,
        ReviewFilter(issue=query.issue, sentiment=query.sentiment, version=version),
        limit=query.limit,
        cursor=query.cursor,
    )
    return ReviewPage.model_validate(page)
