"""The virtual clock moves the data, and odd data can be planted."""

import json

import pytest

ADDING = [
    "no_text", "null_text", "rating_0", "rating_6", "future_date", "bad_date", "html", "script",
    "prompt_injection",
]  # fmt: skip


PLANTED_VALUES = {
    "no_text": ("text", ""),
    "null_text": ("text", None),
    "rating_0": ("rating", 0),
    "rating_6": ("rating", 6),
    "future_date": ("date", "2026-12-22"),
    "bad_date": ("date", "yesterday"),
}


def _product(mock, asin, marketplace):
    return next(p for p in mock.products(marketplace=marketplace) if p["product_id"] == asin)


@pytest.fixture
def busy(mock):
    """A product with more reviews than the feed embeds."""
    return next(p for p in mock.products(marketplace="US") if p["review_count"] > 40)


def _plant(mock, product, kind, **more):
    place = product["marketplace"]
    return mock.admin("plant", kind=kind, asin=product["product_id"], marketplace=place, **more)


def _again(mock, product):
    return _product(mock, product["product_id"], product["marketplace"])


def test_advancing_days_brings_new_reviews_and_keeps_the_old(mock):
    before = {p["product_id"]: p for p in mock.products(marketplace="US")}
    mock.admin("clock", advance_days=30)
    mock.headers = {"x-amz-access-token": mock.log_in()}
    after = {p["product_id"]: p for p in mock.products(marketplace="US")}

    grown = sum(after[a]["review_count"] > before[a]["review_count"] for a in before)
    assert list(before) == list(after)
    assert grown > len(before) / 3
    assert max(r["date"] for p in after.values() for r in p["reviews"]) > "2026-12-15"
    assert any(after[a]["price"] != before[a]["price"] for a in before)


def test_within_a_day_nothing_changes(mock):
    before = mock.products(marketplace="US")
    mock.admin("clock", advance_seconds=3000)

    after = mock.products(marketplace="US")

    for product in before + after:
        product.pop("reviews_token")
    assert before == after


def test_nothing_is_dated_after_the_virtual_today(mock):
    dates = [r["date"] for p in mock.products() for r in p["reviews"]]

    assert max(dates) < "2026-11-22"
    assert min(dates) > "2025-05"


def test_the_clock_can_be_set_forward_but_never_back(mock):
    assert mock.admin("clock", now="2026-12-24")["day"] == "2026-12-24"

    response = mock.client.post("/admin/clock", json={"now": "2026-01-01"})

    assert response.status_code == 400
    assert mock.client.get("/admin/clock").json()["day"] == "2026-12-24"


@pytest.mark.parametrize("kind", ADDING)
def test_a_planted_review_is_the_newest(mock, busy, kind):
    planted = _plant(mock, busy, kind)

    after = _again(mock, busy)
    newest = after["reviews"][0]
    assert newest["review_id"] == planted["review_id"]
    assert after["review_count"] == busy["review_count"] + 1
    name, value = PLANTED_VALUES.get(kind, ("title", "Planted"))
    assert str(newest[name])[:10] == str(value)


def test_a_huge_review_has_300_000_characters(mock, busy):
    _plant(mock, busy, "huge_review")

    assert len(_again(mock, busy)["reviews"][0]["text"]) == 300_000


def test_broken_utf8_is_broken_on_the_wire(mock, busy):
    _plant(mock, busy, "broken_utf8")

    path = f"/v1/products/{busy['product_id']}/reviews"
    body = mock.get(path, marketplace="US", limit=5).content

    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert len(json.loads(body.decode(errors="replace"))["reviews"]) == 5


def test_a_lone_surrogate_is_valid_json(mock, busy):
    _plant(mock, busy, "lone_surrogate")

    text = json.loads(
        mock.get(f"/v1/products/{busy['product_id']}/reviews", marketplace="US", limit=1).content
    )["reviews"][0]["text"]

    assert "\ud83d" in text


def test_no_reviews_empties_a_product(mock, busy):
    _plant(mock, busy, "no_reviews")

    after = _again(mock, busy)
    assert (after["reviews"], after["review_count"], after["reviews_token"]) == ([], 0, None)


def test_editing_and_deleting_change_the_newest_review(mock, busy):
    first, second = (r["review_id"] for r in busy["reviews"][:2])

    _plant(mock, busy, "edit_review", review={"text": "Changed.", "rating": 2})
    edited = _again(mock, busy)["reviews"][0]
    _plant(mock, busy, "delete_review")
    newest = _again(mock, busy)["reviews"][0]

    assert (edited["review_id"], edited["text"], edited["rating"]) == (first, "Changed.", 2)
    assert newest["review_id"] == second


def test_a_product_can_come_again_on_the_next_page(mock):
    first = mock.products(marketplace="US")[4]
    _plant(mock, first, "duplicate_across_pages")

    pages = mock.walk(marketplace="US", limit=10)

    assert pages[1]["products"][0]["product_id"] == first["product_id"]
    assert len(pages[1]["products"]) == 11


def test_most_reviews_can_vanish_at_once(mock, busy):
    _plant(mock, busy, "delete_most")

    assert _again(mock, busy)["review_count"] == busy["review_count"] // 2


def test_a_reset_takes_plants_and_faults_away(mock, busy):
    _plant(mock, busy, "no_reviews")
    mock.admin("faults", profile="hostile", faults=[{"kind": "500", "times": None}])

    mock.admin("reset")

    assert _again(mock, busy)["review_count"] == busy["review_count"]


def test_planting_on_an_unknown_product_is_not_found(mock):
    response = mock.client.post("/admin/plant", json={"kind": "html", "asin": "B0AAAAAAAA"})

    assert response.status_code == 404
