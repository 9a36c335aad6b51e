"""The simple feed: shape, paging, tokens and who may ask."""

import re
from datetime import datetime

import pytest

PRODUCT_FIELDS = {
    "product_id", "title", "price", "currency", "category", "brand", "marketplace", "parent_asin",
    "image_url", "sales_rank", "average_rating", "review_count", "reviews", "reviews_token",
}  # fmt: skip
REVIEW_FIELDS = {
    "review_id", "title", "text", "rating", "date", "reviewer_id", "reviewer_name",
    "verified_purchase", "helpful_votes", "language",
}  # fmt: skip


def test_a_page_has_the_agreed_shape(mock):
    page = mock.get("/v1/products", marketplace="US", limit=30).json()

    assert set(page) == {"products", "next_page_token"}
    assert len(page["products"]) == 30
    for product in page["products"]:
        assert set(product) == PRODUCT_FIELDS
        assert re.fullmatch(r"B0[0-9A-Z]{8}", product["product_id"])
        assert all(set(review) == REVIEW_FIELDS for review in product["reviews"])


def test_reviews_come_newest_first_and_at_most_25_are_embedded(mock):
    for product in mock.products(marketplace="US"):
        dates = [datetime.fromisoformat(review["date"]) for review in product["reviews"]]
        assert dates == sorted(dates, reverse=True)
        assert len(dates) == min(25, product["review_count"])
        assert (product["reviews_token"] is None) == (product["review_count"] <= 25)


def test_walking_the_pages_meets_every_product_once(mock):
    seller = mock.sellers[0]

    met = [(p["marketplace"], p["product_id"]) for p in mock.products(limit=17)]

    assert len(met) == len(set(met)) == sum(seller["products"].values())


def test_the_order_is_stable_whatever_the_page_size(mock):
    small = [p["product_id"] for p in mock.products(limit=7, marketplace="US")]
    large = [p["product_id"] for p in mock.products(limit=100, marketplace="US")]

    assert small == large


def test_the_tail_continues_where_the_feed_stopped(mock):
    product = next(p for p in mock.products(marketplace="US") if p["review_count"] > 125)
    path, seen = f"/v1/products/{product['product_id']}/reviews", list(product["reviews"])
    token = product["reviews_token"]

    while token:
        page = mock.get(path, marketplace="US", page_token=token, limit=100).json()
        seen += page["reviews"]
        token = page["next_page_token"]

    complete, token = [], ""
    while token is not None:
        page = mock.get(path, marketplace="US", limit=50, page_token=token).json()
        complete += page["reviews"]
        token = page["next_page_token"]
    assert seen == complete
    assert len(seen) == len({r["review_id"] for r in seen}) == product["review_count"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"limit": "0"}, id="limit too small"),
        pytest.param({"limit": "101"}, id="limit too large"),
        pytest.param({"limit": "ten"}, id="limit no number"),
        pytest.param({"marketplace": "XX"}, id="unknown marketplace"),
        pytest.param({"page_token": "rubbish"}, id="garbage token"),
        pytest.param({"page_token": "%%%"}, id="token that is not base64"),
    ],
)
def test_wrong_parameters_are_invalid_input(mock, query):
    response = mock.get("/v1/products", **query)

    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "InvalidInput"
    assert response.headers["x-amzn-RateLimit-Limit"] == "1000000.0"


@pytest.mark.parametrize("changes", [{"limit": 20}, {"marketplace": "UK"}])
def test_a_page_token_is_bound_to_its_parameters(mock, changes):
    token = mock.get("/v1/products", limit=10, marketplace="US").json()["next_page_token"]

    response = mock.get(
        "/v1/products", **{"limit": 10, "marketplace": "US", "page_token": token, **changes}
    )

    assert response.status_code == 400


def test_a_page_token_of_another_seller_is_refused(mock):
    token = mock.get("/v1/products", limit=10).json()["next_page_token"]
    mock.headers = {"x-amz-access-token": mock.log_in(seller=1)}

    assert mock.get("/v1/products", limit=10, page_token=token).status_code == 400


def test_a_page_token_expires_on_the_virtual_clock(mock):
    token = mock.get("/v1/products", limit=10).json()["next_page_token"]
    mock.admin("clock", advance_seconds=901)

    response = mock.get("/v1/products", limit=10, page_token=token)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "page token expired"


def test_a_token_of_one_product_does_not_open_another(mock):
    first, second = [p for p in mock.products(marketplace="US") if p["reviews_token"]][:2]

    response = mock.get(
        f"/v1/products/{second['product_id']}/reviews", page_token=first["reviews_token"]
    )

    assert response.status_code == 400


def test_a_foreign_product_is_not_found(mock):
    mine = {p["product_id"] for p in mock.products()}
    mock.headers = {"x-amz-access-token": mock.log_in(seller=1)}
    theirs = next(p["product_id"] for p in mock.products() if p["product_id"] not in mine)
    mock.headers = {"x-amz-access-token": mock.log_in(seller=0)}

    response = mock.get(f"/v1/products/{theirs}/reviews", marketplace="US")

    assert response.status_code == 404
    error = response.json()["errors"][0]
    assert error["code"] == "NOT_FOUND"
    assert theirs in error["message"]
    assert "ATVPDKIKX0DER" in error["message"]


def test_marketplaces_are_known_by_code_and_by_id(mock):
    by_code = mock.products(marketplace="DE")
    by_id = mock.products(marketplace="A1PA6795UKMFR9")

    assert [p["product_id"] for p in by_code] == [p["product_id"] for p in by_id]
    assert {p["currency"] for p in by_code} == {"EUR"}


def test_some_asins_are_sold_on_two_marketplaces(mock):
    american = {p["product_id"] for p in mock.products(marketplace="US")}
    german = {p["product_id"] for p in mock.products(marketplace="DE")}

    assert american & german


def test_variations_share_a_parent_and_some_reviews(start):
    mock = start(products=1000)
    families: dict[str, list] = {}
    for product in mock.products(marketplace="US"):
        if product["parent_asin"]:
            families.setdefault(product["parent_asin"], []).append(product)

    assert all(len(family) > 1 for family in families.values())
    shared = 0
    for family in families.values():
        ids = [{r["review_id"] for r in product["reviews"]} for product in family]
        shared += any(ids[0] & other for other in ids[1:])
    assert shared > 0


def test_a_walk_keeps_its_snapshot_while_the_clock_goes_on(mock):
    before = mock.products(limit=20, marketplace="US")
    first = mock.get("/v1/products", limit=20, marketplace="US").json()
    mock.admin("clock", advance_seconds=600)

    second = mock.get(
        "/v1/products", limit=20, marketplace="US", page_token=first["next_page_token"]
    ).json()

    counts = [p["review_count"] for p in second["products"]]
    assert counts == [p["review_count"] for p in before[20:40]]
