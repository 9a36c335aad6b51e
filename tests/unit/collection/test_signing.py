"""Signed requests against a mock that verifies them by its own reading of the algorithm."""

import httpx
import pytest
from botocore.credentials import Credentials
from starlette.testclient import TestClient

from mock_amazon.options import Options
from mock_amazon.server import create_app
from shelfsignal.collection.adapters.sp_api.client import Call, SpApiClient
from shelfsignal.collection.adapters.sp_api.consent import GivenToken
from shelfsignal.collection.adapters.sp_api.signing import RequestSigner
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SourceRefused
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from tests.unit.collection.test_sp_api import FakeLimiter


@pytest.fixture(scope="module")
def amazon():
    app = create_app(Options(products=12, sellers=1, rate=1000, burst=1000, verify_signatures=True))
    with TestClient(app, base_url="http://amazon.test") as http:
        yield http


@pytest.fixture
def ask(amazon):
    """One signed request for the seller's products in a marketplace."""
    seller = amazon.get("/admin/sellers").json()[0]
    application = amazon.get("/admin/application").json()
    key = amazon.get("/admin/signatures").json()

    def ask(place, signs=True, secret=None):
        form = {
            "grant_type": "refresh_token",
            "refresh_token": seller["refresh_tokens"][place.region],
            "client_id": application["client_id"],
            "client_secret": application["client_secret"],
        }
        token = amazon.post("/auth/o2/token", data=form).json()["access_token"]
        seller_id = SellerId(seller["seller_id"])
        connection = SellerConnection(OrgId("demo"), seller_id, "x", (place,), utc_now())
        credentials = Credentials(key["aws_access_key_id"], secret or key["aws_secret_access_key"])
        client = SpApiClient(
            amazon,
            "http://amazon.test",
            GivenToken("app", token),
            FakeLimiter(),
            utc_now,
            sleep=lambda _: None,
            signer=RequestSigner(credentials) if signs else None,
        )
        params = {"limit": "5", "marketplace": place.value, "odd": "a b+c/d~é"}
        call = Call(Operation.LIST_PRODUCTS, connection, place, "/v1/products", params, lambda: 1.0)
        return client.ask(call, lambda body: body, CallTally())

    return ask


def test_a_signed_request_is_let_pass(ask, amazon):
    places = [Marketplace(each) for each in amazon.get("/admin/sellers").json()[0]["marketplaces"]]

    assert all(b'"products"' in ask(place) for place in places)


def test_an_unsigned_or_wrongly_signed_request_is_refused(ask):
    with pytest.raises((ReauthoriseSeller, SourceRefused)):
        ask(Marketplace.US, signs=False)
    with pytest.raises((ReauthoriseSeller, SourceRefused)):
        ask(Marketplace.US, secret="another secret")


def test_the_access_token_is_covered_by_the_signature():
    request = httpx.Request("GET", "https://sp.test/x", headers={"x-amz-access-token": "Atza|1"})

    RequestSigner(Credentials("key", "secret")).sign(request, Marketplace.DE.region)

    authorization = request.headers["authorization"]
    assert "/eu-west-1/execute-api/aws4_request" in authorization
    assert "x-amz-access-token" in authorization
