"""Bodies of the pricing batches: each request of a batch has an answer and a status of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from mock_amazon.answers import REQUEST_ID_HEADER, Refusal
from mock_amazon.dataset.offers import Offer
from mock_amazon.pricing.errors import bad_batch
from mock_amazon.pricing.models import MOST_ITEMS, Quoted

Json = dict[str, Any]
_REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
_SUMMARY_PARTS = ("featuredBuyingOptions", "referencePrices", "lowestPricedOffers", "similarItems")


def requests_of(fields: Json) -> list[Json]:
    """The requests of a batch. Raises: Refusal (400)."""
    requests = fields.get("requests")
    if not isinstance(requests, list) or not all(isinstance(one, dict) for one in requests):
        raise bad_batch("'requests' is a list of requests.")
    if not 1 <= len(requests) <= MOST_ITEMS:
        raise bad_batch(f"A batch has 1 to {MOST_ITEMS} requests.")
    return requests


def batch_json(requests: list[Json], answer: Callable[[Json], Json], now: float) -> Json:
    """The answers, in the order of the requests."""
    return {"responses": [_response(one, answer, now) for one in requests]}


def _response(request: Json, answer: Callable[[Json], Json], now: float) -> Json:
    status, body = 200, Json()
    try:
        body = {"payload": answer(request)}
    except Refusal as refusal:
        status, body = refusal.status, {"errors": [_error(refusal)]}
    date = datetime.fromtimestamp(now, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    known = ("MarketplaceId", "ItemCondition", "CustomerType")
    name = str(request.get("uri", "")).split("/")[-2:-1]
    key = "SellerSKU" if "/listings/" in str(request.get("uri", "")) else "Asin"
    return {
        "headers": {"Date": date, REQUEST_ID_HEADER: str(uuid4())},
        "status": _status(status),
        "body": body,
        "request": {**{k: request[k] for k in known if k in request}, key: "".join(name)},
    }


def summary_batch_json(requests: list[Json], answer: Callable[[Json], Json]) -> Json:
    """getCompetitiveSummary's answers, in the order of the requests."""
    responses = []
    for one in requests:
        named = {"asin": one.get("asin", ""), "marketplaceId": one.get("marketplaceId", "")}
        try:
            responses.append({"status": _status(200), "body": {**named, **answer(one)}})
        except Refusal as refusal:
            body = {**named, "errors": [_error(refusal)]}
            responses.append({"status": _status(refusal.status), "body": body})
    return {"responses": responses}


def summary_json(quoted: Quoted, wanted: list[str]) -> Json:
    """One product's competitive summary."""
    makers: dict[str, Callable[[Quoted], list[Json]]] = {
        "featuredBuyingOptions": _featured,
        "referencePrices": _references,
        "lowestPricedOffers": _lowest,
        "similarItems": lambda _: [],
    }
    if not wanted or set(wanted) - set(_SUMMARY_PARTS):
        raise bad_batch(f"includedData names {', '.join(_SUMMARY_PARTS)}.")
    return {name: makers[name](quoted) for name in wanted}


def _featured(quoted: Quoted) -> list[Json]:
    winners = [
        {**_offer(quoted, offer), "featuredOfferSegments": [_EVERYBODY]}
        for offer in quoted.offers
        if offer.wins
    ]
    return [{"buyingOptionType": "New", "segmentedFeaturedOffers": winners}] if winners else []


_EVERYBODY: Json = {
    "customerMembership": "DEFAULT",
    "segmentDetails": {"glanceViewWeightPercentage": 100.0},
}


def _references(quoted: Quoted) -> list[Json]:
    price = _money(quoted, quoted.listing.list_price_minor)
    return [{"name": "CompetitivePriceThreshold", "price": price}]


def _lowest(quoted: Quoted) -> list[Json]:
    asked = {"itemCondition": "New", "offerType": "Consumer"}
    offers = [_offer(quoted, offer) for offer in quoted.offers]
    return [{"lowestPricedOffersInput": asked, "offers": offers}]


def _offer(quoted: Quoted, offer: Offer) -> Json:
    shipping = _money(quoted, offer.shipping_minor)
    return {
        "sellerId": offer.seller_id,
        "condition": "New",
        "subCondition": "New",
        "fulfillmentType": "AFN" if offer.by_amazon else "MFN",
        "listingPrice": _money(quoted, offer.price_minor),
        "shippingOptions": [{"shippingOptionType": "DEFAULT", "price": shipping}],
    }


def _money(quoted: Quoted, minor: int) -> Json:
    """This version writes its fields small."""
    return {"currencyCode": quoted.place.currency, "amount": minor / 100}


def _status(code: int) -> Json:
    return {"statusCode": code, "reasonPhrase": _REASONS[code]}


def _error(refusal: Refusal) -> Json:
    return {"code": refusal.code, "message": refusal.message, "details": refusal.details}
