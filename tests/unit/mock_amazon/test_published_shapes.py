"""Every answer against Amazon's published shape of it."""

import pytest

from tests.unit.mock_amazon import shapes

US = "ATVPDKIKX0DER"
CATALOG, PRICING = "/catalog/2022-04-01/items", "/products/pricing/v0"
FEEDBACK, REPORTS = "/customerFeedback/2024-06-01", "/reports/2021-06-30"
ALL_SETS = (
    "summaries,attributes,classifications,dimensions,identifiers,images,productTypes,"
    "relationships,salesRanks,vendorDetails"
)


@pytest.fixture(scope="module")
def shop(shared_mock):
    """A mock without limits, and its products by the feed."""
    shared_mock.admin("bucket", rate=1e6, burst=1e6)
    shared_mock.listed = shared_mock.products(marketplace="US")
    return shared_mock


def _post(mock, path, body):
    return mock.client.post(path, json=body, headers=mock.headers)


def test_a_search_has_its_shape(shop):
    for query in (
        {"keywords": "set"},
        {"identifiers": _asins(shop, 20), "identifiersType": "ASIN"},
    ):
        body = shop.get(CATALOG, marketplaceIds=US, includedData=ALL_SETS, pageSize=20, **query)
        assert shapes.faults_of(shapes.SEARCH, body.json()) == []
        assert body.json()["items"]


def test_items_have_their_shape(shop):
    for product in shop.listed[:40]:
        path = f"{CATALOG}/{product['product_id']}"
        body = shop.get(path, marketplaceIds=US, includedData=ALL_SETS).json()
        assert shapes.faults_of(shapes.ITEM, body) == []
        assert len(body) == 11


def test_prices_have_their_shapes(shop):
    query = {"MarketplaceId": US, "ItemType": "Asin", "Asins": f"{_asins(shop, 19)},B000000000"}

    prices = shop.get(f"{PRICING}/price", **query).json()
    rivals = shop.get(f"{PRICING}/competitivePrice", **query).json()

    assert shapes.faults_of(shapes.PRICING, prices) == []
    assert shapes.faults_of(shapes.COMPETITIVE, rivals) == []
    assert [one["status"] for one in prices["payload"]] == ["Success"] * 19 + ["ClientError"]


@pytest.mark.parametrize("condition", ["New", "Used"])
def test_offers_have_their_shape(shop, condition):
    for product in shop.listed[:30]:
        path = f"{PRICING}/items/{product['product_id']}/offers"
        body = shop.get(path, MarketplaceId=US, ItemCondition=condition).json()
        assert shapes.faults_of(shapes.OFFERS, body) == []
        assert bool(body["payload"]["Offers"]) == (condition == "New")


def test_batches_have_their_shapes(shop):
    asins = [*_asins(shop, 5).split(","), "B000000000"]
    offers = [
        {"uri": f"{PRICING}/items/{asin}/offers", "method": "GET", "MarketplaceId": US,
         "ItemCondition": "New"}
        for asin in asins
    ]  # fmt: skip
    included = ["featuredBuyingOptions", "referencePrices", "lowestPricedOffers", "similarItems"]
    summaries = [
        {"asin": asin, "marketplaceId": US, "includedData": included, "method": "GET",
         "uri": "/products/pricing/2022-05-01/items/competitiveSummary"}
        for asin in asins
    ]  # fmt: skip

    batch = _post(shop, "/batches/products/pricing/v0/itemOffers", {"requests": offers}).json()
    path = "/batches/products/pricing/2022-05-01/items/competitiveSummary"
    summary = _post(shop, path, {"requests": summaries}).json()

    assert shapes.faults_of(shapes.OFFERS_BATCH, batch) == []
    assert shapes.faults_of(shapes.SUMMARY_BATCH, summary) == []
    for answered in (batch, summary):
        codes = [one["status"]["statusCode"] for one in answered["responses"]]
        assert codes == [200] * 5 + [400]


def test_feedback_on_items_has_its_shapes(shop):
    met = {200: 0, 204: 0}
    for product in shop.listed[:40]:
        path = f"{FEEDBACK}/items/{product['product_id']}/reviews"
        topics = shop.get(f"{path}/topics", marketplaceId=US, sortBy="MENTIONS")
        trends = shop.get(f"{path}/trends", marketplaceId=US)
        met[topics.status_code] += 1
        for response, shape in ((topics, shapes.ITEM_TOPICS), (trends, shapes.ITEM_TRENDS)):
            if response.status_code == 204:
                assert response.content == b""
            else:
                assert shapes.faults_of(shape, response.json()) == []
    assert all(met.values())


