"""Bodies of the extensions."""

from typing import Any

import orjson

from mock_amazon.dataset.listing import Listing
from mock_amazon.plants import encoded

Json = dict[str, Any]


def review_texts_body(
    listing: Listing, reviews: list[Json], total: int, next_token: str | None
) -> bytes:
    """A page of review texts; planted bad bytes stay bad."""
    head = {
        "asin": listing.asin,
        "marketplaceId": listing.marketplace.marketplace_id,
        "numberOfResults": total,
        "pagination": {"nextToken": next_token} if next_token else {},
    }
    texts = b",".join(map(encoded, reviews))
    return orjson.dumps(head)[:-1] + b',"reviews":[' + texts + b"]}"


def history_json(listing: Listing, days: list[Json]) -> Json:
    """A product's days on the market."""
    return {
        "asin": listing.asin,
        "marketplaceId": listing.marketplace.marketplace_id,
        "currency": listing.marketplace.currency,
        "listPrice": listing.list_price_minor / 100,
        "days": days,
    }
