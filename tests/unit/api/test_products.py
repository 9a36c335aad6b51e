from datetime import UTC, datetime

import pytest

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.cards import Sort
from shelfsignal.insights.domain.views import ListOrder, ProductFilter, ReviewFilter
from shelfsignal.kernel.ids import Marketplace, ProductId
from tests.builders.insights_views import a_card
from tests.unit.api.world import DEMO


def test_products_are_listed_by_attention_unless_asked_otherwise(world):
    answer = world.get("/v1/products")

    assert answer.status == 200
    assert [item["product_id"] for item in answer.json["items"]] == ["US-B07X6C9RMF"]
    assert world.insights.asked == (ProductFilter(), ListOrder(Sort.ATTENTION, descending=True))


def test_a_product_can_be_asked_for_in_parts(world):
    whole = world.get("/v1/products/US-B07X6C9RMF").json

    some = world.get("/v1/products/US-B07X6C9RMF", {"fields": "rising,day"}).json

    assert some == {name: whole[name] for name in ("product", "day", "rising")}
    refused = world.get("/v1/products/US-B07X6C9RMF", {"fields": "day,nothing"})
    assert (refused.status, refused.error["details"]["field"]) == (400, "fields")


def test_a_few_letters_suggest_what_is_called_so(world):
    title = a_card().title

    found = world.get("/v1/suggest", {"q": title[:5].casefold()}).json

    assert found["products"] == [
        {"product_id": "US-B07X6C9RMF", "title": title, "brand": "Brewline"}
    ]
    assert world.get("/v1/suggest", {"q": "brew"}).json["brands"] == [
        {"name": "Brewline", "products": 1}
    ]
    assert world.get("/v1/suggest", {"q": "b"}).error["details"]["field"] == "q"


def test_a_card_shows_money_exactly_and_times_in_utc(world):
    card = world.get("/v1/products").json["items"][0]

    assert (card["price"], card["currency"]) == ("39.90", "USD")
    assert card["last_change"] == "2026-11-22T06:00:00.123Z"
    assert card["attention_parts"][0]["why"] == "breaks_early is up since 2026-11-02"
    assert card["issues"][0]["rising_since"] == "2026-11-02"


def test_every_filter_and_sort_reaches_the_service(world):
    query = {
        "brand": "Brewline",
        "category": "Kitchen",
        "marketplace": "US",
        "sentiment": "negative",
        "issue": "breaks_early",
        "rating": "4",
        "rating_min": "2.5",
        "rating_max": "4.5",
        "attention_min": "20",
        "q": "kettle 1.7",
        "sort": "negative_share",
        "order": "asc",
        "limit": "7",
    }

    answer = world.get("/v1/products", query)

    assert answer.status == 200
    where = ProductFilter(
        "Brewline",
        "Kitchen",
        Marketplace.US,
        Sentiment.NEGATIVE,
        "breaks_early",
        4,
        "kettle 1.7",
        2.5,
        4.5,
        20.0,
    )
    assert world.insights.asked == (where, ListOrder(Sort.NEGATIVE_SHARE, descending=False))


