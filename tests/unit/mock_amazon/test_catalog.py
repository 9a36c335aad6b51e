"""Catalog Items 2022-04-01 as collectors and the public clients use it."""


def test_search_pages_through_at_most_twenty_items(mock):
    mock.admin("bucket", operation="searchCatalogItems", rate=1000, burst=1000)
    query = {"marketplaceIds": "ATVPDKIKX0DER", "keywords": "e a o", "pageSize": 20}
    seen, token = [], None
    while True:
        body = mock.get(
            "/catalog/2022-04-01/items", **query, **({"pageToken": token} if token else {})
        ).json()
        seen += [item["asin"] for item in body["items"]]
        token = body["pagination"].get("nextToken")
        if token is None:
            break

    assert len(seen) == len(set(seen)) == body["numberOfResults"] > 20


def test_unknown_parameters_are_ignored(mock):
    """python-amazon-sp-api sends the marketplace under four names at once."""
    place = "ATVPDKIKX0DER"
    names = ("MarketplaceId", "MarketplaceIds", "marketplace_ids", "marketplaceIds")

    response = mock.get("/catalog/2022-04-01/items", keywords="set", **dict.fromkeys(names, place))

    assert response.status_code == 200
    assert response.headers["x-amzn-RateLimit-Limit"] == "2.0"


def test_search_wants_keywords_or_identifiers_but_not_both(mock):
    path, place = "/catalog/2022-04-01/items", "ATVPDKIKX0DER"

    assert mock.get(path, marketplaceIds=place).status_code == 400
    both = mock.get(path, marketplaceIds=place, keywords="a", identifiers="B0")
    assert both.status_code == 400


def test_an_item_carries_no_price_or_rating(mock):
    product = mock.products(marketplace="US")[0]

    item = mock.get(
        f"/catalog/2022-04-01/items/{product['product_id']}",
        marketplaceIds="ATVPDKIKX0DER",
        includedData="summaries,salesRanks,images,relationships",
    ).json()

    assert set(item) == {"asin", "summaries", "salesRanks", "images", "relationships"}
    assert item["summaries"][0]["brand"] == product["brand"]
    assert item["summaries"][0]["itemName"] == product["title"]


def test_a_missing_item_is_named(mock):
    response = mock.get("/catalog/2022-04-01/items/B000000000", marketplaceIds="ATVPDKIKX0DER")

    assert response.status_code == 404
    assert "B000000000" in response.json()["errors"][0]["message"]
