"""The catalog's search: paging, tokens, identifiers, the limit of a thousand."""

import pytest

US, UK, DE = "ATVPDKIKX0DER", "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
PATH = "/catalog/2022-04-01/items"


@pytest.fixture(scope="module")
def shop(shared_mock):
    """A mock without limits."""
    shared_mock.admin("bucket", rate=1e6, burst=1e6)
    return shared_mock


def _search(mock, **query):
    return mock.get(PATH, **{"marketplaceIds": US, **query})


def _pages(mock, **query):
    pages, token = [], None
    while True:
        page = _search(mock, **query, **({"pageToken": token} if token else {})).json()
        pages.append(page)
        token = page["pagination"].get("nextToken")
        if token is None:
            return pages


def test_no_more_than_a_thousand_items_can_be_reached(start):
    mock = start(products=3600, sellers=3)
    mock.admin("bucket", rate=1e6, burst=1e6)

    pages = _pages(mock, keywords="e", pageSize=20)

    assert pages[0]["numberOfResults"] > 1000
    assert len(pages) == 50
    assert len({item["asin"] for page in pages for item in page["items"]}) == 1000


def test_pages_lead_forward_and_back(shop):
    first = _search(shop, keywords="set", pageSize=5).json()
    second = _search(
        shop, keywords="set", pageSize=5, pageToken=first["pagination"]["nextToken"]
    ).json()
    back = _search(
        shop, keywords="set", pageSize=5, pageToken=second["pagination"]["previousToken"]
    ).json()

    assert back["items"] == first["items"] != second["items"]
    assert "previousToken" not in first["pagination"]


@pytest.mark.parametrize(
    "changes",
    [
        {"keywords": "lamp"},
        {"pageSize": 6},
        {"marketplaceIds": UK},
        {"includedData": "summaries,images"},
        {"brandNames": "Kelvora"},
    ],
    ids=str,
)
def test_a_page_token_needs_its_original_parameters(shop, changes):
    query = {"keywords": "e", "pageSize": 5}
    token = _search(shop, **query).json()["pagination"]["nextToken"]

    response = _search(shop, **{**query, **changes}, pageToken=token)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"keywords": "a", "identifiers": "B0"}, id="both"),
        pytest.param({}, id="neither"),
        pytest.param({"identifiers": "B000000000"}, id="identifiers without a type"),
        pytest.param({"identifiers": "B0", "identifiersType": "NAME"}, id="unknown type"),
        pytest.param({"identifiers": "X", "identifiersType": "SKU"}, id="SKU without a seller"),
        pytest.param(
            {"identifiers": ",".join(f"B{n:09}" for n in range(21)), "identifiersType": "ASIN"},
            id="21 identifiers",
        ),
        pytest.param({"keywords": "a", "pageSize": 21}, id="page too large"),
        pytest.param({"keywords": "a", "pageSize": 0}, id="page too small"),
        pytest.param({"keywords": "a", "includedData": "prices"}, id="unknown data"),
        pytest.param({"keywords": "a", "pageToken": "rubbish"}, id="garbage token"),
        pytest.param({"keywords": "a", "marketplaceIds": ""}, id="no marketplace"),
        pytest.param({"keywords": "a", "marketplaceIds": f"{US},{UK}"}, id="two marketplaces"),
    ],
)
def test_a_wrong_search_is_invalid_input(shop, query):
    response = _search(shop, **query)

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "InvalidInput"


def test_identifiers_find_what_is_there_and_leave_out_the_rest(shop):
    known = [product["product_id"] for product in shop.products(marketplace="US")[:3]]

    body = _search(
        shop, identifiers=",".join([*known, "B000000000"]), identifiersType="ASIN"
    ).json()

    assert [item["asin"] for item in body["items"]] == known
    assert body["numberOfResults"] == 3
    assert "refinements" not in body


def test_a_product_is_found_by_its_ean_and_its_sku(shop):
    asin = shop.products(marketplace="US")[0]["product_id"]
    seller = shop.sellers[0]["seller_id"]
    item = shop.get(f"{PATH}/{asin}", marketplaceIds=US, includedData="identifiers").json()
    ean = item["identifiers"][0]["identifiers"][0]["identifier"]
    query = {"MarketplaceId": US, "ItemType": "Asin", "Asins": asin}
    price = shop.get("/products/pricing/v0/price", **query).json()["payload"][0]
    sku = price["Product"]["Offers"][0]["SellerSKU"]

    by_ean = _search(shop, identifiers=ean, identifiersType="EAN").json()
    by_sku = _search(shop, identifiers=sku, identifiersType="SKU", sellerId=seller).json()
    wrong = str((int(ean[-1]) + 1) % 10)
    mistyped = _search(shop, identifiers=ean[:-1] + wrong, identifiersType="EAN").json()

    assert [item["asin"] for item in by_ean["items"]] == [asin]
    assert [item["asin"] for item in by_sku["items"]] == [asin]
    assert mistyped["items"] == []


def test_a_sku_is_its_sellers_alone(shop):
    asin = shop.products(marketplace="US")[0]["product_id"]
    query = {"MarketplaceId": US, "ItemType": "Asin", "Asins": asin}
    price = shop.get("/products/pricing/v0/price", **query).json()["payload"][0]
    sku = price["Product"]["Offers"][0]["SellerSKU"]
    other = {"x-amz-access-token": shop.log_in(seller=2)}
    path = f"/products/pricing/v0/listings/{sku}/offers"

    response = shop.client.get(
        path, params={"MarketplaceId": US, "ItemCondition": "New"}, headers=other
    )

    assert response.status_code == 400


def test_the_catalog_shows_what_others_sell_too(shop):
    mine = {product["product_id"] for product in shop.products(marketplace="US")}
    found = {item["asin"] for page in _pages(shop, keywords="e a", pageSize=20)
             for item in page["items"]}  # fmt: skip

    assert found - mine
    assert found & mine


def test_refinements_count_brands_and_narrow_a_search(shop):
    body = _search(shop, keywords="e", pageSize=5).json()
    brand = body["refinements"]["brands"][0]
    node = body["refinements"]["classifications"][0]

    by_brand = _search(shop, keywords="e", brandNames=brand["brandName"]).json()
    by_node = _search(shop, keywords="e", classificationIds=node["classificationId"]).json()

    assert by_brand["numberOfResults"] == brand["numberOfResults"]
    assert by_node["numberOfResults"] == node["numberOfResults"]


def test_listings_of_one_asin_differ_by_marketplace(shop):
    both = {p["product_id"] for p in shop.products(marketplace="US")} & {
        p["product_id"] for p in shop.products(marketplace="DE")
    }
    asin = min(both)

    names = {
        place: shop.get(f"{PATH}/{asin}", marketplaceIds=place).json()["summaries"][0]["itemName"]
        for place in (US, DE)
    }

    assert names[US] != names[DE]


def test_the_error_of_a_missing_item_names_item_and_marketplace(shop):
    response = shop.get(f"{PATH}/B000000000", marketplaceIds=DE)

    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "NOT_FOUND"
    assert "B000000000" in response.json()["errors"][0]["message"]
    assert DE in response.json()["errors"][0]["message"]
