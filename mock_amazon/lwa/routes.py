"""POST /auth/o2/token."""

import hmac
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_amazon.answers import json_answer
from mock_amazon.buckets import BucketKey
from mock_amazon.faults.desk import CallKey
from mock_amazon.gate import broken, world_of
from mock_amazon.lwa.errors import LwaError, lwa_refused
from mock_amazon.lwa.models import LIFETIME_S
from mock_amazon.operations import Operation
from mock_amazon.world import World

_FORM = "application/x-www-form-urlencoded"
_GRANTLESS = frozenset({"sellingpartnerapi::notifications", "sellingpartnerapi::migration"})


async def exchange(request: Request) -> Response:
    """Trades a refresh token (or client credentials) for an access token."""
    world, arrived = world_of(request), time.time()
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    seller = world.seller_by_refresh.get(form.get("refresh_token", ""))
    key = BucketKey(seller.seller_id if seller else "", "-", Operation.TOKEN)
    fault = world.faults.next(CallKey(key.seller_id, Operation.TOKEN, "", "", 1))
    response = await broken(world, fault) if fault else None
    if response is None:
        response = _granted(world, request, form)
    world.traffic.record(key, arrived, response.status_code, fault=fault.kind if fault else None)
    return response


def _granted(world: World, request: Request, form: Mapping[str, str]) -> Response:
    try:
        body = _grant(world, request.headers.get("content-type", ""), form)
    except LwaError as error:
        return lwa_refused(error)
    return json_answer(body, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _grant(world: World, content_type: str, form: Mapping[str, str]) -> dict[str, object]:
    if not content_type.startswith(_FORM):
        raise LwaError("invalid_request", f"Content-Type must be {_FORM}")
    grant = form.get("grant_type")
    if not grant:
        raise LwaError(
            "invalid_request", "The request is missing a required parameter : grant_type"
        )
    _authenticate(world, form)
    if grant == "refresh_token":
        return _refresh(world, form)
    if grant == "client_credentials":
        if form.get("scope") not in _GRANTLESS:
            raise LwaError("invalid_scope")
        return _token(world.tokens.mint(None, form["scope"]))
    raise LwaError("unsupported_grant_type")


def _refresh(world: World, form: Mapping[str, str]) -> dict[str, object]:
    if "refresh_token" not in form:
        raise LwaError(
            "invalid_request", "The request is missing a required parameter : refresh_token"
        )
    seller = world.seller_by_refresh.get(form["refresh_token"])
    if seller is None or world.tokens.is_revoked(seller.seller_id):
        raise LwaError("invalid_grant")
    minted = world.tokens.mint(seller.seller_id)
    return {**_token(minted), "refresh_token": seller.refresh_token}


def _authenticate(world: World, form: Mapping[str, str]) -> None:
    given = f"{form.get('client_id', '')}|{form.get('client_secret', '')}"
    known = f"{world.client_id}|{world.client_secret}"
    if not hmac.compare_digest(given.encode(), known.encode()):
        raise LwaError("invalid_client")


def _token(text: str) -> dict[str, object]:
    return {"access_token": text, "token_type": "bearer", "expires_in": LIFETIME_S}


ROUTES = [Route("/auth/o2/token", exchange, methods=["POST"])]
