"""Amazon's own SDK for Python against the mock; it checks what it reads against its models."""

import gzip

import httpx
import pytest
import spapi
from spapi import ApiException, SPAPIClient, SPAPIConfig
from spapi.models import (
    product_pricing_v0,
    product_pricing_v2022_05_01,
    reports_v2021_06_30,
    tokens_v2021_03_01,
)

from tests.unit.mock_amazon.served import serving

DE = "A1PA6795UKMFR9"


@pytest.fixture(scope="module")
def server():
    """A running mock with generous buckets whose reports are done at once."""
    options = ("--products", "600", "--sellers", "2", "--now", "2026-11-22")
    with serving(*options, "--report-seconds", "0") as served:
        served.admin("bucket", rate=1000, burst=1000)
        yield served


@pytest.fixture(scope="module")
def client(server):
    """The SDK's client as a German seller, on the host of the region."""
    config = SPAPIConfig(
        client_id=server.application["client_id"],
        client_secret=server.application["client_secret"],
        refresh_token=server.sellers[0]["refresh_tokens"]["EU"],
        region="EU",
    )
    base = server.url + "/eu"
    return SPAPIClient(config, oauth_endpoint=f"{server.url}/auth/o2/token", endpoint=base)


@pytest.fixture(scope="module")
def asins(client):
    """The seller's German ASINs, from the listings report."""
    reports = spapi.ReportsApi(client.api_client)
    wanted = reports_v2021_06_30.CreateReportSpecification(
        report_type="GET_MERCHANT_LISTINGS_ALL_DATA", marketplace_ids=[DE]
    )
    made = reports.create_report(wanted)
    report = reports.get_report(made.report_id)
    document = reports.get_report_document(report.report_document_id)
    content = httpx.get(document.url).content
    if document.compression_algorithm == "GZIP":
        content = gzip.decompress(content)
    lines = content.decode().splitlines()
    column = lines[0].split("\t").index("asin1")
    return [line.split("\t")[column] for line in lines[1:]]


def test_reports_are_listed_and_late_cancelling_is_refused(client, asins):
    reports = spapi.ReportsApi(client.api_client)

    listed = reports.get_reports(report_types=["GET_MERCHANT_LISTINGS_ALL_DATA"])

    assert listed.reports[0].processing_status == "DONE"
    with pytest.raises(ApiException) as caught:
        reports.cancel_report(listed.reports[0].report_id)
    assert caught.value.status == 400


def test_the_catalog_is_searched_and_read(client, asins):
    catalog = spapi.CatalogApi(client.api_client)

    page = catalog.search_catalog_items(
        [DE], identifiers=asins[:20], identifiers_type="ASIN", page_size=20,
        included_data=["summaries", "salesRanks", "classifications", "relationships"],
    )  # fmt: skip
    item = catalog.get_catalog_item(asins[0], [DE], included_data=["attributes", "dimensions"])

    assert {one.asin for one in page.items} == set(asins[:20])
    assert item.attributes["item_name"][0]["marketplace_id"] == DE
    assert page.items[0].summaries[0].item_name


def test_prices_and_offers_are_read(client, asins):
    pricing = spapi.ProductPricingApi(client.api_client)

    prices = pricing.get_pricing(DE, "Asin", asins=asins[:20])
    rivals = pricing.get_competitive_pricing(DE, "Asin", asins=asins[:20])
    offers = pricing.get_item_offers(DE, "New", asins[0])

    assert [one.status for one in prices.payload] == ["Success"] * 20
    assert prices.payload[0].product.offers[0].buying_price.listing_price.currency_code == "EUR"
    assert all(one.product.competitive_pricing.competitive_prices for one in rivals.payload)
    assert offers.payload.summary.total_offer_count == len(offers.payload.offers)


def test_batches_are_answered(client, asins):
    request = product_pricing_v0.ItemOffersRequest(
        uri=f"/products/pricing/v0/items/{asins[0]}/offers", method="GET",
        marketplace_id=DE, item_condition="New",
    )  # fmt: skip
    body = product_pricing_v0.GetItemOffersBatchRequest(requests=[request])
    wanted = product_pricing_v2022_05_01.CompetitiveSummaryRequest(
        asin=asins[0], marketplace_id=DE, method="GET",
        included_data=["featuredBuyingOptions", "referencePrices", "lowestPricedOffers"],
        uri="/products/pricing/2022-05-01/items/competitiveSummary",
    )  # fmt: skip
    summaries = product_pricing_v2022_05_01.CompetitiveSummaryBatchRequest(requests=[wanted])

    offers = spapi.ProductPricingApi(client.api_client).get_item_offers_batch(body)
    summary = spapi.ProductPricingV2022Api(client.api_client).get_competitive_summary(summaries)

    assert offers.responses[0].body.payload.asin == asins[0]
    answered = summary.responses[0].body
    assert answered.featured_buying_options[0].segmented_featured_offers[0].seller_id
    assert answered.lowest_priced_offers[0].offers


def _trends(feedback, asin):
    """The trends of a product; None where there are none: the SDK cannot read an empty 204."""
    try:
        return feedback.get_item_review_trends(asin, DE)
    except ValueError:
        return None


def test_feedback_is_read(client, asins):
    feedback = spapi.CustomerFeedbackApi(client.api_client)
    reads = (_trends(feedback, asin) for asin in asins)
    trends = next(one for one in reads if one is not None)

    topics = feedback.get_item_review_topics(trends.asin, DE, "STAR_RATING_IMPACT").topics
    node = feedback.get_item_browse_node(trends.asin, DE)
    of_node = feedback.get_browse_node_review_topics(node.browse_node_id, DE, "MENTIONS")
    node_trends = feedback.get_browse_node_review_trends(node.browse_node_id, DE)

    assert [*topics.positive_topics, *topics.negative_topics]
    assert of_node.display_name == node.display_name
    point = node_trends.review_trends.negative_topics[0].trend_metrics[0]
    assert 0 <= point.browse_node_metrics.occurrence_percentage.all_products <= 100


def test_participations_and_restricted_tokens_are_read(client):
    found = spapi.SellersApi(client.api_client).get_marketplace_participations()
    resource = tokens_v2021_03_01.RestrictedResource(
        method="GET", path="/reports/2021-06-30/documents/{reportDocumentId}"
    )
    body = tokens_v2021_03_01.CreateRestrictedDataTokenRequest(restricted_resources=[resource])

    token = spapi.TokensApi(client.api_client).create_restricted_data_token(body)

    assert {one.marketplace.id for one in found.payload} == {DE, "A1F83G8C2ARO7P"}
    assert token.restricted_data_token.startswith("Atz.sprdt|")


def test_a_marketplace_of_another_region_is_forbidden(client, asins):
    with pytest.raises(ApiException) as caught:
        spapi.CatalogApi(client.api_client).get_catalog_item(asins[0], ["ATVPDKIKX0DER"])

    assert caught.value.status == 403
    assert "not valid for region EU" in str(caught.value.body)


def test_the_rate_comes_with_the_answer(client, asins):
    catalog = spapi.CatalogApi(client.api_client)

    _, status, headers = catalog.get_catalog_item_with_http_info(asins[0], [DE])

    assert status == 200
    assert headers["x-amzn-RateLimit-Limit"] == "1000.0"
    assert headers["x-amzn-RequestId"]
