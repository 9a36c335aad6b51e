"""GET /catalog/2022-04-01/items and /items/{asin}."""

import asyncio
from dataclasses import astuple

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.answers import invalid_input
from mock_amazon.callers import Caller
from mock_amazon.catalog.errors import item_not_found
from mock_amazon.catalog.models import (
    DATA_SETS,
    IDENTIFIER_TYPES,
    LARGEST_PAGE,
    MOST_IDENTIFIERS,
    REACHABLE,
    USUAL_PAGE,
    Search,
)
from mock_amazon.catalog.responses import catalog_item, search_json
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.parameters import chosen, listed, whole
from mock_amazon.world import World


def _search(world: World, request: Request, caller: Caller) -> Question:
    search = _asked(request, caller)
    size = whole(request, "pageSize", USUAL_PAGE, LARGEST_PAGE)
    included = _included(request)
    bound = {"op": "catalog", "seller": caller.seller.seller_id, "search": repr(astuple(search)),
             "pageSize": size, "includedData": sorted(included)}  # fmt: skip
    offset, token = 0, request.query_params.get("pageToken")
    if token:
        offset = world.page_tokens.read(token, world.clock.now(), **bound)["offset"]

    async def build(repeat: bool) -> bytes:
        found = await asyncio.to_thread(world.searcher.find, search)
        page = list(found.listings[offset : offset + size])
        page += page[:1] if repeat else []
        day, now = world.clock.day(), world.clock.now()
        items = [catalog_item(one, world.bookcase, day, included) for one in page]
        neighbours = {}
        if offset + size < min(len(found.listings), REACHABLE):
            neighbours["nextToken"] = offset + size
        if offset:
            neighbours["previousToken"] = max(0, offset - size)
        tokens = {
            name: world.page_tokens.issue({**bound, "offset": at}, now)
            for name, at in neighbours.items()
        }
        return orjson.dumps(search_json(found, items, tokens, by_words=bool(search.words)))

    return Question(",".join(search.identifiers or search.words), offset // size + 1, build)


def _get(world: World, request: Request, caller: Caller) -> Question:
    asin, place = request.path_params["asin"], _place(request, caller)
    included = _included(request)
    listing = world.catalogue.on_sale(asin, place)
    if listing is None:
        raise item_not_found(asin, place)

    async def build(_: bool) -> bytes:
        return orjson.dumps(catalog_item(listing, world.bookcase, world.clock.day(), included))

    return Question(asin, 1, build)


def _asked(request: Request, caller: Caller) -> Search:
    """What the request searches for. Raises: Refusal (400)."""
    place = _place(request, caller)
    keywords, identifiers = listed(request, "keywords"), listed(request, "identifiers")
    if bool(keywords) == bool(identifiers):
        raise invalid_input("Exactly one of 'keywords' and 'identifiers' is required.")
    if keywords:
        words = tuple(word for text in keywords for word in text.lower().split())
        brands, nodes = listed(request, "brandNames"), listed(request, "classificationIds")
        return Search(place, words[:MOST_IDENTIFIERS], tuple(brands), tuple(nodes))
    if len(identifiers) > MOST_IDENTIFIERS:
        raise invalid_input(f"At most {MOST_IDENTIFIERS} identifiers are allowed.")
    kind = chosen(request, "identifiersType", IDENTIFIER_TYPES)
    seller_id = request.query_params.get("sellerId", "")
    if kind == "SKU" and not seller_id:
        raise invalid_input("'sellerId' is required when identifiersType is SKU.")
    named = tuple(identifiers)
    return Search(place, identifiers=named, identifier_type=kind, seller_id=seller_id)


def _place(request: Request, caller: Caller) -> Marketplace:
    named = listed(request, "marketplaceIds")
    if caller.marketplace is None or not named:
        raise invalid_input("Missing required 'marketplaceIds' parameter.")
    if len(named) > 1:
        raise invalid_input("Only one marketplace may be given in 'marketplaceIds'.")
    return caller.marketplace


def _included(request: Request) -> frozenset[str]:
    named = listed(request, "includedData") or ["summaries"]
    if unknown := [name for name in named if name not in DATA_SETS]:
        raise invalid_input(f"Invalid includedData '{unknown[0][:40]}'.", ", ".join(DATA_SETS))
    return frozenset(named)


ROUTES = [
    Route("/catalog/2022-04-01/items", guarded(Operation.CATALOG_SEARCH, _search), methods=["GET"]),
    Route(
        "/catalog/2022-04-01/items/{asin}", guarded(Operation.CATALOG_ITEM, _get), methods=["GET"]
    ),
]
