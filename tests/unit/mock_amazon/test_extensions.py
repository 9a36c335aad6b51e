"""Review texts by ASIN and market history: what Amazon does not have."""

import pytest

from mock_amazon.clock import DAY_S, moment_of

US = "ATVPDKIKX0DER"


@pytest.fixture
def shop(mock):
    """A mock without limits."""
    mock.admin("bucket", rate=1e6, burst=1e6)
    return mock


def _texts(mock, asin, **query):
    seen, token = [], None
    while True:
        named: dict[str, str] = {"pageToken": token} if token else {}
        page = mock.get(f"/reviews/v1/items/{asin}", marketplaceId=US, **query, **named).json()
        seen += page["reviews"]
        token = page["pagination"].get("nextToken")
        if token is None:
            assert len(seen) == page["numberOfResults"]
            return seen


def _pass(mock, days):
    mock.admin("clock", advance_days=days)
    mock.headers = {"x-amz-access-token": mock.log_in()}


def _busy(mock):
    products = mock.products(marketplace="US")
    return max(products, key=lambda product: product["review_count"])


def test_every_review_is_read_once_newest_first(shop):
    product = _busy(shop)

    seen = _texts(shop, product["product_id"], pageSize=20)

    assert len({one["review_id"] for one in seen}) == product["review_count"] == len(seen)
    stripped = [{k: v for k, v in one.items() if k != "updated_at"} for one in seen]
    assert stripped[:25] == product["reviews"]


def test_only_what_changed_since_is_read_again(shop):
    asin = _busy(shop)["product_id"]
    before = {one["review_id"]: one for one in _texts(shop, asin)}
    read_at = shop.client.get("/admin/clock").json()["now"]
    assert _texts(shop, asin, updatedSince=read_at) == []
    _pass(shop, days=21)

    changed = _texts(shop, asin, updatedSince=read_at)

    after = {one["review_id"]: one for one in _texts(shop, asin)}
    known = {k: v for k, v in before.items() if k in after}
    merged = {**known, **{one["review_id"]: one for one in changed}}
    assert merged == after
    assert 0 < len(changed) < len(after)


def test_planted_and_edited_reviews_count_as_changed(shop):
    asin = _busy(shop)["product_id"]
    read_at = shop.client.get("/admin/clock").json()["now"]
    shop.admin("plant", kind="add_review", asin=asin, marketplace="US")
    edited = _texts(shop, asin)[3]["review_id"]
    shop.admin("plant", kind="edit_review", asin=asin, marketplace="US", review_id=edited)

    changed = _texts(shop, asin, updatedSince=read_at)

    assert len(changed) == 2
    assert edited in {one["review_id"] for one in changed}


def test_review_texts_have_a_bucket_of_their_own(mock):
    asin = mock.products(marketplace="US")[0]["product_id"]

    asked = [mock.get(f"/reviews/v1/items/{asin}", marketplaceId=US) for _ in range(11)]

    assert [one.status_code for one in asked] == [200] * 10 + [429]
    assert asked[0].headers["x-amzn-RateLimit-Limit"] == "2.0"
    assert mock.get("/v1/products", limit=1).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"marketplaceId": US, "updatedSince": "soon"}, 400),
        ({"marketplaceId": US, "pageSize": 101}, 400),
        ({"marketplaceId": US, "pageToken": "x"}, 400),
        ({}, 400),
        ({"marketplaceId": "A1F83G8C2ARO7P"}, 404),
    ],
    ids=str,
)
def test_wrong_questions_are_refused(shop, query, status):
    other = {p["product_id"] for p in shop.products(marketplace="UK")}
    asin = next(p["product_id"] for p in shop.products(marketplace="US")
                if p["product_id"] not in other)  # fmt: skip

    assert shop.get(f"/reviews/v1/items/{asin}", **query).status_code == status


def test_a_token_is_bound_to_its_question(shop):
    asin = _busy(shop)["product_id"]
    path, query = f"/reviews/v1/items/{asin}", {"marketplaceId": US, "pageSize": 5}
    token = shop.get(path, **query).json()["pagination"]["nextToken"]

    changed = {**query, "updatedSince": "2026-01-01"}

    assert shop.get(path, **query, pageToken=token).status_code == 200
    assert shop.get(path, **changed, pageToken=token).status_code == 400


def test_a_repeated_item_appears_twice(shop):
    asin = _busy(shop)["product_id"]
    fault = {"kind": "repeated_item", "operation": "listReviewTexts"}
    shop.admin("faults", faults=[fault])

    reviews = shop.get(f"/reviews/v1/items/{asin}", marketplaceId=US).json()["reviews"]

    assert reviews[0] == reviews[1]


def test_history_agrees_with_the_present(shop):
    product = _busy(shop)
    asin = product["product_id"]
    _pass(shop, days=1)

    body = shop.get(f"/history/v1/items/{asin}", marketplaceId=US, days=30).json()

    yesterday = body["days"][-1]
    assert len(body["days"]) == 30
    assert [day["date"] for day in body["days"]] == sorted(day["date"] for day in body["days"])
    assert yesterday["date"] == "2026-11-22"
    assert yesterday["price"] == product["price"]
    assert yesterday["salesRank"] == product["sales_rank"]
    assert yesterday["reviewCount"] == product["review_count"]
    assert yesterday["rating"] == pytest.approx(product["average_rating"], abs=0.051)
    counts = [day["reviewCount"] for day in body["days"]]
    assert counts[-1] >= counts[0] > 0


def test_a_lost_buy_box_shows_in_history_and_offers(start):
    shop = {"products": 1000, "sellers": 1, "anchor": int(moment_of("2026-11-22") // DAY_S)}
    truth = start(**shop).client.get("/admin/ground-truth").json()
    lost = next(
        event for event in truth["events"]
        if event["kind"] == "lost_buy_box" and event["marketplace"] == "US"
    )  # fmt: skip
    asin = lost["product_id"]
    mock = start(**shop, start=moment_of(lost["starts_on"]) + 2.5 * DAY_S)

    days = mock.get(f"/history/v1/items/{asin}", marketplaceId=US, days=30).json()["days"]
    query = {"MarketplaceId": US, "ItemCondition": "New"}
    path = f"/products/pricing/v0/items/{asin}/offers"
    offers = mock.get(path, **query).json()["payload"]["Offers"]

    lost_on = [day["date"] for day in days if not day["isBuyBoxOwn"]]
    assert lost_on == [day["date"] for day in days if day["date"] >= lost["starts_on"]]
    assert len(lost_on) == 2
    winner = next(offer for offer in offers if offer["IsBuyBoxWinner"])
    own = next(offer for offer in offers if offer["MyOffer"])
    assert winner["ListingPrice"]["Amount"] < own["ListingPrice"]["Amount"]
