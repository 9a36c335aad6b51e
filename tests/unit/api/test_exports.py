"""Lists as files, over HTTP."""

from shelfsignal.insights.services import exports as services
from shelfsignal.kernel.ids import ProductId
from tests.builders.insights_views import a_card
from tests.unit.api.world import DEMO


def test_a_list_is_answered_as_csv_with_its_filters(world):
    world.insights.put(DEMO, a_card(ProductId("US-B000000001"), title="=1+1"))

    answer = world.get("/v1/products.csv", {"brand": "Brewline", "sort": "review_count"})

    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="products.csv"'
    assert "US-B000000001" in answer.text
    assert "'=1+1" in answer.text
    assert world.insights.asked[0].brand == "Brewline"
    again = world.get("/v1/products.csv", {"brand": "Brewline", "sort": "review_count"},
                      if_none_match=answer.headers["etag"])  # fmt: skip
    assert (again.status, again.text) == (304, "")


def test_a_long_list_is_written_behind_the_answer(world, monkeypatch):
    monkeypatch.setattr(services, "MAX_BYTES", 10)

    ordered = world.get("/v1/products.csv")
    export_id = ordered.json["export_id"]
    pending = world.get(f"/v1/exports/{export_id}")
    services.write_export(DEMO, export_id, world.insights, world.exports, world.exports)
    ready = world.get(f"/v1/exports/{export_id}")

    assert (ordered.status, ordered.json["status"], pending.json["url"]) == (202, "pending", None)
    assert (ready.json["status"], ready.json["rows"]) == ("ready", 1)
    assert ready.json["url"] == f"https://files.test/demo/{export_id}.csv"
    assert world.exports.asked == [export_id]


def test_a_page_is_not_asked_of_a_file(world):
    answer = world.get("/v1/products.csv", {"limit": 5})

    assert (answer.status, answer.error["details"]["field"]) == (400, "limit")
