"""A shop of a few products, written by the services and read by them, on fakes and real stores."""

import pytest

from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.deps import AnalyseDeps, RollUpDeps
from shelfsignal.insights.services.queries import InsightQueries
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import Marketplace, RunId
from tests.builders.insights import DAY, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import FakeAnalyser, FakeListings, Ticking
from tests.fakes.work import FakePreferences

BATTERY, NOISE = "the battery drains", "it rattles loudly"


class Shop:
    """Stores with a writer and a reader."""

    def __init__(self, stores):
        self.stores = stores
        self.listings = FakeListings()
        self.clock = Ticking()
        self.model_version = "1"
        self.reads = InsightQueries(stores.insights, stores.ledgers, stores.cards, stores.rollups)

    def refresh(self, run, *listings, day=DAY):
        batch = a_batch(run, day=day, count=400)
        self.listings.pages[lake.page_key(batch, 1)] = list(listings)
        s = self.stores
        deps = AnalyseDeps(
            self.listings, s.ledgers, s.insights, s.pointers, s.cards, s.results,
            s.feedback, FakeAnalyser(model_version=self.model_version), load_taxonomy(), self.clock,
        )  # fmt: skip
        analyse_batch(batch, deps)
        roll_up(
            ORG,
            RunId(run),
            day,
            RollUpDeps(s.results, s.rollups, load_taxonomy(), FakePreferences()),
        )


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
