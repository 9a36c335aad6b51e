"""Reading the simple feed: bytes to canonical listings, and what had to be dropped, counted by
reason.

A page that is not of the promised shape is refused whole; an item or review that is not is dropped
alone, so that nothing valid is lost with it. Reasons that begin with `kept_` count what was
repaired.
"""

import json
import math
import re
from collections import Counter
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pydantic import ValidationError

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import ReviewReader, clean, count
from shelfsignal.collection.domain.review_texts import DatedReview, TextsPage
from shelfsignal.collection.domain.sources import ProductsPage, RawAnswer, SourceContext
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot
from shelfsignal.kernel.ids import Asin

# What a source says ends in keys and items, which have limits of their own: S3's keys take 1 KB,
# DynamoDB's 2 KB, its items 400 KB. A name is as long as the API lets one be asked for.
_ASIN: Final = re.compile(r"[A-Za-z0-9]{1,40}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_URL: Final = re.compile(r"https?://[!-~]{1,2000}")
_MAX_TITLE_CHARS: Final = 1000
_MAX_NAME_CHARS: Final = 200
_MAX_TOKEN_CHARS: Final = 4096
_MAX_DIGITS: Final = 40
_MAX_PRICE: Final = Decimal(10**12)
_MAX_PRICE_CHARS: Final = 32


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
    try:
        document = json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError):
        raise MalformedAnswer(operation, "no JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get(rows), list):
        raise MalformedAnswer(operation, f"no list of {rows}")
    token = document.get("next_page_token", 0)
    if not (token is None or _is_token(token)):
        raise MalformedAnswer(operation, "no next_page_token")
    return document


def _integer(digits: str) -> float:
    """Python refuses to read thousands of digits, and no float holds hundreds; neither is a count.

    >>> _integer("12"), _integer("9" * 5000)
    (12, inf)
    """
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


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
    if not isinstance(asin, str) or not _ASIN.fullmatch(asin):
        raise ValueError("product_id")
    title = item.get("title")
    if not isinstance(title, str):
        raise TypeError("title")
    return ProductSnapshot(
        asin=Asin(asin),
        marketplace=context.marketplace,
        seller_id=context.seller_id,
        title=clean(title)[:_MAX_TITLE_CHARS],
        brand=_name(item, "brand") or "Unbranded",
        category=_name(item, "category") or "Uncategorised",
        price=_price(item.get("price")),
        currency=_matching(_CURRENCY, item, "currency") or context.marketplace.currency,
        parent_asin=Asin(parent) if (parent := _matching(_ASIN, item, "parent_asin")) else None,
        image_url=_matching(_URL, item, "image_url"),
        sales_rank=count(item.get("sales_rank")),
        average_rating=_number(item.get("average_rating")),
        review_count=count(item.get("review_count")) or 0,
    )


def _name(item: dict[str, Any], field_name: str) -> str:
    """As the API asks for it: without space around it."""
    return clean(item.get(field_name)).strip()[:_MAX_NAME_CHARS].strip()


def _matching(pattern: re.Pattern[str], item: dict[str, Any], field_name: str) -> str | None:
    value = item.get(field_name)
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def _number(value: Any) -> float | None:
    return float(value) if type(value) in (int, float) and math.isfinite(value) else None


def _price(value: Any) -> Decimal | None:
    text = str(value) if type(value) in (int, float, str) else ""
    if len(text) > _MAX_PRICE_CHARS:
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price < _MAX_PRICE else None
