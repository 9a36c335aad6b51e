"""Who offers a product on a day, for how much, and who has the Buy Box."""

from dataclasses import dataclass

from mock_amazon.dataset.chance import key, uniform
from mock_amazon.dataset.events import Event
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import RIVALS, market_day

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Offer:
    """One seller's offer of a product in new condition; `shipping_minor` comes on top."""

    seller_id: str
    price_minor: int
    shipping_minor: int
    by_amazon: bool
    positive_percent: int
    feedback_count: int
    wins: bool

    @property
    def landed_minor(self) -> int:
        """What a buyer pays."""
        return self.price_minor + self.shipping_minor


def offers_of(
    listing: Listing, events: tuple[Event, ...], seed: int, day: int
) -> tuple[Offer, ...]:
    """Every offer of the day, cheapest first; the listing's own is among them."""
    market = market_day(listing, events, seed, day)
    owner = listing.seller
    own = _offer(seed, owner.seller_id, market.price_minor, 0, market.buy_box_owner == owner.name)
    offers = [own]
    for name in RIVALS:
        wins = name == market.buy_box_owner
        if wins or uniform(seed, "rival offer", listing.index, name) < 0.22:
            offers.append(_rival(listing, (seed, name, day), market.price_minor, wins=wins))
    return tuple(sorted(offers, key=lambda offer: (offer.landed_minor, offer.seller_id)))


def is_fulfilled_by_amazon(seed: int, seller_id: str) -> bool:
    """Whether the seller leaves stock and shipping to Amazon; so for all of its products."""
    return uniform(seed, "by amazon", seller_id) < 0.7


def _rival(listing: Listing, who: tuple[int, str, int], own_minor: int, *, wins: bool) -> Offer:
    seed, name, day = who
    spread = uniform(seed, "spread", listing.index, name, day // 7)
    factor = 0.93 + 0.06 * spread if wins else 1.01 + 0.14 * spread
    shipping = 0 if wins or spread < 0.6 else 399
    return _offer(seed, _rival_id(seed, name), int(own_minor * factor), shipping, wins)


def _offer(seed: int, seller_id: str, price_minor: int, shipping: int, wins: bool) -> Offer:
    return Offer(
        seller_id,
        price_minor,
        shipping,
        is_fulfilled_by_amazon(seed, seller_id),
        84 + key(seed, "positive", seller_id) % 16,
        20 + key(seed, "feedback", seller_id) % 9000,
        wins,
    )


def _rival_id(seed: int, name: str) -> str:
    return "A" + "".join(_LETTERS[key(seed, name, at) % len(_LETTERS)] for at in range(13))
