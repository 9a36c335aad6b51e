"""A caller who sees some brands: every route of products answers as if there were no others."""

from dataclasses import replace

import pytest

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import NewKey, create_key
from shelfsignal.kernel.ids import ProductId
from tests.builders.accounts import NOW
from tests.builders.insights_views import a_card
from tests.unit.api import ids
from tests.unit.api.document import ALL, label
from tests.unit.api.world import DEMO

OF_A_PRODUCT = [route for route in ALL if "product_id" in ids.placeholders(route)]
OTHERS = ProductId("US-B000000OTH")


@pytest.fixture
def key(world):
    """Sees the brand Cask alone, of which DEMO has one product."""
    world.insights.put(DEMO, replace(a_card(OTHERS), brand="Cask"))
    asked = NewKey(DEMO, "a test", frozenset(Scope), brands=frozenset({"Cask"}))
    return str(create_key(asked, world.keys, lambda: NOW).text)


@pytest.mark.parametrize("route", OF_A_PRODUCT, ids=label)
def test_a_product_of_another_brand_looks_like_none(world, key, route):
    path, body = ids.own_path(route, world), ids.good_body(route)

    theirs = world.call(route.method, path, body, x_api_key=key)
    own = world.call(route.method, path.replace("US-B07X6C9RMF", OTHERS), body, x_api_key=key)

    assert theirs.status == 404, theirs.text
    assert own.status < 400, own.text


@pytest.mark.parametrize(
    "path",
    ["/v1/products", "/v1/products.csv", "/v1/changes?since=2026-11-20T08:00:00Z", "/v1/brands"],
)
def test_lists_hold_the_brands_seen(world, key, path):
    answer = world.get(path, x_api_key=key)

    assert answer.status == 200
    assert "Brewline" in world.get(path).text
    assert "Cask" in answer.text
    assert "Brewline" not in answer.text


def test_a_batch_answers_each_for_itself(world, key):
    body = {"product_ids": ["US-B07X6C9RMF", OTHERS, "B000000OTH"]}

    items = world.post("/v1/products/batch", body, x_api_key=key).json["items"]

    assert [item["error"] and item["error"]["code"] for item in items] == ["not_found", None, None]


def test_the_last_run_is_not_theirs_to_see(world, key):
    world.post("/v1/runs")

    assert world.get("/v1/portfolio").json["last_run"]["run_id"]
    assert world.get("/v1/portfolio", x_api_key=key).json["last_run"] is None


def test_an_export_of_more_than_they_see_is_not_there(world, key):
    export = world.export()

    assert world.get(f"/v1/exports/{export}").status == 200
    assert world.get(f"/v1/exports/{export}", x_api_key=key).status == 404