def test_cursors_walk_the_whole_list_once(world):
    for n in range(5):
        world.insights.put(DEMO, a_card(ProductId(f"US-B0000000{n:02d}")))

    seen, query = [], {"limit": 2}
    while True:
        page = world.get("/v1/products", query).json
        seen += [item["product_id"] for item in page["items"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]

    assert len(seen) == len(set(seen)) == 6


def test_another_querys_cursor_is_refused(world):
    world.insights.put(DEMO, a_card(ProductId("US-B000000001")))
    cursor = world.get("/v1/products", {"limit": 1}).json["cursor"]

    answer = world.get("/v1/products", {"limit": 1, "brand": "Other", "cursor": cursor})

    assert (answer.status, answer.error["code"]) == (400, "bad_cursor")
    assert answer.error["details"] == {"field": "cursor"}


def test_a_product_shows_its_insight_figures_and_trend(world):
    detail = world.get("/v1/products/US-B07X6C9RMF").json

    assert detail["product"]["product_id"] == "US-B07X6C9RMF"
    assert detail["insight"]["head"]["version"] == 3
    assert detail["insight"]["sentiment"]["negative"] == {
        "count": 5,
        "n": 20,
        "value": 0.25,
        "low": 0.1119,
        "high": 0.4687,
    }
    assert detail["insight"]["sentiment"]["dominant"] == "positive"
    assert detail["insight"]["issues"][0]["quotes"][0]["text"] == "broke after a week"
    assert detail["insight"]["summary"][0]["review_ids"] == ["R1"]
    assert detail["rising"][0]["start"] == "2026-11-02"
    assert detail["window"]["direction"] == "up"
    assert detail["attention"]["score"] == 61.5
    assert detail["trend"][0] == {
        "start": "2026-11-16",
        "days": 7,
        "reviews": 9,
        "positive": 5,
        "neutral": 1,
        "negative": 3,
        "mean_rating": 3.4,
    }


def test_as_of_shows_what_was_shown_then(world):
    path = "/v1/products/US-B07X6C9RMF"

    then = world.get(path, {"as_of": "2026-06-01T02:00:00+02:00"})
    before = world.get(path, {"as_of": "2025-01-01T00:00:00Z"})

    assert then.json["insight"]["head"]["version"] == 2
    assert before.status == 404


def test_a_bare_asin_works_while_it_is_unambiguous(world):
    assert world.get("/v1/products/B07X6C9RMF").status == 200
    world.insights.put(DEMO, a_card(ProductId("UK-B07X6C9RMF")))

    answer = world.get("/v1/products/B07X6C9RMF")

    assert (answer.status, answer.error["code"]) == (409, "conflict")
    assert answer.error["details"] == {"choices": ["UK-B07X6C9RMF", "US-B07X6C9RMF"]}


def test_versions_are_listed_and_shown(world):
    page = world.get("/v1/products/US-B07X6C9RMF/versions", {"limit": 2}).json
    version = world.get("/v1/products/US-B07X6C9RMF/versions/2").json

    assert [head["version"] for head in page["items"]] == [3, 2]
    assert page["cursor"]
    assert (version["head"]["version"], version["is_latest"]) == (2, False)
    assert version["ratings"] == [4, 1, 2, 3, 10]


def test_an_unknown_version_is_not_found(world):
    answer = world.get("/v1/products/US-B07X6C9RMF/versions/9")

    assert (answer.status, answer.error["details"]) == (404, {"version": 9})


def test_reviews_come_with_the_evidence_for_an_issue(world):
    query = {"issue": "breaks_early", "sentiment": "negative", "rating": 1}

    page = world.get("/v1/products/US-B07X6C9RMF/reviews", query).json

    assert world.insights.asked == ReviewFilter("breaks_early", Sentiment.NEGATIVE, rating=1)
    review, analysis = page["items"][0]["review"], page["items"][0]["analysis"]
    evidence = analysis["issues"][0]["evidence"]
    assert review["body"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_reviews_do_not_say_who_wrote_them(world):
    review = world.get("/v1/products/US-B07X6C9RMF/reviews").json["items"][0]["review"]

    assert not {"reviewer_id", "display_name"} & set(review)


def test_reviews_as_of_a_time_are_those_of_the_version_shown_then(world):
    world.get("/v1/products/US-B07X6C9RMF/reviews", {"as_of": "2026-06-01T00:00:00Z"})

    assert world.insights.asked.as_of == datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("suffix", ["", "/versions", "/versions/1", "/reviews", "/diff"])
def test_an_unknown_product_is_not_found(world, suffix):
    answer = world.get(f"/v1/products/US-B000000000{suffix}")

    assert (answer.status, answer.error["code"]) == (404, "not_found")


def test_two_versions_are_compared_in_words_and_numbers(world):
    answer = world.get("/v1/products/US-B07X6C9RMF/diff", {"from": 1, "to": 3})

    assert (answer.status, world.insights.asked) == (200, (1, 3))
    assert answer.json["issues"][0]["gained"] == ["R1"]
    assert answer.json["issues"][0]["before"]["n"] == 19
    assert answer.json["counts"] == {"added": 1}
    assert answer.json["reviews"][0] == {
        "review_id": "R1",
        "change": "added",
        "before": None,
        "after": {"rating": 1, "sentiment": "negative", "issues": ["breaks_early"]},
    }
    assert answer.json["summary"][0]["review_ids"] == ["R1"]


def test_without_versions_the_last_two_are_compared(world):
    assert world.get("/v1/products/US-B07X6C9RMF/diff").status == 200
    assert world.insights.asked == (None, None)


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"from": "0"}, 400, "from"),
        ({"to": "x"}, 400, "to"),
        ({"before": "1"}, 400, "before"),
        ({"to": "9"}, 404, None),
    ],
)
def test_versions_that_cannot_be_compared_are_refused(world, query, status, field):
    answer = world.get("/v1/products/US-B07X6C9RMF/diff", query)

    assert answer.status == status
    assert answer.error["details"].get("field") == field


