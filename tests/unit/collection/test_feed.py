"""The feed's pages as they come, odd ones included.

Nothing valid is lost, what is dropped is counted.
"""

import json
from datetime import UTC, datetime

import pytest

from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed import parse_products, parse_reviews
from shelfsignal.kernel.catalogue import MAX_TEXT_CHARS, ListingKind
from shelfsignal.kernel.ids import Asin
from tests.builders.collection import (
    NOW,
    a_context,
    a_long_item,
    a_page,
    a_review,
    a_reviews_page,
    an_item,
)


def parsed(*items, next_token=None):
    return parse_products(a_page(*items, next_token=next_token), a_context(), NOW)


def only_review(**changes):
    page = parsed(an_item(reviews=[a_review(**changes)]))
    return page.listings[0].reviews[0], dict(page.dropped)


def test_a_tidy_item_becomes_a_complete_listing():
    page = parsed(an_item(), next_token="t2")

    listing = page.listings[0]
    assert page.next_token == "t2"
    assert dict(page.dropped) == {}
    assert listing.kind is ListingKind.COMPLETE
    assert listing.product.product_id == "US-B000000001"
    assert str(listing.product.price) == "24.9"
    assert listing.reviews[0].review_date == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_reviewers_are_pseudonymised():
    review, _ = only_review()

    assert review.reviewer_id == "h(id:AE123)"
    assert review.display_name == "reviewer-h(name:K"


def test_a_reviews_token_makes_the_listing_partial():
    listing = parsed(a_long_item()).listings[0]

    assert listing.kind is ListingKind.PARTIAL
    assert listing.tail_token == "tail-B000000002"


def test_fewer_reviews_than_stated_and_no_token_is_not_called_complete():
    listing = parsed(an_item(review_count=9)).listings[0]

    assert listing.kind is ListingKind.PARTIAL


def test_a_product_without_reviews_is_kept():
    page = parsed(an_item(reviews=[]))

    assert page.listings[0].reviews == ()
    assert page.listings[0].kind is ListingKind.COMPLETE


@pytest.mark.parametrize("text", [None, "", "   "], ids=["null", "empty", "blank"])
def test_a_review_without_text_is_kept_and_counted(text):
    review, counted = only_review(text=text)

    assert review.body.strip() == ""
    assert counted == {"kept_without_text": 1}


def test_a_review_of_300_kb_is_truncated_and_counted():
    review, counted = only_review(text="x" * 300_000)

    assert len(review.body) == MAX_TEXT_CHARS
    assert counted == {"kept_truncated_text": 1}


def test_a_lone_surrogate_is_repaired_and_counted():
    review, counted = only_review(text="broken \ud83d heart")

    assert review.body == "broken ? heart"
    assert counted == {"kept_repaired_text": 1}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rating": 0}, "rating_out_of_range"),
        ({"rating": 6}, "rating_out_of_range"),
        ({"rating": "five"}, "malformed_review"),
        ({"rating": True}, "malformed_review"),
        ({"rating": float("nan")}, "malformed_review"),
        ({"date": "2026-11-24T00:00:00Z"}, "date_in_future"),
        ({"date": "yesterday"}, "malformed_date"),
        ({"date": None}, "malformed_date"),
        ({"date": "0001-01-01T00:00:00+23:00"}, "malformed_date"),
        ({"date": "0001-01-01T00:00:00Z"}, "malformed_date"),
        ({"date": "1970-01-01T00:00:00Z"}, "malformed_date"),
        ({"date": "9999-12-31T23:59:59-23:00"}, "malformed_date"),
        ({"review_id": ""}, "malformed_review"),
        ({"review_id": "R" * 200}, "malformed_review"),
    ],
)
def test_an_unusable_review_is_dropped_alone_and_counted(changes, reason):
    page = parsed(an_item(reviews=[a_review("R1"), a_review(**{"review_id": "R2", **changes})]))

    assert [review.review_id for review in page.listings[0].reviews] == ["R1"]
    assert dict(page.dropped) == {reason: 1}


@pytest.mark.parametrize(
    "date", ["2026-11-23T23:59:59Z", "2026-11-22", "2026-11-01T01:00:00+02:00"]
)
def test_dates_up_to_a_day_ahead_are_kept(date):
    _, counted = only_review(date=date)

    assert counted == {}


def test_the_same_review_twice_counts_once():
    page = parsed(an_item(reviews=[a_review("R1"), a_review("R1"), "no review"]))

    assert len(page.listings[0].reviews) == 1
    assert dict(page.dropped) == {"duplicate_review": 1, "malformed_review": 1}


@pytest.mark.parametrize(
    "item",
    [
        "no item",
        {**an_item(), "product_id": None},
        {**an_item(), "product_id": "../etc"},
        {**an_item(), "title": 7},
        {**an_item(), "reviews": None},
    ],
)
def test_a_malformed_item_is_dropped_alone_and_counted(item):
    page = parsed(an_item("B000000009"), item)

    assert [listing.product.asin for listing in page.listings] == ["B000000009"]
    assert dict(page.dropped) == {"malformed_item": 1}


