"""One product and what its reviews say."""

from typing import Final

from functions.api.models.diffs import DiffQuery, VersionDiff
from functions.api.models.products import (
    Insight,
    ProductAt,
    ProductDetail,
    ProductPath,
    ReviewPath,
    ReviewQuery,
    ReviewWhere,
    ShownProduct,
    SparseDetail,
    VersionPage,
    VersionPath,
)
from functions.api.models.reviews import (
    ReviewDetail,
    ReviewItem,
    ReviewPage,
)
from functions.api.reads import reads_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.insights.domain.views import ReviewFilter
from shelfsignal.kernel.errors import Conflict, NotFound
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.fields import Listed
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("product")
_OF_ONE: Final = (NotFound, Conflict)


@routes.get("/v1/products/{product_id}", scope=Scope.PRODUCTS_READ, errors=_OF_ONE)
def show_product(
    principal: Principal, path: ProductPath, query: ProductAt, deps: ApiDeps
) -> ShownProduct:
    """Show a product: its latest insight, what is rising, its history and how it compares.

    With `as_of`, as it was shown at that time.
    """
    reads = reads_of(principal, deps)
    view = reads.get_product(principal.org_id, path.product_id, as_of=query.as_of)
    whole = ProductDetail.model_validate(view)
    if query.fields is None:
        return ShownProduct(whole)
    wanted = {"product", *query.fields.split(",")}
    parts = {name: part for name, part in whole if name in wanted}
    return ShownProduct(SparseDetail(**parts))


@routes.get(
    "/v1/products/{product_id}/versions",
    scope=Scope.PRODUCTS_READ,
    errors=(*_OF_ONE, BadCursor),
)
def list_versions(
    principal: Principal, path: ProductPath, query: Listed, deps: ApiDeps
) -> VersionPage:
    """List the versions of a product's insight, newest first."""
    page = reads_of(principal, deps).list_versions(
        principal.org_id, path.product_id, limit=query.limit, cursor=query.cursor
    )
    return VersionPage.model_validate(page)


@routes.get("/v1/products/{product_id}/versions/{n}", scope=Scope.PRODUCTS_READ, errors=_OF_ONE)
def show_version(principal: Principal, path: VersionPath, deps: ApiDeps) -> Insight:
    """Show one version of a product's insight. Versions never change."""
    reads = reads_of(principal, deps)
    return Insight.model_validate(reads.get_version(principal.org_id, path.product_id, path.n))


@routes.get("/v1/products/{product_id}/diff", scope=Scope.PRODUCTS_READ, errors=_OF_ONE)
def compare_versions(
    principal: Principal, path: ProductPath, query: DiffQuery, deps: ApiDeps
) -> VersionDiff:
    """Compare two versions of a product's insight: what moved, and because of which reviews.

    Without `from` and `to`, from the version before to the one shown; 404 when there is only one.
    """
    found = reads_of(principal, deps).diff(
        principal.org_id, path.product_id, before=query.before, after=query.after
    )
    return VersionDiff.model_validate(found)


@routes.get(
    "/v1/products/{product_id}/reviews",
    scope=Scope.PRODUCTS_READ,
    errors=(*_OF_ONE, BadCursor),
)
def list_reviews(
    principal: Principal, path: ProductPath, query: ReviewQuery, deps: ApiDeps
) -> ReviewPage:
    """List a product's reviews with what was read in them, newest first.

    The evidence behind an issue: filter by its code. Each mention says which characters of title or
    body it rests on.
    """
    page = reads_of(principal, deps).list_reviews(
        principal.org_id,
        path.product_id,
        _where(query),
        limit=query.limit,
        cursor=query.cursor,
    )
    return ReviewPage.model_validate(page)


@routes.get(
    "/v1/products/{product_id}/reviews/{review_id}", scope=Scope.PRODUCTS_READ, errors=_OF_ONE
)
def show_review(
    principal: Principal, path: ReviewPath, query: ReviewWhere, deps: ApiDeps
) -> ReviewDetail:
    """Show one review with what was read in it, and its neighbours in the list of a filter.

    A review that a summary, a quote or a diff names is found by this, however long the list is.
    """
    found = reads_of(principal, deps).get_review(
        principal.org_id, path.product_id, path.review_id, _where(query)
    )
    shown = ReviewItem.model_validate(found.view)
    return ReviewDetail(
        **dict(shown),
        version=found.version,
        total=found.total,
        index=found.index,
        newer=found.newer,
        older=found.older,
    )


def _where(query: ReviewWhere) -> ReviewFilter:
    return ReviewFilter(
        issue=query.issue, sentiment=query.sentiment, rating=query.rating, as_of=query.as_of
    )
