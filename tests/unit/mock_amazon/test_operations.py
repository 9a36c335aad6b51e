"""What holds for every operation of the Selling Partner API: bucket, role, fault, request id."""

import pytest

from mock_amazon.operations import ROLE_OF, Operation
from mock_amazon.rates import limits_by_operation

US = "ATVPDKIKX0DER"
PRICING, FEEDBACK = "/products/pricing/v0", "/customerFeedback/2024-06-01"
REPORTS = "/reports/2021-06-30"
BATCHES = "/batches/products/pricing"
OFFER = {"MarketplaceId": US, "ItemCondition": "New"}
AT = {"marketplaceId": US}


@pytest.fixture(scope="module")
def shop(shared_mock):
    """A mock with a seller's product, SKU, browse node and report to ask about."""
    shared_mock.products_before = shared_mock.products(marketplace="US")
    shared_mock.asin = shared_mock.products_before[0]["product_id"]
    return shared_mock


def _calls(mock):
    """Every operation as (method, path, query, body) that is answered well."""
    asin = mock.asin
    offers = {"uri": f"{PRICING}/items/{asin}/offers", "method": "GET", **OFFER}
    listing = {**offers, "uri": f"{PRICING}/listings/X-US-000001/offers"}
    summary = {"asin": asin, "marketplaceId": US, "includedData": ["referencePrices"]}
    report = {"reportType": "GET_SELLER_FEEDBACK_DATA", "marketplaceIds": [US]}
    resource = {"method": "GET", "path": f"{REPORTS}/documents/{{reportDocumentId}}"}
    priced = {"MarketplaceId": US, "ItemType": "Asin", "Asins": asin}
    price = {"ListingPrice": {"CurrencyCode": "USD", "Amount": 20}}
    fees = {"MarketplaceId": US, "PriceToEstimateFees": price, "Identifier": "q"}
    return {
        Operation.FEED: ("GET", "/v1/products", {"limit": 1}, None),
        Operation.REVIEWS: ("GET", f"/v1/products/{asin}/reviews", {}, None),
        Operation.REVIEW_TEXTS: ("GET", f"/reviews/v1/items/{asin}", AT, None),
        Operation.HISTORY: ("GET", f"/history/v1/items/{asin}", AT, None),
        Operation.CATALOG_SEARCH: (
            "GET", "/catalog/2022-04-01/items", {"marketplaceIds": US, "keywords": "e"}, None,
        ),
        Operation.CATALOG_ITEM: (
            "GET", f"/catalog/2022-04-01/items/{asin}", {"marketplaceIds": US}, None,
        ),
        Operation.PRICING: ("GET", f"{PRICING}/price", priced, None),
        Operation.COMPETITIVE_PRICING: ("GET", f"{PRICING}/competitivePrice", priced, None),
        Operation.ITEM_OFFERS: ("GET", f"{PRICING}/items/{asin}/offers", OFFER, None),
        Operation.LISTING_OFFERS: ("GET", f"{PRICING}/listings/{mock.sku}/offers", OFFER, None),
        Operation.ITEM_OFFERS_BATCH: (
            "POST", f"{BATCHES}/v0/itemOffers", {}, {"requests": [offers]},
        ),
        Operation.LISTING_OFFERS_BATCH: (
            "POST", f"{BATCHES}/v0/listingOffers", {}, {"requests": [listing]},
        ),
        Operation.COMPETITIVE_SUMMARY: (
            "POST", f"{BATCHES}/2022-05-01/items/competitiveSummary", {}, {"requests": [summary]},
        ),
        Operation.ITEM_TOPICS: (
            "GET", f"{FEEDBACK}/items/{asin}/reviews/topics", {**AT, "sortBy": "MENTIONS"}, None,
        ),
        Operation.ITEM_TRENDS: ("GET", f"{FEEDBACK}/items/{asin}/reviews/trends", AT, None),
        Operation.ITEM_NODE: ("GET", f"{FEEDBACK}/items/{asin}/browseNode", AT, None),
        Operation.NODE_TOPICS: (
            "GET", f"{FEEDBACK}/browseNodes/{mock.node}/reviews/topics",
            {**AT, "sortBy": "MENTIONS"}, None,
        ),
        Operation.NODE_TRENDS: (
            "GET", f"{FEEDBACK}/browseNodes/{mock.node}/reviews/trends", AT, None,
        ),
        Operation.FEES_ESTIMATE: (
            "POST", f"/products/fees/v0/items/{asin}/feesEstimate", {},
            {"FeesEstimateRequest": fees},
        ),
        Operation.PARTICIPATIONS: ("GET", "/sellers/v1/marketplaceParticipations", {}, None),
        Operation.CREATE_REPORT: ("POST", f"{REPORTS}/reports", {}, report),
        Operation.GET_REPORT: ("GET", f"{REPORTS}/reports/{mock.report}", {}, None),
        Operation.GET_REPORTS: (
            "GET", f"{REPORTS}/reports", {"reportTypes": report["reportType"]}, None,
        ),
        Operation.CANCEL_REPORT: ("DELETE", f"{REPORTS}/reports/{mock.report}", {}, None),
        Operation.GET_DOCUMENT: ("GET", f"{REPORTS}/documents/{mock.document}", {}, None),
        Operation.RESTRICTED_TOKEN: (
            "POST", "/tokens/2021-03-01/restrictedDataToken", {},
            {"restrictedResources": [resource]},
        ),
    }  # fmt: skip


