"""What every guarded operation goes through: token, bucket, question, fault, answer, tally."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mock_amazon.answers import (
    Refusal,
    answer,
    invalid_input,
    rate_header,
    refused,
    throttled,
    unauthorized,
)
from mock_amazon.buckets import BucketKey, Limits
from mock_amazon.dataset.sellers import Marketplace, Seller, marketplace_named
from mock_amazon.faults.broken_answers import NoAnswer, instead, spoiled
from mock_amazon.faults.desk import CallKey, Fault
from mock_amazon.faults.kinds import FaultKind
from mock_amazon.lwa.models import TokenState
from mock_amazon.operations import Operation
from mock_amazon.traffic import NO_ANSWER
from mock_amazon.world import World

_LONGEST_USER_AGENT = 500
_PLACE_NAMES = ("marketplace", "marketplaceIds", "MarketplaceId", "marketplace_ids")
_WITH_RATE = frozenset({200, 201, 202, 204, 400, 404})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, about which marketplace (None: all of theirs), and the token they showed."""

    seller: Seller
    marketplace: Marketplace | None
    token: str


@dataclass(frozen=True, slots=True)
class Question:
    """An understood request: `build` makes its body; it is told whether to repeat an item."""

    asin: str
    page: int
    build: Callable[[bool], Awaitable[bytes]]


Parser = Callable[[World, Request, Caller], Question]


def world_of(request: Request) -> World:
    """The state behind a request."""
    world: World = request.app.state.world
    return world


def guarded(operation: Operation, parse: Parser) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for the operation, open to callers with a token and room in their bucket."""

    async def endpoint(request: Request) -> Response:
        world, arrived = world_of(request), time.time()
        try:
            seller, token = _authorised(world, request)
        except Refusal as refusal:
            return refused(refusal)
        marketplace = marketplace_named(_place(request)) or seller.marketplaces[0]
        key = BucketKey(seller.seller_id, marketplace.region, operation)
        bucket = world.buckets.of(key)
        if not bucket.take():
            world.traffic.record(key, arrived, 429, fault=None, by_bucket=True)
            return refused(throttled(), _headers_on_429(bucket.limits))
        response, fault = await _answered(world, request, (seller, token), operation, parse)
        if (
            bucket.limits.send_header
            and response.status_code in _WITH_RATE
            and fault is not FaultKind.NOT_JSON
        ):
            response.headers.update(rate_header(bucket.limits.rate))
        status = NO_ANSWER if isinstance(response, NoAnswer) else response.status_code
        world.traffic.record(key, arrived, status, fault=fault)
        return response

    return endpoint


async def broken(world: World, fault: Fault) -> Response | None:
    """Waits as the fault says; its answer when it has one of its own."""
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    return instead(fault)


async def _answered(
    world: World, request: Request, who: tuple[Seller, str], operation: Operation, parse: Parser
) -> tuple[Response, FaultKind | None]:
    try:
        caller = _caller(request, *who)
        question = parse(world, request, caller)
    except Refusal as refusal:
        return refused(refusal), None
    place = caller.marketplace.value if caller.marketplace else ""
    call = CallKey(caller.seller.seller_id, operation, place, question.asin, question.page)
    fault = world.faults.next(call)
    if fault is None:
        return answer(await question.build(False)), None
    if fault.kind is FaultKind.EXPIRED_TOKEN:
        world.tokens.expire(caller.token)
    response = await broken(world, fault)
    if response is None:
        body = await question.build(fault.kind is FaultKind.REPEATED_ITEM)
        response = spoiled(fault, body) or answer(body)
    return response, fault.kind


def _authorised(world: World, request: Request) -> tuple[Seller, str]:
    """The seller a request speaks for, and its token. Raises: Refusal."""
    if len(request.headers.get("user-agent", "")) > _LONGEST_USER_AGENT:
        raise invalid_input("User-Agent header exceeds the maximum length of 500 characters.")
    token = request.headers.get("x-amz-access-token", "")
    if not token:
        raise unauthorized("Access token is missing in the request header.")
    state, seller_id = world.tokens.judge(token)
    if state is TokenState.EXPIRED:
        raise unauthorized("The access token you provided has expired.")
    if state is TokenState.INVALID:
        raise unauthorized("The access token you provided is revoked, malformed or invalid.")
    if seller_id is None:
        raise unauthorized("")
    return world.seller_by_id[seller_id], token


def _caller(request: Request, seller: Seller, token: str) -> Caller:
    text = _place(request)
    marketplace = marketplace_named(text)
    if text and marketplace is None:
        raise invalid_input(f"Invalid marketplace '{text[:20]}'.")
    if marketplace and marketplace not in seller.marketplaces:
        raise unauthorized(f"{marketplace.marketplace_id} is not a marketplace of this seller.")
    return Caller(seller, marketplace, token)


def _place(request: Request) -> str:
    """The marketplace asked for, under any of the names that clients send at once."""
    query = request.query_params
    return next((query[name] for name in _PLACE_NAMES if query.get(name)), "")


def _headers_on_429(limits: Limits) -> dict[str, str]:
    headers = rate_header(limits.rate) if limits.header_on_429 else {}
    if limits.retry_after_s is not None:
        headers["Retry-After"] = str(limits.retry_after_s)
    return headers
