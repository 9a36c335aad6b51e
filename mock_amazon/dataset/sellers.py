"""Who sells, where, and under which brands."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice

from mock_amazon.dataset.chance import key, pick


class Marketplace(StrEnum):
    """The marketplaces of the mock, by the short code the simple feed uses."""

    US = "US"
    UK = "UK"
    DE = "DE"

    @property
    def marketplace_id(self) -> str:
        """Amazon's own id."""
        return _IDS[self]

    @property
    def region(self) -> str:
        """The selling region: each has its own token bucket."""
        return "NA" if self is Marketplace.US else "EU"

    @property
    def country(self) -> str:
        """ISO 3166 code of its country."""
        return "GB" if self is Marketplace.UK else self.value

    @property
    def currency(self) -> str:
        """ISO 4217 code of its prices."""
        return {"US": "USD", "UK": "GBP", "DE": "EUR"}[self.value]


_IDS = {
    Marketplace.US: "ATVPDKIKX0DER",
    Marketplace.UK: "A1F83G8C2ARO7P",
    Marketplace.DE: "A1PA6795UKMFR9",
}
_US, _UK, _DE = Marketplace.US, Marketplace.UK, Marketplace.DE
# One block of listings goes to each entry in turn, so these are also the shares.
_SHARES = ((_US, _UK, _US, _DE), (_US, _DE), (_US, _UK, _US), (_US,))
_NAMES = (
    "Harbour Lane Trading", "Northfield Goods", "Bluecrate Supply", "Copperleaf Retail",
    "Tidewater Home", "Ostrava Direct", "Maple & Main", "Quayside Brands",
    "Fernhill Outfitters", "Redwood Parcel", "Lindenhof Handel", "Silverbirch Stores",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seller:
    """One selling partner account; `shares` repeats a marketplace as often as it sells there."""

    seller_id: str
    name: str
    refresh_token: str
    shares: tuple[Marketplace, ...]

    @property
    def marketplaces(self) -> tuple[Marketplace, ...]:
        """Where the seller sells, largest first."""
        return tuple(dict.fromkeys(self.shares))

    @property
    def regions(self) -> tuple[str, ...]:
        """The selling regions of those marketplaces."""
        return tuple(dict.fromkeys(place.region for place in self.marketplaces))


def marketplace_named(text: str) -> Marketplace | None:
    """The marketplace with this short code or Amazon id."""
    return next((m for m in Marketplace if text in (m.value, m.marketplace_id)), None)


def make_sellers(seed: int, count: int) -> tuple[Seller, ...]:
    """The sellers of a seed; their refresh tokens outlive a restart of the mock."""
    shares = islice(cycle(_SHARES), count)
    return tuple(_seller(seed, number, share) for number, share in enumerate(shares))


def _seller(seed: int, number: int, shares: tuple[Marketplace, ...]) -> Seller:
    name = _NAMES[number % len(_NAMES)]
    if number >= len(_NAMES):
        name = f"{name} {number // len(_NAMES) + 1}"
    token = "".join(f"{key(seed, 'refresh', number, part):016x}" for part in range(4))
    return Seller(_seller_id(seed, number), name, f"Atzr|{token}", shares)


def _seller_id(seed: int, number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "A" + "".join(pick(letters, seed, "seller", number, place) for place in range(13))
