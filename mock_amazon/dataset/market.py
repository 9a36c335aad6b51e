"""Price, sales rank and Buy Box of a listing on any day, without walking through earlier days."""

from dataclasses import dataclass

from mock_amazon.dataset.chance import pick, uniform
from mock_amazon.dataset.events import Event, EventKind
from mock_amazon.dataset.listing import Listing

RIVALS = (
    "DealHarbor",
    "PrimeBargain Outlet",
    "Ganton Wholesale",
    "HausPreis24",
    "QuickCart UK",
    "Lowtide Deals",
)


@dataclass(frozen=True, slots=True)
class MarketDay:
    """A day on the market; prices in minor units; `sales_rank` is None when Amazon shows none."""

    day: int
    price_minor: int
    sales_rank: int | None
    buy_box_owner: str


def market_day(listing: Listing, events: tuple[Event, ...], seed: int, day: int) -> MarketDay:
    """What the market showed for the listing on that day."""
    owner = listing.seller.name
    if any(event.kind is EventKind.LOST_BUY_BOX and event.active(day) for event in events):
        owner = pick(RIVALS, seed, "rival", listing.index)
    return MarketDay(
        day, _price(listing, events, seed, day), _sales_rank(listing, events, seed, day), owner
    )


def _price(listing: Listing, events: tuple[Event, ...], seed: int, day: int) -> int:
    week = day // 7
    factor = 1 + 0.06 * (_wave(seed, "drift", listing.index, day / 45) - 0.5)
    if uniform(seed, "promotion", listing.index, week) < 0.08:
        factor *= 0.85
    for event in events:
        if event.kind is EventKind.PRICE_WAR and event.active(day):
            factor *= max(0.68, 1 - 0.03 * (1 + (day - event.start) // 2))
    ending = listing.list_price_minor % 100
    return max(99, int(listing.list_price_minor * factor) // 100 * 100 + ending)


def _sales_rank(listing: Listing, events: tuple[Event, ...], seed: int, day: int) -> int | None:
    if uniform(seed, "ranked", listing.index) < 0.05:
        return None
    base = 400 + 180_000 * uniform(seed, "rank", listing.index) ** 3 / (1 + listing.written / 25)
    factor = 0.7 + 0.6 * _wave(seed, "rank wave", listing.index, day / 6)
    for event in events:
        if event.kind is EventKind.DEFECT and event.start <= day:
            factor *= 1 + min(1.5, (day - event.start) / 40)
        if event.kind is EventKind.LOST_BUY_BOX and event.active(day):
            factor *= 2.2
    return max(1, int(base * factor))


def _wave(seed: int, name: str, index: int, position: float) -> float:
    """A slow random walk in 0..1, smooth between whole positions."""
    step = int(position)
    low, high = uniform(seed, name, index, step), uniform(seed, name, index, step + 1)
    return low + (high - low) * (position - step)
