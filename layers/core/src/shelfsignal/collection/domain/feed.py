"""Reading the simple feed: bytes to canonical listings, and what had to be dropped, counted by
reason.

A page that is not of the promised shape is refused whole; an item or review that is not is dropped
alone, so that nothing valid is lost with it. Reasons that begin with `kept_` count what was
repaired.
"""

import json
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import ReviewReader, clean
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot, Review
from shelfsignal.kernel.ids import Asin, Marketplace, SellerId

Pseudonym = Callable[[str], str]


@dataclass(frozen=True)
class FeedContext:
    """Whose page it is. day is the run's UTC day; job_id the run's id."""

    seller_id: SellerId
    marketplace: Marketplace
    day: date
    job_id: str
    pseudonym: Pseudonym


@dataclass(frozen=True)
class FeedPage:
    """A page of products. body is what arrived, untouched."""

    body: bytes
    listings: tuple[ProductListing, ...]
    next_token: str | None
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class ReviewsPage:
    """A page of one product's reviews."""

    body: bytes
    reviews: tuple[Review, ...]
    next_token: str | None
    dropped: Counter[str] = field(default_factory=Counter)


def parse_products(body: bytes, context: FeedContext, fetched_at: datetime) -> FeedPage:
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
    return FeedPage(body, tuple(listings.values()), document["next_page_token"], dropped)


def parse_reviews(body: bytes, context: FeedContext, asin: Asin) -> ReviewsPage:
    """Raises: MalformedAnswer."""
    dropped: Counter[str] = Counter()
    document = _document(body, Operation.LIST_REVIEWS, "reviews", dropped)
    reader = _reader(context, asin, dropped)
    return ReviewsPage(
        body, reader.read_all(document["reviews"]), document["next_page_token"], dropped
    )


def _document(
    body: bytes, operation: Operation, rows: str, dropped: Counter[str]
) -> dict[str, Any]:
    text = body.decode("utf-8", errors="replace")
    if "\ufffd" in text and "\ufffd".encode() not in body:
        dropped["kept_repaired_utf8"] += 1
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedAnswer(operation, "no JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get(rows), list):
        raise MalformedAnswer(operation, f"no list of {rows}")
    token = document.get("next_page_token", 0)
    if not (token is None or (isinstance(token, str) and token)):
        raise MalformedAnswer(operation, "no next_page_token")
    return document


def _reader(context: FeedContext, asin: Asin, dropped: Counter[str]) -> ReviewReader:
    return ReviewReader(
        asin=asin,
        marketplace_id=context.marketplace.marketplace_id,
        day=context.day,
        pseudonym=context.pseudonym,
        dropped=dropped,
    )


def _listing(
    item: Any, context: FeedContext, fetched_at: datetime, dropped: Counter[str]
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
    tail_token = token if isinstance(token, str) and token else None
    complete = tail_token is None and product.review_count <= len(item["reviews"])
    return ProductListing(
        job_id=context.job_id,
        fetched_at=fetched_at,
        product=product,
        kind=ListingKind.COMPLETE if complete else ListingKind.PARTIAL,
        tail_token=tail_token,
        reviews=_reader(context, product.asin, dropped).read_all(item["reviews"]),
    )


def _product(item: dict[str, Any], context: FeedContext) -> ProductSnapshot:
    """Raises: ValueError or its like when the item has no usable id or title."""
    asin = item.get("product_id")
    if not isinstance(asin, str) or not asin.isascii() or not asin.isalnum():
        raise ValueError("product_id")
    title = item.get("title")
    if not isinstance(title, str):
        raise TypeError("title")
    return ProductSnapshot(
        asin=Asin(asin),
        marketplace=context.marketplace,
        seller_id=context.seller_id,
        title=clean(title),
        brand=clean(item.get("brand")) or "Unbranded",
        category=clean(item.get("category")) or "Uncategorised",
        price=_price(item.get("price")),
        currency=_text(item, "currency") or context.marketplace.currency,
        parent_asin=Asin(parent) if (parent := _text(item, "parent_asin")) else None,
        image_url=_text(item, "image_url"),
        sales_rank=_count(item.get("sales_rank")),
        average_rating=_number(item.get("average_rating")),
        review_count=_count(item.get("review_count")) or 0,
    )


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return clean(value) or None if isinstance(value, str) else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _number(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and math.isfinite(value) else None


def _price(value: Any) -> Decimal | None:
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        return None
    return price if price.is_finite() and price >= 0 else None
