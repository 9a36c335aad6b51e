"""GET /catalog/2022-04-01/items and /items/{asin}."""

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.answers import invalid_input
from mock_amazon.callers import Caller
from mock_amazon.catalog.responses import catalog_item
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.feed.errors import not_found
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.world import World

_LARGEST_PAGE, _USUAL_PAGE, _REACHABLE, _MOST_IDENTIFIERS = 20, 10, 1000, 20


def _search(world: World, request: Request, caller: Caller) -> Question:
    query, place = request.query_params, _place(caller)
    keywords, identifiers = query.get("keywords"), query.get("identifiers")
    if bool(keywords) == bool(identifiers):
        raise invalid_input("Exactly one of 'keywords' and 'identifiers' is required.")
    size = _page_size(query.get("pageSize", str(_USUAL_PAGE)))
    bound = {"op": "catalog", "seller": caller.seller.seller_id, "place": place.value,
             "words": keywords or identifiers, "limit": size}  # fmt: skip
    offset, token = 0, query.get("pageToken")
    if token:
        offset = world.page_tokens.read(token, world.clock.now(), **bound)["offset"]
    included = frozenset(query.get("includedData", "summaries").split(","))

    async def build(_: bool) -> bytes:
        found = _found(world, caller, place, keywords, identifiers)
        items = [_item(world, listing, included) for listing in found[offset : offset + size]]
        pagination = {}
        if offset + size < len(found):
            claims = {**bound, "offset": offset + size}
            pagination["nextToken"] = world.page_tokens.issue(claims, world.clock.now())
        body = {"numberOfResults": len(found), "pagination": pagination, "items": items}
        return orjson.dumps(body)

    return Question("", offset // size + 1, build)


def _get(world: World, request: Request, caller: Caller) -> Question:
    asin, place = request.path_params["asin"], _place(caller)
    listing = world.catalogue.find(caller.seller, asin, place)
    if listing is None:
        raise not_found(asin, place)
    included = frozenset(request.query_params.get("includedData", "summaries").split(","))

    async def build(_: bool) -> bytes:
        return orjson.dumps(_item(world, listing, included))

    return Question(asin, 1, build)


def _place(caller: Caller) -> Marketplace:
    if caller.marketplace is None:
        raise invalid_input("Missing required 'marketplaceIds' parameter.")
    return caller.marketplace


def _page_size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _LARGEST_PAGE:
        raise invalid_input(f"pageSize is a number from 1 to {_LARGEST_PAGE}.")
    return int(text)


def _found(
    world: World, caller: Caller, place: Marketplace, keywords: str | None, identifiers: str | None
) -> list[Listing]:
    if identifiers:
        asins = identifiers.split(",")[:_MOST_IDENTIFIERS]
        listings = (world.catalogue.find(caller.seller, asin, place) for asin in asins)
        return [listing for listing in listings if listing]
    words = (keywords or "").lower().replace(",", " ").split()
    reachable = world.catalogue.page(world.catalogue.scopes(caller.seller, place), 0, _REACHABLE)
    return [listing for listing in reachable if _matches(listing, words)]


def _matches(listing: Listing, words: list[str]) -> bool:
    text = f"{listing.title} {listing.department.category}".lower()
    return any(word in text for word in words)


def _item(world: World, listing: Listing, included: frozenset[str]) -> dict[str, object]:
    return catalog_item(listing, world.bookcase, world.clock.day(), included)


ROUTES = [
    Route("/catalog/2022-04-01/items", guarded(Operation.CATALOG_SEARCH, _search), methods=["GET"]),
    Route(
        "/catalog/2022-04-01/items/{asin}", guarded(Operation.CATALOG_ITEM, _get), methods=["GET"]
    ),
]
