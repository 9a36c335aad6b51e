"""Review texts of a product as they changed, and its history day by day."""

from dataclasses import dataclass
from typing import Any

from mock_amazon.clock import iso
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day
from mock_amazon.dataset.reviews import last_change, review_json, shown_rating
from mock_amazon.dataset.timeline import DAY_S, Plan
from mock_amazon.world import World

Json = dict[str, Any]
LARGEST_PAGE, USUAL_PAGE = 100, 50
LONGEST_HISTORY, USUAL_HISTORY = 548, 90


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page of a product's review texts; `since` (epoch seconds) leaves out older changes."""

    listing: Listing
    offset: int
    size: int
    day: int
    since: float


def review_texts(world: World, wanted: Wanted) -> tuple[list[Json], int]:
    """The page, newest first, each with `updated_at`; and how many there are in all."""
    listing, seed, day = wanted.listing, world.options.seed, wanted.day
    plans = world.bookcase.plans(listing, day)
    last = slice(wanted.offset, wanted.offset + wanted.size)
    if listing.index not in world.plants:
        changed = [plan for plan in plans if last_change(plan, day) >= wanted.since]
        return [_dated(plan, seed, day) for plan in changed[last]], len(changed)
    touched = world.plants.touched(listing.index)
    grown = [_dated(plan, seed, day) for plan in plans]
    planted = [_stamped(one, touched) for one in world.plants.applied(listing.index, grown)]
    since = iso(wanted.since)
    kept = [one for one in planted if one["updated_at"] >= since]
    return kept[last], len(kept)


def history(world: World, listing: Listing, days: int) -> list[Json]:
    """Price, rank, Buy Box and rating of the last days, oldest first; today is not over yet."""
    events, seed, today = world.bookcase.events(listing), world.options.seed, world.clock.day()
    ratings = _ratings(world.bookcase.plans(listing, today), today - days, today)
    rows = []
    for day in range(today - days, today):
        market = market_day(listing, events, seed, day)
        stars, count = ratings[day]
        rows.append({
            "date": iso(day * DAY_S)[:10],
            "price": market.price_minor / 100,
            "salesRank": market.sales_rank,
            "buyBoxOwner": market.buy_box_owner,
            "isBuyBoxOwn": market.buy_box_owner == listing.seller.name,
            "rating": round(stars / count, 2) if count else None,
            "reviewCount": count,
        })  # fmt: skip
    return rows


def _ratings(plans: list[Plan], first: int, last: int) -> dict[int, tuple[int, int]]:
    """Sum of stars and number of reviews on each day; deleted ones are as though never written."""
    changes: dict[int, list[int]] = {}
    for plan in plans:
        shown = max(first, plan.at // DAY_S + 1)
        _count(changes, shown, plan.rating, 1)
        if plan.edited_at:
            edited = max(first, plan.edited_at // DAY_S + 1)
            _count(changes, edited, shown_rating(plan, last) - plan.rating, 0)
    stars = count = 0
    found = {}
    for day in range(first, last):
        more_stars, more = changes.get(day, (0, 0))
        stars, count = stars + more_stars, count + more
        found[day] = (stars, count)
    return found


def _count(changes: dict[int, list[int]], day: int, stars: int, reviews: int) -> None:
    change = changes.setdefault(day, [0, 0])
    change[0] += stars
    change[1] += reviews


def _dated(plan: Plan, seed: int, day: int) -> Json:
    return {**review_json(plan, seed, day), "updated_at": iso(last_change(plan, day))}


def _stamped(review: Json, touched: dict[str, str]) -> Json:
    now = touched.get(review["review_id"])
    return {**review, "updated_at": now} if now else review
