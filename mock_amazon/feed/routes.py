"""GET /v1/products and GET /v1/products/{asin}/reviews."""

from dataclasses import replace

from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.answers import invalid_input
from mock_amazon.callers import Caller
from mock_amazon.feed.errors import not_found
from mock_amazon.feed.models import LARGEST_PAGE, FeedPage, ReviewsPage
from mock_amazon.feed.pages import Claims
from mock_amazon.feed.rendering import rendered
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.world import World


def _feed(world: World, request: Request, caller: Caller) -> Question:
    limit, token = _limit(request), request.query_params.get("page_token")
    place = caller.marketplace.value if caller.marketplace else ""
    offset, day = 0, world.clock.day()
    if token:
        bound = {"op": "feed", "seller": caller.seller.seller_id, "place": place, "limit": limit}
        claims = world.page_tokens.read(token, world.clock.now(), **bound)
        offset, day = claims["offset"], claims["day"]
    places = (caller.marketplace,) if caller.marketplace else caller.places
    scopes = tuple((caller.seller.seller_id, place) for place in places)
    page = FeedPage(caller.seller.seller_id, place, scopes, offset, limit, day)

    async def build(repeat: bool) -> bytes:
        body = await rendered(world, replace(page, repeat=repeat))
        if world.wish_page and offset + limit < world.catalogue.count(list(scopes)):
            world.wish_page(replace(page, offset=offset + limit))
        return body

    return Question("", offset // limit + 1, build)


def _reviews(world: World, request: Request, caller: Caller) -> Question:
    asin, limit = request.path_params["asin"], _limit(request)
    listing = world.catalogue.find(caller.seller, asin, caller.marketplace)
    if listing is None:
        raise not_found(asin, caller.marketplace)
    offset, day = 0, world.clock.day()
    token = request.query_params.get("page_token")
    if token:
        claims = _reviews_claims(world, token, caller, limit)
        if claims["asin"] != asin or claims["place"] != listing.marketplace.value:
            raise invalid_input("Invalid page token", "The page token belongs to another product.")
        offset, day = claims["offset"], claims["day"]
    page = ReviewsPage(listing, offset, limit, day)

    async def build(repeat: bool) -> bytes:
        return await rendered(world, replace(page, repeat=repeat))

    return Question(asin, -(-offset // limit) + 1, build)


def _reviews_claims(world: World, token: str, caller: Caller, limit: int) -> Claims:
    claims = world.page_tokens.read(
        token, world.clock.now(), op="reviews", seller=caller.seller.seller_id
    )
    if claims["limit"] not in (None, limit):
        raise invalid_input(
            "Invalid page token", "The page token belongs to a request with another limit."
        )
    return claims


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(LARGEST_PAGE))
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_PAGE:
        raise invalid_input(
            f"Invalid limit '{text[:20]}'.", f"limit is a number from 1 to {LARGEST_PAGE}."
        )
    return int(text)


ROUTES = [
    Route("/v1/products", guarded(Operation.FEED, _feed), methods=["GET"]),
    Route("/v1/products/{asin}/reviews", guarded(Operation.REVIEWS, _reviews), methods=["GET"]),
]
