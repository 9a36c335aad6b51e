"""The truth that analyses are scored against, and the market's history."""

import json


def test_events_name_product_issue_and_date(start):
    mock = start(products=1000)

    truth = mock.client.get("/admin/ground-truth").json()

    defects = [event for event in truth["events"] if event["kind"] == "defect"]
    assert {"defect", "price_war", "lost_buy_box"} == {e["kind"] for e in truth["events"]}
    assert len(defects) >= 20
    for event in defects:
        assert event["issue"]
        assert event["begun"] == (event["starts_on"] < "2026-11-22")


def test_review_truths_cover_exactly_the_shown_reviews(mock):
    product = next(p for p in mock.products(marketplace="US") if 0 < p["review_count"] <= 25)

    body = mock.client.get(
        "/admin/ground-truth/reviews", params={"asin": product["product_id"], "marketplace": "US"}
    ).text

    truths = [json.loads(line) for line in body.splitlines()]
    assert [t["review_id"] for t in truths] == [r["review_id"] for r in product["reviews"]]
    assert [t["rating"] for t in truths] == [r["rating"] for r in product["reviews"]]


def test_all_review_truths_can_be_streamed(start):
    mock = start(products=24)
    products = [p for n in (0, 1) for p in _products(mock, n)]

    lines = mock.client.get("/admin/ground-truth/reviews").text.splitlines()

    assert len(lines) == sum(product["review_count"] for product in products)


def _products(mock, seller):
    mock.headers = {"x-amz-access-token": mock.log_in(seller)}
    return mock.products()


def test_the_market_route_shows_days_and_events(mock):
    product = mock.products(marketplace="US")[0]

    history = mock.client.get(
        "/admin/market", params={"asin": product["product_id"], "marketplace": "US", "days": 30}
    ).json()

    assert [day["day"] for day in history["days"]][-1] == "2026-11-21"
    assert len(history["days"]) == 30
    assert all(day["price"] > 0 for day in history["days"])
