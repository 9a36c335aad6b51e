"""GET /customerFeedback/2024-06-01/…"""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.callers import Caller
from mock_amazon.customer_feedback.errors import bad_request, unknown_item, unknown_node
from mock_amazon.customer_feedback.models import SortBy
from mock_amazon.customer_feedback.responses import Subject, item_subject, topics_json, trends_json
from mock_amazon.dataset.identifiers import node_of, node_with_id
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.parameters import chosen
from mock_amazon.world import World

SubjectOf = Callable[[World, Request, Caller], Subject]
Parse = Callable[[World, Request, Caller], Question]


def _topics(subject_of: SubjectOf) -> Parse:
    def parse(world: World, request: Request, caller: Caller) -> Question:
        subject = subject_of(world, request, caller)
        sort_by = SortBy(chosen(request, "sortBy", SortBy, bad_request))
        return _question(subject, lambda: topics_json(subject, sort_by))

    return parse


def _trends(subject_of: SubjectOf) -> Parse:
    def parse(world: World, request: Request, caller: Caller) -> Question:
        subject = subject_of(world, request, caller)
        return _question(subject, lambda: trends_json(subject))

    return parse


def _node_of_item(world: World, request: Request, caller: Caller) -> Question:
    listing = _listing(world, request, caller)
    node = node_of(listing)

    async def build(_: bool) -> bytes:
        return orjson.dumps({"browseNodeId": node.node_id, "displayName": node.name})

    return Question(listing.asin, 1, build)


def _question(subject: Subject, make: Callable[[], dict[str, Any] | None]) -> Question:
    async def build(_: bool) -> bytes:
        body = await asyncio.to_thread(make)
        return orjson.dumps(body) if body is not None else b""

    name = subject.listing.asin if subject.listing else subject.node.node_id
    return Question(name, 1, build)


def _item(world: World, request: Request, caller: Caller) -> Subject:
    return item_subject(world.shelves, _listing(world, request, caller), world.clock.day())


def _node(world: World, request: Request, caller: Caller) -> Subject:
    place, named = _place(request, caller), request.path_params["node_id"]
    node = node_with_id(named)
    if node is None:
        raise unknown_node(named, place)
    return Subject(world.shelves, place, node, world.clock.day())


def _listing(world: World, request: Request, caller: Caller) -> Listing:
    place, asin = _place(request, caller), request.path_params["asin"]
    listing = world.catalogue.on_sale(asin, place)
    if listing is None:
        raise unknown_item(asin, place)
    return listing


def _place(request: Request, caller: Caller) -> Marketplace:
    if caller.marketplace is None or "marketplaceId" not in request.query_params:
        raise bad_request("Missing required 'marketplaceId' parameter.")
    return caller.marketplace


def _route(path: str, operation: Operation, parse: Parse) -> Route:
    whole = f"/customerFeedback/2024-06-01/{path}"
    return Route(whole, guarded(operation, parse), methods=["GET"])


ROUTES = [
    _route("items/{asin}/reviews/topics", Operation.ITEM_TOPICS, _topics(_item)),
    _route("items/{asin}/reviews/trends", Operation.ITEM_TRENDS, _trends(_item)),
    _route("items/{asin}/browseNode", Operation.ITEM_NODE, _node_of_item),
    _route("browseNodes/{node_id}/reviews/topics", Operation.NODE_TOPICS, _topics(_node)),
    _route("browseNodes/{node_id}/reviews/trends", Operation.NODE_TRENDS, _trends(_node)),
]
