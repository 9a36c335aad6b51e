"""python-amazon-sp-api, unchanged, against the mock: what it can do with Amazon it can do here."""

from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from sp_api.api import CatalogItems, CustomerFeedback, Products, Reports, Sellers, Tokens
from sp_api.auth import AccessTokenClient
from sp_api.auth.access_token_client import cache
from sp_api.auth.exceptions import AuthorizationError
from sp_api.base.exceptions import (
    SellingApiBadRequestException,
    SellingApiForbiddenException,
    SellingApiNotFoundException,
    SellingApiRequestThrottledException,
)

from tests.unit.mock_amazon.served import serving

US = "ATVPDKIKX0DER"
CALLBACK = "https://app.example.com/callback"


@pytest.fixture(scope="module")
def server():
    """A running mock of three hundred products whose reports are done at once."""
    options = ("--products", "300", "--sellers", "2", "--now", "2026-11-22")
    with serving(*options, "--redirect-uri", CALLBACK, "--report-seconds", "0") as served:
        yield served


@pytest.fixture
def client(server):
    """Makes clients of the library, redirected by a subclass and a marketplace object."""
    server.fresh()
    cache.clear()

    class Redirected(AccessTokenClient):  # type: ignore[misc]  # the library has no types
        scheme, host = "http://", server.url.removeprefix("http://")

    place = SimpleNamespace(endpoint=server.url, marketplace_id=US, region="us-east-1")

    def make(api, refresh_token=None, **options):
        application = server.application
        token = refresh_token or server.sellers[0]["refresh_tokens"]["NA"]
        return api(
            place,
            refresh_token=token,
            credentials={
                "refresh_token": token,
                "lwa_app_id": application["client_id"],
                "lwa_client_secret": application["client_secret"],
            },
            auth_token_client_class=Redirected,
            **options,
        )

    make.token_client = Redirected  # type: ignore[attr-defined]  # for the code grant
    return make


@pytest.fixture
def asins(client):
    """The seller's ASINs as the library finds them: from the listings report."""
    reports = client(Reports)
    made = reports.create_report(reportType="GET_MERCHANT_LISTINGS_ALL_DATA", marketplaceIds=[US])
    report = reports.get_report(made.payload["reportId"])
    assert report.payload["processingStatus"] == "DONE"
    found = reports.get_report_document(report.payload["reportDocumentId"], download=True)
    lines = found.payload["document"].splitlines()
    column = lines[0].split("\t").index("asin1")
    return [line.split("\t")[column] for line in lines[1:]]


def test_the_listings_report_names_every_listing(server, asins):
    assert len(asins) == len(set(asins)) == server.sellers[0]["products"]["US"] > 40


def test_the_catalog_is_walked_page_by_page(server, client):
    server.admin("bucket", operation="searchCatalogItems", rate=1000, burst=1000)
    catalog = client(CatalogItems, version="2022-04-01")
    seen: list[str] = []
    token = None
    while True:
        named: dict[str, str] = {"pageToken": token} if token else {}
        page = catalog.search_catalog_items(keywords="e", pageSize=20, marketplaceIds=[US], **named)
        seen += [item["asin"] for item in page.payload["items"]]
        token = page.next_token
        if not token:
            break

    assert len(seen) == len(set(seen)) == page.payload["numberOfResults"] > 40


def test_items_are_found_by_identifiers_and_by_asin(client, asins):
    catalog = client(CatalogItems, version="2022-04-01")

    found = catalog.search_catalog_items(
        identifiers=",".join(asins[:20]), identifiersType="ASIN", pageSize=20,
        includedData="summaries,salesRanks",
    )  # fmt: skip
    item = catalog.get_catalog_item(asins[0], includedData="summaries,images")

    assert {one["asin"] for one in found.payload["items"]} == set(asins[:20])
    assert item.payload["asin"] == asins[0]
    assert found.rate_limit == "2.0"


def test_an_item_that_is_not_there_is_not_found(client):
    with pytest.raises(SellingApiNotFoundException) as caught:
        client(CatalogItems, version="2022-04-01").get_catalog_item("B000000000")

    assert caught.value.amzn_code == "NOT_FOUND"
    assert US in caught.value.message


def test_the_version_the_library_defaults_to_is_an_unknown_path(client):
    with pytest.raises(SellingApiForbiddenException):
        client(CatalogItems, version="2020-12-01").get_catalog_item("B000000000")


def test_prices_are_read(server, client, asins):
    server.admin("bucket", rate=1000, burst=1000)
    products = client(Products)

    prices = products.get_product_pricing_for_asins(asins[:3], MarketplaceId=US)
    rivals = products.get_competitive_pricing_for_asins(asins[:3], MarketplaceId=US)
    offers = products.get_item_offers(asins[0], "New", ItemCondition="New", MarketplaceId=US)
    sku = prices.payload[0]["Product"]["Offers"][0]["SellerSKU"]
    by_sku = products.get_listings_offer(sku, "New", ItemCondition="New", MarketplaceId=US)

    assert [one["ASIN"] for one in prices.payload] == asins[:3]
    assert [one["status"] for one in rivals.payload] == ["Success"] * 3
    assert sum(one["IsBuyBoxWinner"] for one in offers.payload["Offers"]) == 1
    assert by_sku.payload["Offers"] == offers.payload["Offers"]