GUARDED = [one for one in Operation if one not in (Operation.TOKEN, Operation.DOWNLOAD)]


@pytest.fixture
def ask(shop):
    """Asks for one operation; every bucket is full, nothing is wrong."""
    shop.admin("reset", parts=["faults", "buckets", "tokens", "reports"])
    shop.admin("reports", seconds=0)
    shop.headers = {"x-amz-access-token": shop.log_in()}
    made = {"reportType": "GET_SELLER_FEEDBACK_DATA", "marketplaceIds": [US]}
    shop.report = _post(shop, f"{REPORTS}/reports", made)["reportId"]
    shop.document = shop.get(f"{REPORTS}/reports/{shop.report}").json()["reportDocumentId"]
    priced = {"MarketplaceId": US, "ItemType": "Asin", "Asins": shop.asin}
    product = shop.get(f"{PRICING}/price", **priced).json()["payload"][0]["Product"]
    shop.sku = product["Offers"][0]["SellerSKU"]
    shop.node = shop.get(f"{FEEDBACK}/items/{shop.asin}/browseNode", **AT).json()["browseNodeId"]
    shop.admin("reset", parts=["buckets"])

    def call(operation, **headers):
        method, path, query, body = _calls(shop)[operation]
        if operation is Operation.CANCEL_REPORT:
            shop.admin("reports", seconds=600)
            path = f"{REPORTS}/reports/{_post(shop, f'{REPORTS}/reports', made)['reportId']}"
        return shop.client.request(
            method, path, params=query, json=body, headers={**shop.headers, **headers}
        )

    return call


def _post(mock, path, body):
    return mock.client.post(path, json=body, headers=mock.headers).json()


def test_the_rates_are_those_amazon_publishes():
    found = {name: (one.rate, one.burst) for name, one in limits_by_operation(5.0, 5.0).items()}

    assert found == {
        "listProducts": (5, 5), "listReviews": (5, 5), "getHistory": (5, 5),
        "listReviewTexts": (2, 10),
        "searchCatalogItems": (2, 2), "getCatalogItem": (2, 2),
        "getPricing": (0.5, 1), "getCompetitivePricing": (0.5, 1), "getItemOffers": (0.5, 1),
        "getListingOffers": (1, 2), "getItemOffersBatch": (0.1, 1),
        "getListingOffersBatch": (0.5, 1), "getCompetitiveSummary": (0.033, 1),
        "getMyFeesEstimateForASIN": (1, 2),
        "getMarketplaceParticipations": (0.016, 15),
        "createReport": (0.0167, 15), "getReport": (2, 15), "getReports": (0.0222, 10),
        "cancelReport": (0.0222, 10), "getReportDocument": (0.0167, 15),
        "createRestrictedDataToken": (1, 10),
        "getItemReviewTopics": (1, 5), "getItemReviewTrends": (1, 5),
        "getItemBrowseNode": (1, 5), "getBrowseNodeReviewTopics": (1, 5),
        "getBrowseNodeReviewTrends": (1, 5),
    }  # fmt: skip
    assert set(found) == set(GUARDED)


