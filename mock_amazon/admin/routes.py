"""The admin routes."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from mock_amazon.admin.errors import body_of, route
from mock_amazon.admin.models import (
    BucketBody,
    ClockBody,
    FaultsBody,
    PlantBody,
    ResetBody,
)
from mock_amazon.admin.responses import (
    clock_json,
    events_json,
    ground_truth_json,
    listings,
    market_json,
    review_truths,
    sellers_json,
    stats_json,
)
from mock_amazon.answers import Refusal, invalid_input, json_answer
from mock_amazon.clock import DAY_S, BackwardClock, iso, moment_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.reviews import review_json
from mock_amazon.dataset.sellers import marketplace_named
from mock_amazon.faults.desk import Target
from mock_amazon.faults.profiles import PROFILES
from mock_amazon.gate import world_of
from mock_amazon.plants import PlantKind
from mock_amazon.world import World

_MONTH_S = 30 * DAY_S
_SCOPE = ("seller_id", "region", "operation", "application")


async def health(request: Request) -> Response:
    """Whether it serves."""
    return json_answer({"status": "ok", "products": world_of(request).options.products})


async def sellers(request: Request) -> Response:
    """The sellers, for seeding a local stack."""
    return json_answer(sellers_json(world_of(request)))


async def clock(request: Request) -> Response:
    """Shows the virtual clock, or puts it forward."""
    world = world_of(request)
    if request.method == "POST":
        body = await body_of(request, ClockBody)
        try:
            world.clock.advance(body.advance_days * DAY_S + body.advance_seconds)
            if body.now:
                world.clock.set(moment_of(body.now))
        except (BackwardClock, ValueError) as error:
            raise invalid_input("Invalid clock", str(error)) from error
    return json_answer(clock_json(world))


async def stats(request: Request) -> Response:
    """What was served, and how fast."""
    return json_answer(stats_json(world_of(request)))


async def log(request: Request) -> Response:
    """[[arrival, status], ...] of a seller and operation; status 0 is no answer."""
    named = request.query_params
    seller = named.get("seller_id") or named.get("seller")
    return json_answer(world_of(request).traffic.log(seller, named.get("operation")))


async def faults(request: Request) -> Response:
    """Shows, sets or adds faults."""
    desk = world_of(request).faults
    if request.method == "POST":
        body = await body_of(request, FaultsBody)
        if body.profile is not None and body.profile not in PROFILES:
            raise invalid_input(f"Unknown profile '{body.profile}'", ", ".join(PROFILES))
        if body.clear:
            desk.targets.clear()
        if body.profile:
            desk.use(body.profile)
        if body.hold_s is not None:
            desk.hold_s = body.hold_s
        desk.targets += [Target(**fault.model_dump()) for fault in body.faults]
    targets = [asdict(target) for target in desk.targets]
    return json_answer({"profile": desk.profile.name, "hold_s": desk.hold_s, "faults": targets})


async def bucket(request: Request) -> Response:
    """Sets limits; the buckets concerned start full."""
    body = await body_of(request, BucketBody)
    named = body.model_dump(exclude_none=True)
    scope: dict[str, str] = {part: named.pop(part) for part in _SCOPE if part in named}
    world_of(request).buckets.set(scope, named)
    return json_answer({"scope": scope, "limits": named})


async def plant(request: Request) -> Response:
    """Plants something odd on a product."""
    world, body = world_of(request), await body_of(request, PlantBody)
    listing = _listing(world, body.asin, body.marketplace)
    now = world.clock.now()
    review_id = body.review_id
    if body.kind in (PlantKind.EDIT_REVIEW, PlantKind.DELETE_REVIEW):
        review_id = review_id or _newest(world, listing)
        if body.kind is PlantKind.DELETE_REVIEW:
            world.plants.delete(listing.index, review_id)
        else:
            world.plants.edit(listing.index, review_id, body.review or _EDIT, iso(now))
    else:
        dates = (iso(now), iso(now + _MONTH_S))
        review_id = world.plants.add(body.kind, listing.index, dates, body.review)
    planted = {"planted": body.kind, "product_id": listing.asin, "review_id": review_id}
    return json_answer(
        {**planted, "marketplace": listing.marketplace, "seller_id": listing.seller.seller_id}
    )


async def ground_truth(request: Request) -> Response:
    """Planted events."""
    body = await asyncio.to_thread(ground_truth_json, world_of(request))
    return json_answer(body)


async def review_ground_truth(request: Request) -> Response:
    """JSON lines: what every visible review really says (of one product when `asin` is given)."""
    world, asin = world_of(request), request.query_params.get("asin")
    chosen = [_listing(world, asin, _place(request))] if asin else list(listings(world))
    return StreamingResponse(review_truths(world, chosen), media_type="application/x-ndjson")


async def market(request: Request) -> Response:
    """Price, rank and Buy Box history of a product, and its events."""
    world, named = world_of(request), request.query_params
    listing = _listing(world, named.get("asin", ""), _place(request))
    days = min(548, int(named.get("days", "90")))
    history = market_json(world, listing, days)
    return json_answer(
        {"product_id": listing.asin, "days": history, "events": events_json(world, listing)}
    )


async def reset(request: Request) -> Response:
    """Starts the named parts anew."""
    world, body = world_of(request), await body_of(request, ResetBody)
    resets: dict[str, Callable[[], None]] = {
        "traffic": world.traffic.reset, "faults": world.faults.reset, "plants": world.plants.reset,
        "buckets": world.buckets.reset, "tokens": world.forgive, "clock": world.clock.reset,
        "reports": world.reports.reset,
        "applications": world.applications.reset,
    }  # fmt: skip
    if unknown := set(body.parts) - set(resets):
        raise invalid_input(f"Unknown parts {sorted(unknown)}", ", ".join(resets))
    for part in body.parts:
        resets[part]()
    return json_answer({"reset": body.parts})


_EDIT = {
    "rating": 1,
    "title": "Changed my mind",
    "text": "Updating my review: it broke after three weeks and support never answered. Avoid.",
}


def _place(request: Request) -> str | None:
    return request.query_params.get("marketplace")


def _listing(world: World, asin: str, place: str | None) -> Listing:
    marketplace = marketplace_named(place) if place else None
    for seller in world.catalogue.sellers:
        if found := world.catalogue.find(seller, asin, marketplace):
            return found
    raise Refusal(404, "NOT_FOUND", f"No product '{asin}' on {place or 'any marketplace'}.")


def _newest(world: World, listing: Listing) -> str:
    day = world.clock.day()
    grown = [
        review_json(p, world.options.seed, day) for p in world.bookcase.plans(listing, day)[:1]
    ]
    reviews = world.plants.applied(listing.index, grown)
    if not reviews:
        raise Refusal(404, "NOT_FOUND", f"'{listing.asin}' has no reviews.")
    return str(reviews[0]["review_id"])


ROUTES = [
    route("/health", health),
    route("/admin/sellers", sellers),
    route("/admin/clock", clock, "GET", "POST"),
    route("/admin/stats", stats),
    route("/admin/log", log),
    route("/admin/faults", faults, "GET", "POST"),
    route("/admin/bucket", bucket, "POST"),
    route("/admin/plant", plant, "POST"),
    route("/admin/ground-truth", ground_truth),
    route("/admin/ground-truth/reviews", review_ground_truth),
    route("/admin/market", market),
    route("/admin/reset", reset, "POST"),
]