def test_a_batch_answers_each_request_for_itself(client, asins):
    requests = [
        {
            "uri": f"/products/pricing/v0/items/{asin}/offers",
            "method": "GET",
            "MarketplaceId": US,
            "ItemCondition": "New",
        }
        for asin in (asins[0], "B000000000")
    ]

    responses = client(Products).get_item_offers_batch(requests).payload["responses"]

    assert [one["status"]["statusCode"] for one in responses] == [200, 400]
    assert responses[0]["body"]["payload"]["ASIN"] == asins[0]
    assert responses[1]["body"]["errors"][0]["code"] == "InvalidInput"


def test_participations_are_read(client):
    payload = client(Sellers).get_marketplace_participation().payload

    assert [one["marketplace"]["id"] for one in payload] == [US]


def test_feedback_is_read(server, client, asins):
    server.admin("bucket", rate=1000, burst=1000)
    feedback = client(CustomerFeedback)
    found = {}
    for asin in asins[:40]:
        payload = feedback.get_item_review_topics(asin, marketplaceId=US, sortBy="MENTIONS").payload
        if "topics" in payload:
            found[asin] = payload["topics"]

    asin, topics = next(iter(found.items()))
    trends = feedback.get_item_review_trends(asin, marketplaceId=US).payload
    node = feedback.get_item_browse_node(asin, marketplaceId=US).payload["browseNodeId"]
    of_node = feedback.get_browse_node_review_topics(
        node, marketplaceId=US, sortBy="STAR_RATING_IMPACT"
    ).payload
    assert any(topics.values())
    assert any(trends["reviewTrends"].values())
    assert of_node["browseNodeId"] == node


def test_a_restricted_token_opens_its_path_alone(server, client):
    path = "/reports/2021-06-30/documents/{reportDocumentId}"
    resources = [{"method": "GET", "path": path}]

    made = client(Tokens).create_restricted_data_token(restrictedResources=resources).payload

    assert made["expiresIn"] == 3600
    restricted = client(Sellers, restricted_data_token=made["restrictedDataToken"])
    with pytest.raises(SellingApiForbiddenException):
        restricted.get_marketplace_participation()
    with pytest.raises(SellingApiNotFoundException):
        client(Reports, restricted_data_token=made["restrictedDataToken"]).get_report_document("x")


def test_it_recovers_from_a_429(server, client):
    sellers = client(Sellers)
    server.admin("bucket", operation="getMarketplaceParticipations", rate=2, burst=1)
    sellers.get_marketplace_participation()

    with pytest.raises(SellingApiRequestThrottledException) as caught:
        [sellers.get_marketplace_participation() for _ in range(5)]

    assert caught.value.amzn_code == "QuotaExceeded"
    assert "x-amzn-RateLimit-Limit" not in caught.value.headers
    server.admin("bucket", operation="getMarketplaceParticipations", rate=1000, burst=10)
    assert sellers.get_marketplace_participation().payload


def test_it_sees_an_expired_token(server, client):
    sellers = client(Sellers)
    sellers.get_marketplace_participation()
    server.admin("tokens", action="expire_access")

    with pytest.raises(SellingApiForbiddenException) as caught:
        sellers.get_marketplace_participation()

    assert "expired" in caught.value.error[0]["details"]
    cache.clear()
    assert sellers.get_marketplace_participation().payload


def test_it_trades_a_code_and_sees_a_revocation(server, client):
    seller = server.sellers[0]["seller_id"]
    consent = server.admin("consent", seller_id=seller, region="NA", state="s")
    code = dict(parse_qsl(urlsplit(consent["location"]).query))["spapi_oauth_code"]
    credentials = SimpleNamespace(
        lwa_app_id=server.application["client_id"],
        lwa_client_secret=server.application["client_secret"],
    )
    tokens = client.token_client("unused", credentials).authorize_auth_code(code)

    sellers = client(Sellers, refresh_token=tokens["refresh_token"])
    assert sellers.get_marketplace_participation().payload
    server.admin("tokens", action="revoke", seller_id=seller)
    cache.clear()
    with pytest.raises(AuthorizationError) as caught:
        sellers.get_marketplace_participation()
    assert caught.value.error_code == "invalid_grant"


def test_a_bad_request_is_one(client):
    with pytest.raises(SellingApiBadRequestException) as caught:
        client(CustomerFeedback).get_item_review_topics("B000000000", marketplaceId="nowhere")

    assert caught.value.code == 400


def test_an_html_503_is_taken_for_success_by_this_library(server, client):
    """The trap that our own client must not fall into."""
    sellers = client(Sellers)
    sellers.get_marketplace_participation()
    fault = {"kind": "html_503", "operation": "getMarketplaceParticipations"}
    server.admin("faults", faults=[fault])

    assert sellers.get_marketplace_participation().payload == {}
    assert sellers.get_marketplace_participation().payload
