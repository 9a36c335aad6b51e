"""What pricing requests name: products, by ASIN or by the seller's SKU."""

from dataclasses import dataclass
from enum import StrEnum

from mock_amazon.dataset.identifiers import index_of_sku, sku_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.offers import Offer, offers_of
from mock_amazon.dataset.sellers import Marketplace, Seller
from mock_amazon.world import World

MOST_ITEMS = 20


class ItemType(StrEnum):
    """How a request names products."""

    ASIN = "Asin"
    SKU = "Sku"


class ItemCondition(StrEnum):
    """Amazon's conditions; everything here is new."""

    NEW = "New"
    USED = "Used"
    COLLECTIBLE = "Collectible"
    REFURBISHED = "Refurbished"
    CLUB = "Club"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A product as a seller sees its prices: `name` is the ASIN or SKU it was asked for by."""

    name: str
    item_type: ItemType
    place: Marketplace
    seller: Seller
    listing: Listing
    offers: tuple[Offer, ...]
    sales_rank: int | None

    @property
    def is_own(self) -> bool:
        """Whether the asking seller offers it."""
        return self.listing.seller is self.seller


def listing_named(
    world: World, seller: Seller, place: Marketplace, item_type: ItemType, name: str
) -> Listing | None:
    """The listing of an ASIN on the marketplace, or of one of the seller's SKUs."""
    if item_type is ItemType.ASIN:
        return world.catalogue.on_sale(name, place)
    one = world.catalogue.at(index_of_sku(name))
    if one is None or sku_of(one) != name or one.seller is not seller:
        return None
    return one if one.marketplace is place else None


def offers_today(world: World, listing: Listing) -> tuple[Offer, ...]:
    """The offers of the virtual present."""
    events = world.bookcase.events(listing)
    return offers_of(listing, events, world.options.seed, world.clock.day())
