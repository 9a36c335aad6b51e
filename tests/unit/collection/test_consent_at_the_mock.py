"""What connecting asks of Amazon, asked of the mock: whose token it is, where that seller sells."""

import pytest
from starlette.testclient import TestClient

from mock_amazon.options import Options
from mock_amazon.server import create_app
from shelfsignal.collection.adapters.sp_api.client import SpApiClient
from shelfsignal.collection.adapters.sp_api.consent import ConsentAtAmazon
from shelfsignal.collection.adapters.sp_api.lwa import Application, LoginWithAmazon
from shelfsignal.collection.domain.consents import consent_address
from shelfsignal.collection.domain.errors import MalformedAnswer, SourceUnavailable
from shelfsignal.collection.domain.participations import parse_seller
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.ids import Marketplace, Region, SellerId
from tests.builders.collection import NOW, ORG
from tests.unit.collection.test_sp_api import FakeLimiter

OPERATION = "getMyFeesEstimateForASIN"
CLAIMED = Grant(ORG, SellerId("A1VICTIM"), Region.NORTH_AMERICA)


class Shop:
    """The mock, and our client in front of it."""

    def __init__(self):
        self.http = TestClient(create_app(Options(products=40)), base_url="http://mock.test")
        bucket = {"operation": OPERATION, "rate": 1000, "burst": 1000}
        self.http.post("/admin/bucket", json=bucket)
        self.seller = self.http.get("/admin/sellers").json()[0]
        application = Application(self, "app")
        lwa = LoginWithAmazon(self.http, "http://mock.test", application, lambda: NOW)
        self.access = lwa.refresh(SellerId("x"), self.seller["refresh_token"])
        self.amazon = ConsentAtAmazon(lwa, self._client, lambda: NOW)

    def read(self, _secret):
        return self.http.get("/admin/application").json()

    def _client(self, tokens):
        limiter = FakeLimiter()
        url = "http://mock.test/{region}"
        return SpApiClient(self.http, url, tokens, limiter, lambda: NOW, sleep=lambda _: None)

    def fault(self, kind, times):
        fault = {"kind": kind, "operation": OPERATION, "times": times}
        self.http.post("/admin/faults", json={"faults": [fault]})


@pytest.fixture(scope="module")
def shop():
    return Shop()


def test_a_token_says_whose_it_is_whatever_the_address_said(shop):
    found = shop.amazon.seller_of(CLAIMED, Marketplace.US, shop.access)

    assert found == shop.seller["seller_id"] != CLAIMED.seller_id


@pytest.mark.parametrize(
    ("status", "is_draft", "shown"),
    [
        ("draft", False, "MD1000"),
        ("draft", True, "Sign in"),
        ("published", False, "Sign in"),
    ],
)
def test_a_drafts_consent_page_opens_by_an_address_that_says_so(status, is_draft, shown):
    shop, back = Shop(), "https://app.test/callback"
    known = shop.http.get("/admin/application").json()["application_id"]
    application = {"application_id": known, "redirect_uris": [back], "status": status}
    shop.http.post("/admin/application", json=application).raise_for_status()

    address = consent_address("http://mock.test", known, "s-1", back, is_draft=is_draft)

    page = shop.http.get(address)
    assert shown in page.text
    assert page.is_success == (shown != "MD1000")


def test_an_answer_that_is_lost_is_asked_for_again(shop):
    shop.fault("500", 2)
    assert shop.amazon.seller_of(CLAIMED, Marketplace.US, shop.access)

    shop.fault("500", 3)
    with pytest.raises(SourceUnavailable):
        shop.amazon.seller_of(CLAIMED, Marketplace.US, shop.access)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b"[]", b'{"payload": {"FeesEstimateResult": {}}}'],
)
def test_an_answer_that_names_nobody_is_no_answer(body):
    with pytest.raises(MalformedAnswer):
        parse_seller(body)
