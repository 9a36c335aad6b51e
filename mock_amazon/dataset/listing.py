"""What a listing is: one product of one seller on one marketplace."""

from dataclasses import dataclass
from typing import NamedTuple

from mock_amazon.dataset.sellers import Marketplace, Seller
from mock_amazon.dataset.vocabulary import Department, ProductType


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """Everything about a listing that time does not change.

    `quality` in 0..1 moves its ratings; `weaknesses` are (issue, weight) pairs; `written` is how
    many reviews it has on the anchor day before events; `launched` is a UTC day since 1970.
    """

    index: int
    seller: Seller
    marketplace: Marketplace
    asin: str
    parent_asin: str | None
    lead: int | None
    brand: str
    department: Department
    kind: ProductType
    title: str
    colour: str
    list_price_minor: int
    quality: float
    weaknesses: tuple[tuple[str, float], ...]
    written: int
    launched: int


class Place(NamedTuple):
    """Where a listing stands: which block of the seller's shelf, and which position inside."""

    block: int
    offset: int