@pytest.mark.parametrize("operation", GUARDED)
def test_an_operation_is_answered_with_its_rate_and_a_request_id(ask, operation):
    response = ask(operation)

    assert response.status_code in (200, 202, 204)
    rate = limits_by_operation(1e6, 1e6)[operation].rate
    assert response.headers["x-amzn-RateLimit-Limit"] == str(rate)
    assert response.headers["x-amzn-RequestId"]


@pytest.mark.parametrize("operation", GUARDED)
def test_an_operation_has_a_bucket_of_its_own(shop, ask, operation):
    other = next(one for one in GUARDED if one is not operation and one in ROLE_OF)
    shop.admin("bucket", operation=operation, rate=0.0001, burst=1)

    statuses = [ask(operation).status_code for _ in range(2)]

    assert statuses[0] < 300
    assert statuses[1] == 429
    assert ask(other).status_code < 300


def test_two_applications_do_not_share_a_bucket(shop, ask):
    application = shop.admin("application", name="Second", redirect_uris=["https://a.example"])
    seller = shop.sellers[0]["seller_id"]
    named = {"application_id": application["application_id"], "seller_id": seller, "region": "NA"}
    code = shop.admin("consent", **named)["spapi_oauth_code"]
    secrets = {name: application[name] for name in ("client_id", "client_secret")}
    form = {"grant_type": "authorization_code", "code": code, **secrets}
    token = shop.client.post("/auth/o2/token", data=form).json()["access_token"]
    shop.admin("bucket", operation="getPricing", rate=0.0001, burst=1)

    first = [ask(Operation.PRICING).status_code for _ in range(2)]
    second = [ask(Operation.PRICING, **{"x-amz-access-token": token}).status_code for _ in range(2)]

    assert first == second == [200, 429]


@pytest.mark.parametrize("operation", sorted(ROLE_OF))
def test_a_seller_without_the_role_is_forbidden(shop, ask, operation):
    role = ROLE_OF[operation]
    shop.admin("roles", seller_id=shop.sellers[0]["seller_id"], lacking=[role])

    response = ask(operation)

    assert response.status_code == 403
    assert response.json()["errors"][0]["details"] == ""
    assert "x-amzn-RateLimit-Limit" not in response.headers


@pytest.mark.parametrize("operation", GUARDED)
def test_an_operation_fails_when_told_to(shop, ask, operation):
    shop.admin("bucket", operation=operation, rate=1e6, burst=1e6)

    for kind, status in (("500", 500), ("html_503", 503), ("empty_502", 502), ("429", 429)):
        shop.admin("faults", clear=True, faults=[{"kind": kind, "operation": operation}])
        response = ask(operation)
        assert response.status_code == status
        assert "x-amzn-RateLimit-Limit" not in response.headers
    assert ask(operation).status_code < 300


@pytest.mark.parametrize("operation", GUARDED)
def test_an_expired_token_is_seen_everywhere(shop, ask, operation):
    shop.admin("tokens", action="expire_access")

    method, path, query, body = _calls(shop)[operation]
    response = shop.client.request(method, path, params=query, json=body, headers=shop.headers)

    assert response.status_code == 403
    assert "expired" in response.json()["errors"][0]["details"]


def test_under_hostile_faults_a_retried_operation_succeeds_in_the_end(shop, ask):
    shop.admin("bucket", rate=1e6, burst=1e6)
    shop.admin("faults", profile="hostile", hold_s=0)
    products = shop.products_before[:25]
    outcomes = [_asked_until_good(shop, product["product_id"]) for product in products]
    shop.admin("faults", profile="none")

    assert all(tries[-1] == 200 for tries in outcomes)
    assert len({status for tries in outcomes for status in tries}) > 3


def _asked_until_good(mock, asin):
    """Statuses of at most four tries; 0 is a connection lost or a body that is no item."""
    statuses: list[int] = []
    while len(statuses) < 4 and statuses[-1:] != [200]:
        mock.headers = {"x-amz-access-token": mock.log_in_surely()}
        try:
            body = mock.get(f"/catalog/2022-04-01/items/{asin}", marketplaceIds=US)
            good = body.status_code != 200 or body.json().get("asin") == asin
            statuses.append(body.status_code if good else 0)
        except (ConnectionError, ValueError):
            statuses.append(0)
    return statuses
