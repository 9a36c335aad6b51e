"""Identifiers, so that an ASIN is never passed where a product id is meant."""

from enum import StrEnum
from typing import NewType

from ulid import ULID

OrgId = NewType("OrgId", str)
SellerId = NewType("SellerId", str)
Asin = NewType("Asin", str)
ProductId = NewType("ProductId", str)
ReviewId = NewType("ReviewId", str)
RunId = NewType("RunId", str)


class Region(StrEnum):
    """Amazon's selling regions; a seller connection belongs to one."""

    NORTH_AMERICA = "NA"
    EUROPE = "EU"


class Marketplace(StrEnum):
    """Marketplaces served, by the country code Amazon uses."""

    US = "US"
    UK = "UK"
    DE = "DE"

    @property
    def marketplace_id(self) -> str:
        return _MARKETPLACE_IDS[self]

    @property
    def region(self) -> Region:
        return Region.NORTH_AMERICA if self is Marketplace.US else Region.EUROPE

    @property
    def currency(self) -> str:
        return _CURRENCIES[self]


_MARKETPLACE_IDS = {
    Marketplace.US: "ATVPDKIKX0DER",
    Marketplace.UK: "A1F83G8C2ARO7P",
    Marketplace.DE: "A1PA6795UKMFR9",
}
_CURRENCIES = {Marketplace.US: "USD", Marketplace.UK: "GBP", Marketplace.DE: "EUR"}


def product_id(marketplace: Marketplace, asin: Asin) -> ProductId:
    """A product's id within an organisation.

    >>> product_id(Marketplace.US, Asin("B07X6C9RMF"))
    'US-B07X6C9RMF'
    """
    return ProductId(f"{marketplace}-{asin}")


def new_run_id() -> RunId:
    """A ULID: run ids sort by the time they were made."""
    return RunId(str(ULID()))
