import pytest

from shelfsignal.kernel.ids import ProductId
from tests.builders.insights_views import a_card
from tests.unit.api.world import RIVAL, World


def test_the_portfolio_says_what_needs_attention_and_why(world):
    portfolio = world.get("/v1/portfolio").json

    assert portfolio["subject"] == {"kind": "PORTFOLIO", "name": "", "marketplace": None}
    assert portfolio["attention"][0]["reasons"] == ["breaks_early is up since 2026-11-02"]
    assert portfolio["top_issues"][0]["quote"]["text"] == "broke after a week"
    assert portfolio["rising_issues"][0]["rise"]["start"] == "2026-11-02"
    assert portfolio["window"]["days"] == 30


def test_the_portfolio_of_a_day_can_be_asked_for(world):
    assert world.get("/v1/portfolio", {"day": "2026-10-01"}).json["day"] == "2026-10-01"


def test_before_the_first_run_there_is_no_portfolio():
    empty = World()
    empty.insights.cards.clear()

    assert empty.get("/v1/portfolio").status == 404


@pytest.mark.parametrize(
    ("query", "subject", "code"),
    [
        ({}, ("PORTFOLIO", "", None), "breaks_early"),
        ({"kind": "rising"}, ("PORTFOLIO", "", None), "leaks"),
        ({"brand": "Brewline"}, ("BRAND", "Brewline", None), "breaks_early"),
        ({"category": "Kitchen"}, ("CATEGORY", "Kitchen", None), "breaks_early"),
        ({"marketplace": "US"}, ("MARKETPLACE", "US", None), "breaks_early"),
        (
            {"brand": "Brewline", "marketplace": "US"},
            ("BRAND", "Brewline", "US"),
            "breaks_early",
        ),
    ],
)
def test_issues_are_listed_by_kind_and_subject(world, query, subject, code):
    issues = world.get("/v1/issues", query).json

    assert tuple(issues["subject"].values()) == subject
    assert [issue["code"] for issue in issues["items"]] == [code]
    assert issues["kind"] == query.get("kind", "top")


def test_issues_are_of_one_subject(world):
    answer = world.get("/v1/issues", {"brand": "Brewline", "category": "Kitchen"})

    assert answer.status == 400
    assert "not both" in answer.error["message"]


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [("/v1/brands", "BRAND", "Brewline"), ("/v1/categories", "CATEGORY", "Kitchen")],
)
def test_brands_and_categories_are_listed_with_their_figures(world, path, kind, name):
    world.insights.put(RIVAL, a_card(ProductId("US-B000RIVAL2")))

    lines = world.get(path).json["items"]

    assert [tuple(line["subject"].values()) for line in lines] == [(kind, name, None)]
    assert lines[0]["negative"]["n"] == 20
    assert [one["subject"]["marketplace"] for one in _of(world, path, "US")["items"]] == ["US"]
    assert _of(world, path, "DE")["items"] == []


def _of(world, path, marketplace):
    return world.get(path, {"marketplace": marketplace}).json


@pytest.mark.parametrize("path", ["/v1/portfolio", "/v1/portfolio/map"])
def test_a_marketplace_is_a_portfolio_of_its_own(world, path):
    assert world.get(path, {"marketplace": "US"}).status == 200
    assert world.get(path, {"marketplace": "DE"}).status == 404
    assert world.get(path, {"marketplace": "XX"}).status == 400


def test_a_marketplaces_figures_say_what_they_are_of(world):
    subject = _of(world, "/v1/portfolio", "US")["subject"]

    assert subject == {"kind": "MARKETPLACE", "name": "US", "marketplace": None}


def test_changes_can_be_of_one_marketplace(world):
    since = {"since": "2026-11-20T08:00:00Z"}

    assert len(world.get("/v1/changes", since | {"marketplace": "US"}).json["items"]) == 1
    assert world.get("/v1/changes", since | {"marketplace": "DE"}).json["items"] == []


def test_the_portfolio_says_which_rises_are_believed_and_by_what_rule(world):
    answer = world.get("/v1/portfolio").json

    assert answer["product_rises"][0]["rise"]["is_confirmed"] is True
    assert answer["alarms"]["products"] == {
        "q": 0.05,
        "tests": 40,
        "called": 2,
        "confirmed": 1,
        "threshold": 0.001,
    }


def test_the_portfolio_counts_what_needs_attention_and_shows_its_last_run(world):
    run_id = world.post("/v1/runs").json["run_id"]

    answer = world.get("/v1/portfolio").json

    assert (answer["needing_attention"], answer["prevailing"]) == (1, {"positive": 1})
    assert (answer["last_run"]["run_id"], answer["last_run"]["changed"]) == (run_id, 0)


def test_the_map_has_a_cell_a_brand_and_category(world):
    answer = world.get("/v1/portfolio/map").json

    (cell,) = answer["cells"]
    assert (cell["brand"], cell["category"], cell["products"], cell["reviews"]) == (
        "Brewline", "Kitchen", 1, 20,
    )  # fmt: skip
    assert cell["negative"]["n"] == 20
