"""What the admin routes tell."""

from collections.abc import Iterator
from typing import Any

import orjson

from mock_amazon.clock import DAY_S, iso
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day
from mock_amazon.dataset.reviews import review_truth
from mock_amazon.world import World

Json = dict[str, Any]


def clock_json(world: World) -> Json:
    """The virtual present."""
    return {
        "now": iso(world.clock.now()),
        "day": iso(world.clock.day() * DAY_S)[:10],
        "anchor": iso(world.catalogue.anchor * DAY_S)[:10],
    }


def sellers_json(world: World) -> list[Json]:
    """The sellers with the secrets a connection needs: one for all regions, and one for each."""
    client_id = world.applications.first.client_id
    return [
        {
            "seller_id": seller.seller_id,
            "name": seller.name,
            "marketplaces": [place.value for place in seller.marketplaces],
            "refresh_token": seller.refresh_token,
            "regions": list(seller.regions),
            "refresh_tokens": {
                region: world.authorisations.seeded_token(seller.seller_id, client_id, region)
                for region in seller.regions
            },
            "products": {
                place.value: world.catalogue.shelf.count((seller.seller_id, place))
                for place in seller.marketplaces
            },
        }
        for seller in world.catalogue.sellers
    ]


def stats_json(world: World) -> Json:
    """Tallies of every seller, region and operation, and their sums."""
    tallies = world.traffic.tallies()
    rows = [tally.row(key, world.buckets.limits_of(key)) for key, tally in tallies.items()]
    sums = {
        name: sum(row[name] for row in rows)
        for name in ("requests", "admitted", "http_429_bucket", "http_429_injected")
    }
    faults: dict[str, int] = {}
    for row in rows:
        for kind, count in row["faults"].items():
            faults[kind] = faults.get(kind, 0) + count
    return {"operations": rows, "total": {**sums, "faults": faults}}


def ground_truth_json(world: World) -> Json:
    """Every planted event; those that have not begun yet are marked."""
    events = [event for listing in listings(world) for event in events_json(world, listing)]
    return {
        "seed": world.options.seed,
        "products": world.options.products,
        **clock_json(world),
        "events": events,
    }


def events_json(world: World, listing: Listing) -> list[Json]:
    """The events of one listing."""
    return [
        {
            "product_id": listing.asin,
            "marketplace": listing.marketplace.value,
            "seller_id": listing.seller.seller_id,
            "kind": event.kind.value,
            "issue": event.issue,
            "starts_on": iso(event.start * DAY_S)[:10],
            "ends_on": iso(event.end * DAY_S)[:10] if event.end else None,
            "share": round(event.share, 3),
            "begun": event.start < world.clock.day(),
        }
        for event in world.bookcase.events(listing)
    ]


def review_truths(world: World, chosen: list[Listing]) -> Iterator[bytes]:
    """The truth about every visible review of these listings, one JSON line each."""
    day = world.clock.day()
    for listing in chosen:
        named = {"product_id": listing.asin, "marketplace": listing.marketplace.value}
        for plan in world.bookcase.plans(listing, day):
            yield orjson.dumps({**named, **review_truth(plan, world.options.seed, day)}) + b"\n"


def market_json(world: World, listing: Listing, days: int) -> list[Json]:
    """Price, rank and Buy Box of the last `days` days, oldest first."""
    events, last = world.bookcase.events(listing), world.clock.day()
    found = (
        market_day(listing, events, world.options.seed, day) for day in range(last - days, last)
    )
    return [
        {
            "day": iso(one.day * DAY_S)[:10],
            "price": one.price_minor / 100,
            "sales_rank": one.sales_rank,
            "buy_box_owner": one.buy_box_owner,
        }
        for one in found
    ]


def listings(world: World) -> Iterator[Listing]:
    """Every listing there is."""
    return map(world.catalogue.listing, range(world.options.products))
