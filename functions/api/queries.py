"""A list's query as the read side takes it; a list and its export are asked for alike."""

from typing import Final

from functions.api.models.cards import Order, ProductWhere, SortBy
from shelfsignal.insights.domain.cards import Sort
from shelfsignal.insights.domain.views import ListOrder, ProductFilter

_SORT: Final = {
    SortBy.ATTENTION: Sort.ATTENTION,
    SortBy.NEGATIVE_SHARE: Sort.NEGATIVE_SHARE,
    SortBy.REVIEW_COUNT: Sort.REVIEW_COUNT,
    SortBy.LAST_CHANGE: Sort.LAST_CHANGE,
}


def filter_of(query: ProductWhere) -> ProductFilter:
    """The filters as the read side takes them."""
    return ProductFilter(
        brand=query.brand,
        category=query.category,
        marketplace=query.marketplace,
        sentiment=query.sentiment,
        issue=query.issue,
        rating=query.rating,
        q=query.q,
        rating_min=query.rating_min,
        rating_max=query.rating_max,
        attention_min=query.attention_min,
        parent_asin=query.parent_asin,
    )


def order_of(query: ProductWhere) -> ListOrder:
    return ListOrder(_SORT[query.sort], descending=query.order is Order.DESC)