def test_items_of_another_marketplace_and_repeated_ones_are_dropped():
    page = parsed(an_item(), an_item(), an_item("B000000003", marketplace="DE"))

    assert len(page.listings) == 1
    assert dict(page.dropped) == {"duplicate_item": 1, "other_marketplace": 1}


def test_odd_figures_do_not_cost_the_product():
    item = an_item(
        price="n/a", sales_rank="first", average_rating=float("inf"), review_count=-1, brand=None
    )
    product = parsed(item).listings[0].product

    assert (product.price, product.sales_rank, product.average_rating) == (None, None, None)
    assert (product.review_count, product.brand) == (0, "Unbranded")


def test_broken_utf8_is_replaced_and_counted():
    body = a_page(an_item(reviews=[a_review(text="caf@")])).replace(b"caf@", b"caf\xe9")
    page = parse_products(body, a_context(), NOW)

    assert page.listings[0].reviews[0].body == "caf\ufffd"
    assert dict(page.dropped) == {"kept_repaired_utf8": 1}
    assert [each.body for each in page.answers] == [body]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>503</html>",
        a_page(an_item())[:-20],
        b"[]",
        b'{"products": []}',
        b'{"products": {}, "next_page_token": null}',
        b'{"products": [], "next_page_token": 5}',
        b'{"products": [], "next_page_token": ""}',
        b"[" * 100_000,
    ],
)
def test_a_page_of_another_shape_is_refused_whole(body):
    with pytest.raises(MalformedAnswer):
        parse_products(body, a_context(), NOW)


def test_a_page_of_reviews():
    body = a_reviews_page(a_review("R7"), a_review("R8", rating=9), next_token="more")
    page = parse_reviews(body, a_context(), Asin("B000000002"))

    assert [each.review.review_id for each in page.reviews] == ["R7"]
    assert page.next_token == "more"
    assert dict(page.dropped) == {"rating_out_of_range": 1}
    with pytest.raises(MalformedAnswer, match="no list of reviews"):
        parse_reviews(json.dumps({"next_page_token": None}).encode(), a_context(), Asin("B1"))


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_number_of_many_digits_costs_the_review_it_stands_in_and_nothing_else(digits):
    odd = a_review("R2", rating=7777)
    body = a_page(an_item(reviews=[a_review("R1"), odd], average_rating=8888))
    body = body.replace(b"7777", b"9" * digits).replace(b"8888", b"9" * digits)

    page = parse_products(body, a_context(), NOW)

    assert [review.review_id for review in page.listings[0].reviews] == ["R1"]
    assert page.listings[0].product.average_rating is None
    assert dict(page.dropped) == {"malformed_review": 1}


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"title": "x" * 500_000}, "title", "x" * 1000),
        ({"brand": f" {'x' * 3000}"}, "brand", "x" * 200),
        ({"brand": " Acme\n"}, "brand", "Acme"),
        ({"category": "  "}, "category", "Uncategorised"),
        ({"parent_asin": "../x"}, "parent_asin", None),
        ({"image_url": "javascript:alert(1)"}, "image_url", None),
        ({"image_url": "https://i.test/" + "x" * 9000}, "image_url", None),
        ({"currency": "\x1b[31m"}, "currency", "USD"),
        ({"sales_rank": 10**30}, "sales_rank", None),
        ({"price": "1E+999999"}, "price", None),
        ({"price": "0." + "1" * 500_000}, "price", None),
        ({"price": [1]}, "price", None),
    ],
)
def test_what_a_source_says_of_a_product_fits_where_it_is_kept(changes, name, expected):
    assert getattr(parsed(an_item(**changes)).listings[0].product, name) == expected


@pytest.mark.parametrize("asin", ["A" * 2000, "../../x", "B0#PRODUCT#1", "", "B0\u0661"])
def test_an_id_that_cannot_be_a_key_is_refused(asin):
    page = parsed(an_item(asin), an_item("B000000009"))

    assert [listing.product.asin for listing in page.listings] == ["B000000009"]
    assert dict(page.dropped) == {"malformed_item": 1}


@pytest.mark.parametrize("language", ["\ud800", "x" * 9000])
def test_whatever_the_language_says_the_listing_can_be_written(language):
    page = parsed(an_item(reviews=[a_review(language=language)]))

    assert page.listings[0].model_dump_json()


@pytest.mark.parametrize("token", ["\ud800", "x" * 500_000])
def test_a_token_that_cannot_be_stored_and_sent_back_is_none(token):
    listing = parsed(an_item(review_count=3, reviews_token=token)).listings[0]

    assert listing.tail_token is None
    assert listing.kind is ListingKind.PARTIAL
    with pytest.raises(MalformedAnswer):
        parsed(an_item(), next_token=token)
