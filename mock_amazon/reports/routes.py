"""/reports/2021-06-30/…, and the documents that Amazon keeps in S3."""

import asyncio
import gzip
import time
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_amazon.answers import answer, invalid_input
from mock_amazon.buckets import BucketKey
from mock_amazon.callers import Caller, place_named
from mock_amazon.faults.broken_answers import NoAnswer
from mock_amazon.faults.desk import CallKey
from mock_amazon.gate import Question, faulted, guarded, world_of
from mock_amazon.operations import Operation
from mock_amazon.parameters import listed, moment, whole
from mock_amazon.reports.documents import document, is_compressed
from mock_amazon.reports.errors import (
    document_not_found,
    report_not_found,
    too_late,
    unknown_type,
)
from mock_amazon.reports.models import Order, Report, ReportState, ReportType
from mock_amazon.reports.responses import document_json, report_json
from mock_amazon.traffic import NO_ANSWER
from mock_amazon.world import World

_LINK_LIFE_S = 300
_USUAL_PAGE, _LARGEST_PAGE = 10, 100
_NOT_SIGNED = b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'


def _create(world: World, _: Request, caller: Caller) -> Question:
    order = _order(world, caller)

    async def build(_: bool) -> bytes:
        return orjson.dumps({"reportId": world.reports.order(order).report_id})

    return Question(order.report_type, 1, build, status=202)


def _get(world: World, request: Request, caller: Caller) -> Question:
    report = _report(world, request, caller)

    async def build(_: bool) -> bytes:
        return orjson.dumps(report_json(report, world.clock.now()))

    return Question(report.report_id, 1, build)