def test_a_product_is_shown_beside_its_category(world):
    detail = world.get("/v1/products/US-B07X6C9RMF").json

    assert detail["in_category"][0]["standing"] == "above"
    assert detail["in_category"][0]["others"]["n"] == 1000
    assert detail["rising"][0]["is_confirmed"] is True
    assert detail["insight"]["issues"][0]["star_impact_low"] == 0.2


def test_a_list_says_its_total_and_its_run(world):
    page = world.get("/v1/products").json

    assert (page["total"], page["day"], page["list_changed"]) == (1, "2026-11-22", False)
    assert page["run_id"] == "01KAMXZ0000000000000000000"


def test_of_a_card_only_the_fields_asked_for_are_answered(world):
    page = world.get("/v1/products", {"fields": "title,attention,image_url"}).json

    assert page["items"] == [
        {
            "product_id": "US-B07X6C9RMF",
            "title": "Kettle 1.7 l",
            "image_url": None,
            "attention": 61.5,
        }
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"fields": "title,nonsense"}, "fields"),
        ({"fields": ""}, "fields"),
        ({"rating_min": "0.5"}, "rating_min"),
        ({"rating_max": "nan"}, "rating_max"),
        ({"rating_min": "4", "rating_max": "2"}, "query"),
        ({"attention_min": "101"}, "attention_min"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused_by_its_field(world, query, field):
    answer = world.get("/v1/products", query)

    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_a_batch_has_a_success_or_an_error_for_each_in_order(world):
    world.insights.put(DEMO, a_card(ProductId("US-B000000001")))
    world.insights.put(DEMO, a_card(ProductId("UK-B000000001")))
    body = {"product_ids": ["US-B000000001", "B07X6C9RMF", "B000000001", "US-B000NOBODY"]}

    items = world.post("/v1/products/batch", body | {"fields": "title"}).json["items"]

    assert [item["asked"] for item in items] == body["product_ids"]
    assert [item["product"] and item["product"]["product_id"] for item in items] == [
        "US-B000000001", "US-B07X6C9RMF", None, None,
    ]  # fmt: skip
    assert items[0]["product"] == {"product_id": "US-B000000001", "title": "Kettle 1.7 l"}
    assert items[2]["error"]["choices"] == ["UK-B000000001", "US-B000000001"]
    assert items[3]["error"]["code"] == "not_found"


@pytest.mark.parametrize("count", [0, 51])
def test_a_batch_has_its_limits(world, count):
    answer = world.post("/v1/products/batch", {"product_ids": ["US-B000000001"] * count})

    assert (answer.status, answer.error["details"]["field"]) == (400, "product_ids")


def test_changes_say_what_moved_and_why(world):
    (change,) = world.get("/v1/changes", {"since": "2026-11-20T08:00:00Z"}).json["items"]

    assert world.insights.asked == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert (change["kind"], change["before"], change["after"]) == ("changed", 2, 3)
    assert change["product"]["product_id"] == "US-B07X6C9RMF"
    assert change["issues"][0]["gained"] == ["R1"]
    assert change["summary"][0]["review_ids"] == ["R1"]


def test_a_page_says_how_fresh_it_is(world):
    detail = world.get("/v1/products/US-B07X6C9RMF").json

    assert (detail["cached"], detail["stale_at"]) == (True, "2026-11-22T06:00:00.123Z")
    assert detail["moves"] == [{"at": "2026-11-22T06:00:00.123Z", "version": 3}]
    assert detail["prices"] == [{"day": "2026-11-22", "price": "39.90", "currency": "USD"}]
    assert detail["issue_trends"][0]["points"][0]["n"] == 9
    assert detail["daily"][0]["negative"] == 3
