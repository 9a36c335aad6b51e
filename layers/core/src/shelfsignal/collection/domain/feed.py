"""Reading the simple feed: bytes to canonical listings, and what had to be dropped, counted by
reason.

A page that is not of the promised shape is refused whole; an item or review that is not is dropped
alone, so that nothing valid is lost with it. Reasons that begin with `kept_` count what was
repaired.
"""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import ReviewReader, clean, count
from shelfsignal.collection.domain.fields import (
    ASIN,
    CURRENCY,
    URL,
    document_of,
    matching,
    name_of,
    number_of,
    price_of,
    title_of,
)
from shelfsignal.collection.domain.products import UNBRANDED, UNCATEGORISED
from shelfsignal.collection.domain.review_texts import DatedReview, TextsPage
from shelfsignal.collection.domain.sources import ProductsPage, RawAnswer, SourceContext
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot
from shelfsignal.kernel.ids import Asin

_MAX_TOKEN_CHARS: Final = 4096


def parse_products(body: bytes, context: SourceContext, fetched_at: datetime) -> ProductsPage:
    """Raises: MalformedAnswer."""
    dropped: Counter[str] = Counter()
    document = _document(body, Operation.LIST_PRODUCTS, "products", dropped)
    listings: dict[str, ProductListing] = {}
    for item in document["products"]:
        listing = _listing(item, context, fetched_at, dropped)
        if listing is None:
            continue
        if listing.product.asin in listings:
            dropped["duplicate_item"] += 1
        else:
            listings[listing.product.asin] = listing
    answers = (RawAnswer(Operation.LIST_PRODUCTS, body),)
    return ProductsPage(answers, tuple(listings.values()), document["next_page_token"], dropped)


def parse_reviews(body: bytes, context: SourceContext, asin: Asin) -> TextsPage:
    """Raises: MalformedAnswer."""
    dropped: Counter[str] = Counter()
    document = _document(body, Operation.LIST_REVIEWS, "reviews", dropped)
    reviews = _reader(context, asin, dropped).read_all(document["reviews"])
    # The feed does not say when a review last changed.
    dated = tuple(DatedReview(review, None) for review in reviews)
    return TextsPage(body, dated, document["next_page_token"], dropped, Operation.LIST_REVIEWS)


def _document(
    body: bytes, operation: Operation, rows: str, dropped: Counter[str]
) -> dict[str, Any]:
    text = body.decode("utf-8", errors="replace")
    if "\ufffd" in text and "\ufffd".encode() not in body:
        dropped["kept_repaired_utf8"] += 1
    document = document_of(body, operation)
    if not isinstance(document.get(rows), list):
        raise MalformedAnswer(operation, f"no list of {rows}")
    token = document.get("next_page_token", 0)
    if not (token is None or _is_token(token)):
        raise MalformedAnswer(operation, "no next_page_token")
    return document


def _is_token(value: Any) -> bool:
    """Whether it can be stored and sent back as it is."""
    return isinstance(value, str) and 0 < len(value) <= _MAX_TOKEN_CHARS and clean(value) == value


def _reader(context: SourceContext, asin: Asin, dropped: Counter[str]) -> ReviewReader:
    return ReviewReader(
        asin=asin,
        marketplace_id=context.marketplace.marketplace_id,
        day=context.day,
        pseudonym=context.pseudonym,
        dropped=dropped,
    )


def _listing(
    item: Any, context: SourceContext, fetched_at: datetime, dropped: Counter[str]
) -> ProductListing | None:
    """None when the item is malformed or another marketplace's; counted."""
    if not isinstance(item, dict) or not isinstance(item.get("reviews"), list):
        dropped["malformed_item"] += 1
        return None
    if item.get("marketplace", context.marketplace) not in (
        context.marketplace.value,
        context.marketplace.marketplace_id,
    ):
        dropped["other_marketplace"] += 1
        return None
    token = item.get("reviews_token")
    try:
        product = _product(item, context)
    except (ValidationError, ValueError, TypeError):
        dropped["malformed_item"] += 1
        return None
    tail_token = token if _is_token(token) else None
    complete = tail_token is None and product.review_count <= len(item["reviews"])
    return ProductListing(
        job_id=context.job_id,
        fetched_at=fetched_at,
        product=product,
        kind=ListingKind.COMPLETE if complete else ListingKind.PARTIAL,
        tail_token=tail_token,
        reviews=_reader(context, product.asin, dropped).read_all(item["reviews"]),
    )


def _product(item: dict[str, Any], context: SourceContext) -> ProductSnapshot:
    """Raises: ValueError or its like when the item has no usable id or title."""
    asin = item.get("product_id")
    if not isinstance(asin, str) or not ASIN.fullmatch(asin):
        raise ValueError("product_id")
    title = item.get("title")
    if not isinstance(title, str):
        raise TypeError("title")
    parent = matching(ASIN, item.get("parent_asin"))
    return ProductSnapshot(
        asin=Asin(asin),
        marketplace=context.marketplace,
        seller_id=context.seller_id,
        title=title_of(title),
        brand=name_of(item.get("brand")) or UNBRANDED,
        category=name_of(item.get("category")) or UNCATEGORISED,
        price=price_of(item.get("price")),
        currency=matching(CURRENCY, item.get("currency")) or context.marketplace.currency,
        parent_asin=Asin(parent) if parent else None,
        image_url=matching(URL, item.get("image_url")),
        sales_rank=count(item.get("sales_rank")),
        average_rating=number_of(item.get("average_rating")),
        review_count=count(item.get("review_count")) or 0,
    )