def _list(world: World, request: Request, caller: Caller) -> Question:
    size = whole(request, "pageSize", _USUAL_PAGE, _LARGEST_PAGE)
    offset, asked, token = 0, _asked(request), request.query_params.get("nextToken")
    now, seller_id = world.clock.now(), caller.seller.seller_id
    if token:
        bound = {"op": "reports", "seller": seller_id}
        claims = world.page_tokens.read(token, now, **bound)
        offset, size, asked = claims["offset"], claims["size"], claims["asked"]

    async def build(_: bool) -> bytes:
        mine = world.reports.of_seller(seller_id, caller.region)
        found = [one for one in mine if _is_asked(one, asked, now)]
        body: dict[str, Any] = {
            "reports": [report_json(one, now) for one in found[offset : offset + size]]
        }
        if offset + size < len(found):
            claims = {"op": "reports", "seller": seller_id, "offset": offset + size,
                      "size": size, "asked": asked}  # fmt: skip
            body["nextToken"] = world.page_tokens.issue(claims, now)
        return orjson.dumps(body)

    return Question("", offset // size + 1, build)


def _cancel(world: World, request: Request, caller: Caller) -> Question:
    report = _report(world, request, caller)
    state = report.state(world.clock.now())
    if state is not ReportState.IN_QUEUE:
        raise too_late(state)

    async def build(_: bool) -> bytes:
        report.cancelled_at = world.clock.now()
        return b""

    return Question(report.report_id, 1, build, status_if_empty=200)


def _get_document(world: World, request: Request, caller: Caller) -> Question:
    named = request.path_params["document_id"]
    report = world.reports.find_document(named)
    if report is None or report.seller_id != caller.seller.seller_id:
        raise document_not_found(named)
    host, port = request.scope["server"]  # never the Host header: a known client cuts it short

    async def build(_: bool) -> bytes:
        compressed = is_compressed(world, report)
        claims = {"document": named, "gzip": compressed, "at": int(world.clock.now())}
        signature = world.seals["document"].close(claims)
        url = f"http://{host}:{port}/documents/{named}?X-Amz-Expires={_LINK_LIFE_S}"
        signed = f"{url}&X-Amz-Signature={signature}"
        return orjson.dumps(document_json(report, signed, compressed=compressed))

    return Question(named, 1, build)


async def _download(request: Request) -> Response:
    """A document by its signed link; no token is asked for, as S3 asks for none."""
    world, arrived = world_of(request), time.time()
    named = request.path_params["document_id"]
    claims = world.seals["document"].open(request.query_params.get("X-Amz-Signature", ""))
    report = world.reports.find_document(named)
    fresh = claims and world.clock.now() < claims["at"] + _LINK_LIFE_S
    if report is None or claims is None or claims["document"] != named or not fresh:
        return answer(_NOT_SIGNED, 403, media_type="application/xml")

    async def build(_: bool) -> bytes:
        content = await asyncio.to_thread(document, world, report)
        return gzip.compress(content, mtime=0) if claims["gzip"] else content

    call = CallKey(report.seller_id, Operation.DOWNLOAD, report.places[0], named, 1)
    question = Question(named, 1, build, media_type="text/plain;charset=UTF-8")
    response, fault = await faulted(request, call, question, "")
    key = BucketKey(report.seller_id, report.region, Operation.DOWNLOAD)
    status = NO_ANSWER if isinstance(response, NoAnswer) else response.status_code
    world.traffic.record(key, arrived, status, fault=fault)
    return response


def _order(world: World, caller: Caller) -> Order:
    """What is asked for. Raises: Refusal (400 or 403)."""
    fields = caller.fields
    named, report_type = fields.get("marketplaceIds"), str(fields.get("reportType", ""))
    if report_type not in set(ReportType):
        raise unknown_type(report_type)
    if not isinstance(named, list) or not named:
        raise invalid_input("'marketplaceIds' names at least one marketplace.")
    places = tuple(place_named(caller, str(one)) for one in named)
    now = world.clock.now()
    end = moment(fields["dataEndTime"], "dataEndTime") if "dataEndTime" in fields else now
    start = moment(fields["dataStartTime"], "dataStartTime") if "dataStartTime" in fields else None
    usual = end if report_type == ReportType.LISTINGS else end - _FEEDBACK_S
    start = usual if start is None else start
    if start > end:
        raise invalid_input("'dataStartTime' is after 'dataEndTime'.")
    seller_id = caller.seller.seller_id
    return Order(seller_id, caller.region, ReportType(report_type), places, start, end)


_FEEDBACK_S = 90 * 86_400.0


def _report(world: World, request: Request, caller: Caller) -> Report:
    named = request.path_params["report_id"]
    report = world.reports.find(caller.seller.seller_id, caller.region, named)
    if report is None:
        raise report_not_found(named)
    return report


def _asked(request: Request) -> dict[str, Any]:
    """The filters of a list of reports."""
    types = listed(request, "reportTypes")
    if not types and not request.query_params.get("nextToken"):
        raise invalid_input("Missing required 'reportTypes' parameter.")
    named = request.query_params
    since, until = named.get("createdSince"), named.get("createdUntil")
    return {
        "types": types,
        "states": listed(request, "processingStatuses"),
        "places": listed(request, "marketplaceIds"),
        "since": moment(since, "createdSince") if since else None,
        "until": moment(until, "createdUntil") if until else None,
    }


def _is_asked(report: Report, asked: dict[str, Any], now: float) -> bool:
    places = {place.marketplace_id for place in report.places}
    return (
        report.report_type in asked["types"]
        and (not asked["states"] or report.state(now) in asked["states"])
        and (not asked["places"] or not places.isdisjoint(asked["places"]))
        and (asked["since"] is None or report.created_at >= asked["since"])
        and (asked["until"] is None or report.created_at <= asked["until"])
    )


_REPORTS, _DOCUMENTS = "/reports/2021-06-30/reports", "/reports/2021-06-30/documents"
ROUTES = [
    Route(_REPORTS, guarded(Operation.CREATE_REPORT, _create), methods=["POST"]),
    Route(_REPORTS, guarded(Operation.GET_REPORTS, _list), methods=["GET"]),
    Route(f"{_REPORTS}/{{report_id}}", guarded(Operation.GET_REPORT, _get), methods=["GET"]),
    Route(
        f"{_REPORTS}/{{report_id}}", guarded(Operation.CANCEL_REPORT, _cancel), methods=["DELETE"]
    ),
    Route(
        f"{_DOCUMENTS}/{{document_id}}",
        guarded(Operation.GET_DOCUMENT, _get_document),
        methods=["GET"],
    ),
    Route("/documents/{document_id}", _download, methods=["GET"]),
]
