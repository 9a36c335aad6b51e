"""GET /products/pricing/v0/…, and the batches."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.answers import Refusal, invalid_input
from mock_amazon.callers import Caller, place_named
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.parameters import chosen, listed
from mock_amazon.pricing.batches import batch_json, requests_of, summary_batch_json, summary_json
from mock_amazon.pricing.errors import bad_batch, invalid_asin, invalid_sku
from mock_amazon.pricing.models import (
    MOST_ITEMS,
    ItemCondition,
    ItemType,
    Quoted,
    listing_named,
    offers_today,
)
from mock_amazon.pricing.responses import competitive_json, offers_json, price_json, unknown_json
from mock_amazon.world import World

Json = dict[str, Any]
Parse = Callable[[World, Request, Caller], Question]


def _prices(body_of: Callable[[Quoted], Json]) -> Parse:
    """getPricing and getCompetitivePricing differ in the body only."""

    def parse(world: World, request: Request, caller: Caller) -> Question:
        place = _place(request, caller)
        item_type = ItemType(chosen(request, "ItemType", ItemType))
        names = listed(request, f"{item_type}s")
        if not 1 <= len(names) <= MOST_ITEMS:
            raise invalid_input(f"'{item_type}s' names 1 to {MOST_ITEMS} items.")

        async def build(_: bool) -> bytes:
            found = [_quoted(world, caller, place, item_type, name) for name in names]
            bodies = (
                body_of(one) if one else unknown_json(item_type, name)
                for one, name in zip(found, names, strict=True)
            )
            return orjson.dumps({"payload": list(bodies)})

        return Question(",".join(names), 1, build)

    return parse


def _offers(item_type: ItemType) -> Parse:
    """getItemOffers and getListingOffers differ in how they name the product."""

    def parse(world: World, request: Request, caller: Caller) -> Question:
        place, name = _place(request, caller), request.path_params["name"]
        condition = ItemCondition(chosen(request, "ItemCondition", ItemCondition))
        quoted = _known(world, caller, place, item_type, name)

        async def build(_: bool) -> bytes:
            return orjson.dumps({"payload": offers_json(quoted, condition)})

        return Question(name, 1, build)

    return parse


def _batch(item_type: ItemType) -> Parse:
    """getItemOffersBatch and getListingOffersBatch."""
    start, end = f"/products/pricing/v0/{_SEGMENTS[item_type]}/", "/offers"

    def parse(world: World, _: Request, caller: Caller) -> Question:
        requests = requests_of(caller.fields)

        def answer(one: Json) -> Json:
            uri = str(one.get("uri", ""))
            if not (uri.startswith(start) and uri.endswith(end)) or one.get("method") != "GET":
                raise invalid_input(f"Each request has method GET and a uri {start}…{end}.")
            if one.get("ItemCondition") not in set(ItemCondition):
                raise invalid_input(f"'ItemCondition' is one of {', '.join(ItemCondition)}.")
            place = place_named(caller, str(one.get("MarketplaceId", "")))
            name = unquote(uri.removeprefix(start).removesuffix(end))
            quoted = _known(world, caller, place, item_type, name)
            return offers_json(quoted, ItemCondition(one["ItemCondition"]))

        async def build(_: bool) -> bytes:
            return orjson.dumps(batch_json(requests, answer, world.clock.now()))

        return Question(str(requests[0].get("uri")), len(requests), build)

    return parse


def _summaries(world: World, _: Request, caller: Caller) -> Question:
    requests = requests_of(caller.fields)

    def answer(one: Json) -> Json:
        place = place_named(caller, str(one.get("marketplaceId", "")))
        quoted = _quoted(world, caller, place, ItemType.ASIN, str(one.get("asin", "")))
        if quoted is None:
            raise bad_batch("The requested ASIN is invalid for the marketplace.")
        wanted = one.get("includedData")
        return summary_json(quoted, wanted if isinstance(wanted, list) else [])

    async def build(_: bool) -> bytes:
        return orjson.dumps(summary_batch_json(requests, answer))

    return Question(str(requests[0].get("asin")), len(requests), build)


def _known(
    world: World, caller: Caller, place: Marketplace, item_type: ItemType, name: str
) -> Quoted:
    """The product with its prices. Raises: Refusal (400)."""
    quoted = _quoted(world, caller, place, item_type, name)
    if quoted is None:
        raise _unknown(item_type, name)
    return quoted


def _unknown(item_type: ItemType, name: str) -> Refusal:
    return invalid_asin(name) if item_type is ItemType.ASIN else invalid_sku(name)


def _quoted(
    world: World, caller: Caller, place: Marketplace, item_type: ItemType, name: str
) -> Quoted | None:
    listing = listing_named(world, caller.seller, place, item_type, name)
    if listing is None:
        return None
    offers, rank = offers_today(world, listing), _rank(world, listing)
    return Quoted(name, item_type, place, caller.seller, listing, offers, rank)


def _rank(world: World, listing: Listing) -> int | None:
    events, day = world.bookcase.events(listing), world.clock.day()
    return market_day(listing, events, world.options.seed, day).sales_rank


def _place(request: Request, caller: Caller) -> Marketplace:
    if caller.marketplace is None or "MarketplaceId" not in request.query_params:
        raise invalid_input("Missing required 'MarketplaceId' parameter.")
    return caller.marketplace


_SEGMENTS = {ItemType.ASIN: "items", ItemType.SKU: "listings"}


def _route(path: str, operation: Operation, parse: Parse, method: str = "GET") -> Route:
    return Route(path, guarded(operation, parse), methods=[method])


_V0, _BATCHES = "/products/pricing/v0", "/batches/products/pricing"
ROUTES = [
    _route(f"{_V0}/price", Operation.PRICING, _prices(price_json)),
    _route(f"{_V0}/competitivePrice", Operation.COMPETITIVE_PRICING, _prices(competitive_json)),
    _route(f"{_V0}/items/{{name}}/offers", Operation.ITEM_OFFERS, _offers(ItemType.ASIN)),
    _route(f"{_V0}/listings/{{name}}/offers", Operation.LISTING_OFFERS, _offers(ItemType.SKU)),
    _route(f"{_BATCHES}/v0/itemOffers", Operation.ITEM_OFFERS_BATCH, _batch(ItemType.ASIN), "POST"),
    _route(
        f"{_BATCHES}/v0/listingOffers", Operation.LISTING_OFFERS_BATCH, _batch(ItemType.SKU), "POST"
    ),
    _route(
        f"{_BATCHES}/2022-05-01/items/competitiveSummary",
        Operation.COMPETITIVE_SUMMARY,
        _summaries,
        "POST",
    ),
]
