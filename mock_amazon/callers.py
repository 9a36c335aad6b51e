"""Who asks: what a request's access token and path allow it to ask about."""

import time
from dataclasses import dataclass, replace
from typing import Any

import orjson
from starlette.requests import Request

from mock_amazon.answers import Refusal, invalid_input, unauthorized
from mock_amazon.dataset.sellers import Marketplace, Seller, marketplace_named
from mock_amazon.lwa.models import AccessToken, TokenState
from mock_amazon.operations import ROLE_OF, Operation
from mock_amazon.regions import region_of
from mock_amazon.signatures import check_signature
from mock_amazon.tokens.models import opens
from mock_amazon.world import World

_LONGEST_USER_AGENT = 500
_PLACE_NAMES = (
    "marketplace", "marketplaceId", "marketplaceIds", "MarketplaceId", "MarketplaceIds",
    "marketplace_ids",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, with which token, about which marketplace (None: all of `places`).

    `region` is the one whose bucket the request draws from; `fields` is a posted JSON object.
    """

    seller: Seller
    client_id: str
    token: str
    region: str
    places: tuple[Marketplace, ...]
    fields: dict[str, Any]
    marketplace: Marketplace | None = None


async def caller_of(world: World, request: Request, operation: Operation) -> Caller:
    """The caller behind a request that may use the operation. Raises: Refusal (mostly 403)."""
    if len(request.headers.get("user-agent", "")) > _LONGEST_USER_AGENT:
        raise invalid_input("User-Agent header exceeds the maximum length of 500 characters.")
    if world.verifies_signatures:
        key_id, secret = world.aws_key
        await check_signature(request, key_id, secret, time.time())
    text = request.headers.get("x-amz-access-token", "")
    token = _judged(world, text)
    given = token.authorisation
    if given is None or not _entrusted(world, token, operation) or not _opens(token, request):
        raise unauthorized("")
    seller = world.seller_by_id[given.seller_id]
    fields = await _fields(request)
    host = region_of(request)
    places = tuple(p for p in seller.marketplaces if {host, given.region} <= {None, p.region})
    if not places:
        raise unauthorized(f"The seller is not authorized in region {host or given.region}.")
    named = marketplace_named(_place(request, fields))
    region = host or given.region or (named or places[0]).region
    return Caller(seller, token.client_id, text, region, places, fields)


def placed(request: Request, caller: Caller) -> Caller:
    """The caller with the marketplace they ask about. Raises: Refusal (400 or 403)."""
    text = _place(request, caller.fields)
    return replace(caller, marketplace=place_named(caller, text) if text else None)


def place_named(caller: Caller, text: str) -> Marketplace:
    """One of the caller's marketplaces, by id or code. Raises: Refusal (400 or 403)."""
    marketplace = marketplace_named(text)
    if marketplace is None:
        raise invalid_input(f"Invalid marketplace '{text[:20]}'.")
    if marketplace not in caller.places:
        raise _misplaced(marketplace, caller)
    return marketplace


def _misplaced(marketplace: Marketplace, caller: Caller) -> Refusal:
    place = marketplace.marketplace_id
    if marketplace in caller.seller.marketplaces or marketplace.region != caller.region:
        return unauthorized(f"Marketplaces [{place}] are not valid for region {caller.region}.")
    return unauthorized(f"{place} is not a marketplace of this seller.")


def _judged(world: World, text: str) -> AccessToken:
    if not text:
        raise unauthorized("Access token is missing in the request header.")
    state, token = world.tokens.judge(text)
    if state is TokenState.EXPIRED:
        raise unauthorized("The access token you provided has expired.")
    if token is None:
        raise unauthorized("The access token you provided is revoked, malformed or invalid.")
    return token


def _entrusted(world: World, token: AccessToken, operation: Operation) -> bool:
    """Whether application, consent and seller all have the role the operation needs."""
    role, given = ROLE_OF.get(operation), token.authorisation
    if role is None or given is None:
        return True
    application = world.applications.by_client(token.client_id)
    lacking = world.roles_lacking.get(given.seller_id, frozenset())
    has_role = application is not None and role in application.roles
    return has_role and role in given.roles and role not in lacking


def _opens(token: AccessToken, request: Request) -> bool:
    """Whether a restricted token, if it is one, is for this path."""
    if token.resources is None:
        return True
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return opens(token.resources, request.method, path)


async def _fields(request: Request) -> dict[str, Any]:
    """The JSON object a request carries; empty when it carries none."""
    if request.method == "GET":
        return {}
    try:
        found = orjson.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _place(request: Request, fields: dict[str, Any]) -> str:
    """The marketplace asked for, under any of the names that clients send at once."""
    query = request.query_params
    named = next((query[name] for name in _PLACE_NAMES if query.get(name)), "")
    if not named and isinstance(listed := fields.get("marketplaceIds"), list) and listed:
        return str(listed[0])
    return named
