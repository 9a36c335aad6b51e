"""A shop of a few products, written by the services and read by them, on fakes and real stores."""

import pytest

from shelfsignal.kernel.ids import Marketplace
from tests.builders.insights import a_listing, a_product, a_review
from tests.unit.insights.shop import Shop

BATTERY, NOISE = "the battery drains", "it rattles loudly"


def bad(at, count=12, words=BATTERY):
    return [a_review(at + i, 1, f"{i}: {words}", days_ago=i) for i in range(count)]


def fine(at, count=12):
    return [a_review(at + i, 5, f"{i}: nice", days_ago=i) for i in range(count)]


PRODUCTS = (
    a_listing(bad(0), a_product(1, category="Lamps")),
    a_listing(fine(100), a_product(2, category="Toys")),
    a_listing([*bad(200, 6, NOISE), *fine(300)], a_product(3, brand="Bolt", category="Lamps")),
    a_listing(bad(400, 15, NOISE), a_product(4, brand="Bolt", category="Toys")),
    a_listing(
        [*bad(500, 12, f"{NOISE} and {BATTERY}")], a_product(5, brand="Cask", category="Toys")
    ),
    a_listing([], a_product(6, brand="Cask", category="Lamps")),
)


GERMAN = (
    a_listing(fine(600, 7), a_product(7, marketplace=Marketplace.DE, category="Lamps")),
    a_listing(
        bad(700, 5, NOISE),
        a_product(8, marketplace=Marketplace.DE, brand="Bolt", category="Toys"),
    ),
)


@pytest.fixture
def placed(stores):
    """Products of two marketplaces."""
    made = Shop(stores)
    made.refresh("RUN1", *PRODUCTS, *GERMAN)
    return made


@pytest.fixture
def shop(stores):
    made = Shop(stores)
    made.refresh("RUN1", *PRODUCTS)
    return made
