"""A scope's list in S3, and what the settings of a deployment make of it all."""

import pytest

from shelfsignal.collection.adapters.s3 import listings as shelves
from shelfsignal.collection.adapters.s3.listings import S3ListingsShelf
from shelfsignal.collection.domain.listing_ports import Document
from shelfsignal.collection.domain.listings_report import ListedProduct
from shelfsignal.collection.domain.tails import ReviewTails, TailRules
from shelfsignal.kernel.errors import MisconfiguredError
from shelfsignal.kernel.ids import Asin
from shelfsignal.kernel.objects import S3Objects
from shelfsignal.runtime.collector_settings import SourceSettings
from tests.builders.collection import a_scope
from tests.fakes.listings import FakeListingsShelf
from tests.unit.collection.conftest import BUCKET, client

LISTED = [
    ListedProduct(asin=Asin(f"B{n:09d}"), sku=f"S{n}", title=f"Flask {n}", price="1.50")
    for n in range(45)
]


@pytest.fixture
def objects(aws):
    return S3Objects(client("s3"), BUCKET)


@pytest.fixture(params=["real", "fake"])
def shelf(request, objects, monkeypatch):
    monkeypatch.setattr(shelves, "PART_ROWS", 20)
    return S3ListingsShelf(objects) if request.param == "real" else FakeListingsShelf()


@pytest.mark.parametrize(
    ("first", "count"), [(0, 20), (20, 20), (40, 20), (15, 10), (0, 45), (44, 1), (45, 20)]
)
def test_a_list_is_read_back_a_page_at_a_time(shelf, first, count):
    shelf.save_listed(a_scope(), LISTED)

    if first < len(LISTED):
        assert list(shelf.load_listed(a_scope(), first, count)) == LISTED[first : first + count]


def test_a_shorter_list_replaces_a_longer_one(shelf):
    shelf.save_listed(a_scope(), LISTED)
    shelf.load_listed(a_scope(), 0, 20)

    shelf.save_listed(a_scope(), LISTED[30:])

    assert list(shelf.load_listed(a_scope(), 0, 20)) == LISTED[30:]


def test_the_report_lies_where_raw_answers_lie(objects):
    S3ListingsShelf(objects).save_report(a_scope(), Document(b"gzip"))

    [key] = objects.keys("raw/")
    assert key == (
        "raw/demo/listings/US/2026/11/22/01HRUN0000000000000000000A/"
        "GET_MERCHANT_LISTINGS_ALL_DATA-A1SELLER.tsv.gz"
    )
    assert objects.get(key) == b"gzip"


@pytest.mark.parametrize(
    ("environment", "rules"),
    [
        ({}, TailRules(ReviewTails.EMBEDDED, 0)),
        ({"FEEDBACK_DAYS": "3"}, TailRules(ReviewTails.EMBEDDED, 3)),
        ({"PRODUCT_SOURCE": "listings"}, TailRules(ReviewTails.NONE, 7)),
        ({"PRODUCT_SOURCE": "listings", "FEEDBACK_DAYS": "0"}, TailRules(ReviewTails.NONE, 0)),
        (
            {"PRODUCT_SOURCE": "listings", "REVIEW_TEXTS": "extension"},
            TailRules(ReviewTails.ASKED, 7),
        ),
    ],
)
def test_settings_say_what_is_fetched_of_a_product(environment, rules):
    assert SourceSettings.from_environment(environment).rules == rules


def test_an_unknown_source_is_named_at_cold_start():
    with pytest.raises(MisconfiguredError, match="PRODUCT_SOURCE"):
        SourceSettings.from_environment({"PRODUCT_SOURCE": "ebay"})
