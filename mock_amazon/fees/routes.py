"""POST /products/fees/v0/items/{asin}/feesEstimate."""

import re
from typing import Any

import orjson
from starlette.requests import Request
from starlette.routing import Route

from mock_amazon.answers import invalid_input
from mock_amazon.callers import Caller, place_named
from mock_amazon.clock import iso
from mock_amazon.fees.responses import estimate_json
from mock_amazon.gate import Question, guarded
from mock_amazon.operations import Operation
from mock_amazon.world import World

_ASIN = re.compile(r"[A-Z0-9]{10}")


def _estimate(world: World, request: Request, caller: Caller) -> Question:
    asin, asked = request.path_params["asin"], caller.fields.get("FeesEstimateRequest")
    if not _ASIN.fullmatch(asin):
        raise invalid_input(f"Invalid ASIN '{asin[:20]}'.")
    if not isinstance(asked, dict) or not _is_whole(asked):
        raise invalid_input("FeesEstimateRequest lacks MarketplaceId, price or Identifier.")
    place = place_named(caller, str(asked["MarketplaceId"]))
    is_known = world.catalogue.on_sale(asin, place) is not None

    async def build(_: bool) -> bytes:
        now = iso(world.clock.now())
        named = caller.seller.seller_id
        return orjson.dumps(estimate_json(named, asin, asked, is_known=is_known, now=now))

    return Question(asin, 1, build)


def _is_whole(asked: dict[str, Any]) -> bool:
    price = asked.get("PriceToEstimateFees")
    listed = price.get("ListingPrice") if isinstance(price, dict) else None
    amount = listed.get("Amount") if isinstance(listed, dict) else None
    named = "MarketplaceId" in asked and "Identifier" in asked
    return named and isinstance(amount, int | float) and "CurrencyCode" in (listed or {})


ROUTES = [
    Route(
        "/products/fees/v0/items/{asin}/feesEstimate",
        guarded(Operation.FEES_ESTIMATE, _estimate),
        methods=["POST"],
    )
]