def test_feedback_on_browse_nodes_has_its_shapes(shop):
    asin = shop.listed[0]["product_id"]
    node = shop.get(f"{FEEDBACK}/items/{asin}/browseNode", marketplaceId=US).json()
    path = f"{FEEDBACK}/browseNodes/{node['browseNodeId']}/reviews"

    topics = shop.get(f"{path}/topics", marketplaceId=US, sortBy="STAR_RATING_IMPACT").json()
    trends = shop.get(f"{path}/trends", marketplaceId=US).json()

    assert shapes.faults_of(shapes.BROWSE_NODE, node) == []
    assert shapes.faults_of(shapes.NODE_TOPICS, topics) == []
    assert shapes.faults_of(shapes.NODE_TRENDS, trends) == []
    assert topics["topics"]["negativeTopics"]


def test_sellers_and_tokens_have_their_shapes(shop):
    resources = [{"method": "GET", "path": f"{REPORTS}/documents/{{reportDocumentId}}"}]

    found = shop.get("/sellers/v1/marketplaceParticipations").json()
    path = "/tokens/2021-03-01/restrictedDataToken"
    token = _post(shop, path, {"restrictedResources": resources}).json()

    assert shapes.faults_of(shapes.PARTICIPATIONS, found) == []
    assert shapes.faults_of(shapes.RESTRICTED_TOKEN, token) == []


def test_reports_have_their_shapes(shop):
    wanted = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [US]}
    made = _post(shop, f"{REPORTS}/reports", wanted)
    path = f"{REPORTS}/reports/{made.json()['reportId']}"
    states = []
    for seconds in (0, 3, 4):
        shop.admin("clock", advance_seconds=seconds)
        report = shop.get(path).json()
        states.append(report["processingStatus"])
        assert shapes.faults_of(shapes.REPORT, report) == []

    listed = shop.get(f"{REPORTS}/reports", reportTypes=wanted["reportType"]).json()
    document = shop.get(f"{REPORTS}/documents/{report['reportDocumentId']}").json()

    assert (made.status_code, shapes.faults_of(shapes.CREATED_REPORT, made.json())) == (202, [])
    assert states == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    assert shapes.faults_of(shapes.REPORTS, listed) == []
    assert shapes.faults_of(shapes.DOCUMENT, document) == []


def test_tokens_of_lwa_have_their_shapes(shop):
    assert shapes.faults_of(shapes.LWA_TOKENS, shop.exchange().json()) == []
    assert shapes.faults_of(shapes.LWA_ERROR, shop.exchange(client_secret="x").json()) == []


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{CATALOG}/B000000000?marketplaceIds={US}", 404, "NOT_FOUND"),
        (f"{CATALOG}?marketplaceIds={US}", 400, "InvalidInput"),
        (f"{PRICING}/price?MarketplaceId={US}&ItemType=Book", 400, "InvalidInput"),
        (f"{PRICING}/items/B000000000/offers?MarketplaceId={US}&ItemCondition=New", 400,
         "InvalidInput"),
        (f"{FEEDBACK}/items/B000000000/reviews/topics?marketplaceId={US}", 404, "NOT_FOUND"),
        (f"{FEEDBACK}/browseNodes/1/reviews/trends?marketplaceId={US}", 404, "NOT_FOUND"),
        (f"{REPORTS}/reports/1", 404, "NotFound"),
        (f"{REPORTS}/documents/1", 404, "NotFound"),
        (f"{REPORTS}/reports", 400, "InvalidInput"),
        ("/orders/v0/orders", 403, "Unauthorized"),
    ],
)  # fmt: skip
def test_errors_have_their_shape_and_code(shop, path, status, code):
    response = shop.client.get(path, headers=shop.headers)

    assert (response.status_code, response.json()["errors"][0]["code"]) == (status, code)
    assert shapes.faults_of(shapes.ERRORS, response.json()) == []
    assert ("x-amzn-RateLimit-Limit" in response.headers) == (status in (400, 404))
    assert response.headers["x-amzn-RequestId"]


def test_the_notation_finds_what_is_wrong():
    body = {"reportId": 1, "extra": "x"}

    assert len(shapes.faults_of(shapes.CREATED_REPORT, body)) == 2
    assert shapes.faults_of(shapes.CREATED_REPORT, {}) != []


def _asins(mock, count):
    return ",".join(product["product_id"] for product in mock.listed[:count])
