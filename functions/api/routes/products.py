"""Products in lists, page by page, many at once, and what moved of them."""

from http import HTTPStatus
from typing import Any

from functions.api.models.cards import (
    BatchPage,
    ProductBatch,
    ProductPage,
    ProductQuery,
    card_of,
)
from functions.api.models.changes import ChangesPage, ChangesQuery
from functions.api.models.suggestions import Suggestions, SuggestQuery
from functions.api.queries import filter_of, order_of
from functions.api.reads import reads_of
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.insights.domain.cards import Card
from shelfsignal.kernel.errors import Rejected
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("products")


@routes.get("/v1/products", scope=Scope.PRODUCTS_READ, errors=(BadCursor,))
def list_products(principal: Principal, query: ProductQuery, deps: ApiDeps) -> ProductPage:
    """List products, those that need attention most first.

    With one of brand, category, marketplace, sentiment or issue, any order costs the same; of other
    combinations a page may come short, with a cursor that goes on.
    """
    found = reads_of(principal, deps).list_products(
        principal.org_id, filter_of(query), order_of(query), limit=query.limit, cursor=query.cursor
    )
    return ProductPage(
        items=tuple(card_of(card, query.fields) for card in found.items),
        cursor=found.cursor,
        total=found.total,
        run_id=found.run_id,
        day=found.day,
        list_changed=found.list_changed,
    )


@routes.post("/v1/products/batch", scope=Scope.PRODUCTS_READ, status=HTTPStatus.OK)
def read_products(principal: Principal, body: ProductBatch, deps: ApiDeps) -> BatchPage:
    """Read up to 50 products by id or bare ASIN; each has its own success or error."""
    asked = list(body.product_ids)
    found = reads_of(principal, deps).get_products(principal.org_id, asked)
    items = [_item(one, card, body.fields) for one, card in zip(asked, found, strict=True)]
    return BatchPage.model_validate({"items": items})


@routes.get("/v1/suggest", scope=Scope.PRODUCTS_READ)
def suggest(principal: Principal, query: SuggestQuery, deps: ApiDeps) -> Suggestions:
    """Suggest products, brands and categories for a few letters, while somebody types.

    Products are found by the beginning of a word of their title or of their ASIN; words in any
    place and order are what the list's `q` is for.
    """
    found = reads_of(principal, deps).suggest(principal.org_id, query.q, limit=query.limit)
    return Suggestions.model_validate(found)


@routes.get("/v1/changes", scope=Scope.PRODUCTS_READ, errors=(BadCursor,))
def list_changes(principal: Principal, query: ChangesQuery, deps: ApiDeps) -> ChangesPage:
    """List what moved since a moment: which products, what of them, and because of which reviews.

    A product counts once, however often it moved. Time passing moves no insight; see the lists'
    attention for that.
    """
    page = reads_of(principal, deps).changes(
        principal.org_id,
        query.since,
        marketplace=query.marketplace,
        limit=query.limit,
        cursor=query.cursor,
    )
    return ChangesPage.model_validate(page)


def _item(asked: str, found: Card | Rejected, fields: str | None) -> dict[str, Any]:
    if isinstance(found, Card):
        return {"asked": asked, "product": card_of(found, fields), "error": None}
    choices = found.details.get("choices", ())
    error = {"code": found.code, "message": found.message, "choices": choices}
    return {"asked": asked, "product": None, "error": error}
