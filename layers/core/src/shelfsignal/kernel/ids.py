"""Identifiers, so that an ASIN is never passed where a product id is meant."""

import re
from enum import StrEnum
from typing import Final, NewType

from ulid import ULID

OrgId = NewType("OrgId", str)
SellerId = NewType("SellerId", str)
Asin = NewType("Asin", str)
ProductId = NewType("ProductId", str)
ReviewId = NewType("ReviewId", str)
RunId = NewType("RunId", str)

_ORG_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SELLER_ID: Final = re.compile(r"[A-Za-z0-9]{1,64}")


def is_org_id(text: str) -> bool:
    """Organisation ids are part of every storage key, hence their narrow alphabet.

    >>> is_org_id("northwind-2"), is_org_id("a#b"), is_org_id("a/b")
    (True, False, False)
    """
    return _ORG_ID.fullmatch(text) is not None


def is_seller_id(text: str) -> bool:
    """So are selling partners' ids; an organisation's own secrets lie beside its sellers'.

    >>> is_seller_id("A1B2C3"), is_seller_id("A1#US"), is_seller_id("pseudonym-key")
    (True, False, False)
    """
    return _SELLER_ID.fullmatch(text) is not None


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
