"""GET /reviews/v1/items/{asin} and GET /history/v1/items/{asin}: mock extensions."""

import asyncio

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.callers import Caller
from mock_amazon.dataset.listing import Listing
from mock_amazon.extensions.errors import missing_marketplace, not_found
from mock_amazon.extensions.models import (
    LARGEST_PAGE,
    LONGEST_HISTORY,
    USUAL_HISTORY,
    USUAL_PAGE,
    Wanted,
    history,
    review_texts,
)
from mock_amazon.extensions.responses import history_json, review_texts_body
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.parameters import moment, whole
from mock_amazon.world import World


def _review_texts(world: World, request: Request, caller: Caller) -> Question:
    asin = request.path_params["asin"]
    if caller.marketplace is None:
        raise missing_marketplace()
    listing = world.catalogue.find(caller.seller, asin, caller.marketplace)
    if listing is None:
        raise not_found(asin, caller.marketplace)
    size = whole(request, "pageSize", USUAL_PAGE, LARGEST_PAGE)
    named = request.query_params.get("updatedSince")
    since = moment(named, "updatedSince") if named else 0.0
    bound = {"op": "texts", "seller": caller.seller.seller_id, "asin": asin,
             "place": caller.marketplace.value, "pageSize": size, "since": since}  # fmt: skip
    offset, day, token = 0, world.clock.day(), request.query_params.get("pageToken")
    if token:
        claims = world.page_tokens.read(token, world.clock.now(), **bound)
        offset, day = claims["offset"], claims["day"]
    wanted = Wanted(listing, offset, size, day, since)

    async def build(repeat: bool) -> bytes:
        reviews, total = await asyncio.to_thread(review_texts, world, wanted)
        following = None
        if offset + size < total:
            claims = {**bound, "offset": offset + size, "day": day}
            following = world.page_tokens.issue(claims, world.clock.now())
        again = reviews[:1] if repeat else []
        return review_texts_body(listing, [*again, *reviews], total, following)

    return Question(asin, offset // size + 1, build)


def _history(world: World, request: Request, caller: Caller) -> Question:
    listing = _on_sale(world, request, caller)
    days = whole(request, "days", USUAL_HISTORY, LONGEST_HISTORY)

    async def build(_: bool) -> bytes:
        found = await asyncio.to_thread(history, world, listing, days)
        return orjson.dumps(history_json(listing, found))

    return Question(listing.asin, 1, build)


def _on_sale(world: World, request: Request, caller: Caller) -> Listing:
    asin = request.path_params["asin"]
    if caller.marketplace is None:
        raise missing_marketplace()
    listing = world.catalogue.on_sale(asin, caller.marketplace)
    if listing is None:
        raise not_found(asin, caller.marketplace)
    return listing


ROUTES = [
    Route("/reviews/v1/items/{asin}", guarded(Operation.REVIEW_TEXTS, _review_texts)),
    Route("/history/v1/items/{asin}", guarded(Operation.HISTORY, _history)),
]
