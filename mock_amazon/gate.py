"""What every guarded operation goes through: token, bucket, question, fault, answer, tally."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mock_amazon.answers import Refusal, answer, rate_header, refused, throttled
from mock_amazon.buckets import BucketKey, Limits
from mock_amazon.callers import Caller, caller_of, placed
from mock_amazon.faults.broken_answers import NoAnswer, heard, instead, spoiled
from mock_amazon.faults.desk import CallKey, Fault
from mock_amazon.faults.kinds import FaultKind
from mock_amazon.operations import Operation
from mock_amazon.traffic import NO_ANSWER
from mock_amazon.world import World

_WITH_RATE = frozenset({200, 201, 202, 204, 400, 404})


@dataclass(frozen=True, slots=True)
class Question:
    """An understood request: `build` makes its body; it is told whether to repeat an item.

    `asin` and `page` tell one request from another when faults are drawn: any short text that a
    retry would repeat serves as `asin`.
    """

    asin: str
    page: int
    build: Callable[[bool], Awaitable[bytes]]
    status: int = 200
    status_if_empty: int = 204
    media_type: str = "application/json"


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
            caller = await caller_of(world, request, operation)
        except Refusal as refusal:
            return refused(refusal)
        key = BucketKey(caller.seller.seller_id, caller.region, operation, caller.client_id)
        bucket = world.buckets.of(key)
        if not bucket.take():
            world.traffic.record(key, arrived, 429, fault=None, by_bucket=True)
            return refused(throttled(), _headers_on_429(bucket.limits))
        response, fault = await _answered(world, request, caller, operation, parse)
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


async def broken(request: Request, fault: Fault) -> Response | None:
    """Waits as the fault says; its answer when it has one of its own."""
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    return instead(fault, await heard(request))


async def faulted(
    request: Request, call: CallKey, question: Question, token: str
) -> tuple[Response, FaultKind | None]:
    """The answer with whatever fault this attempt of the call meets."""
    world = world_of(request)
    fault = world.faults.next(call)
    if fault is None:
        return await _built(question, repeat=False), None
    if fault.kind is FaultKind.EXPIRED_TOKEN:
        world.tokens.expire(token)
    response = await broken(request, fault)
    if response is None:
        whole = await _built(question, repeat=fault.kind is FaultKind.REPEATED_ITEM)
        response = spoiled(fault, bytes(whole.body)) or whole
    return response, fault.kind


async def _answered(
    world: World, request: Request, caller: Caller, operation: Operation, parse: Parser
) -> tuple[Response, FaultKind | None]:
    try:
        caller = placed(request, caller)
        question = parse(world, request, caller)
    except Refusal as refusal:
        return refused(refusal), None
    place = caller.marketplace.value if caller.marketplace else ""
    call = CallKey(caller.seller.seller_id, operation, place, question.asin, question.page)
    return await faulted(request, call, question, caller.token)


async def _built(question: Question, *, repeat: bool) -> Response:
    """The whole answer; one without a body has a status of its own."""
    body = await question.build(repeat)
    status = question.status if body else question.status_if_empty
    return answer(body, status, media_type=question.media_type)


def _headers_on_429(limits: Limits) -> dict[str, str]:
    headers = rate_header(limits.rate) if limits.header_on_429 else {}
    if limits.retry_after_s is not None:
        headers["Retry-After"] = str(limits.retry_after_s)
    return headers
