"""Reads on the deployed stack: figures computed behind an answer, totals, and lists as files."""

import csv
from io import StringIO
from unittest.mock import patch

import httpx
import pytest

from local.aws import fake_environment
from local.stack import LocalStack
from shelfsignal.insights.domain.views import ListOrder, ProductFilter
from shelfsignal.insights.services.exports import order_export
from shelfsignal.kernel.ids import OrgId
from shelfsignal.runtime.exports import wire_exports
from tests.integration.driving import Json, every_page, get, refresh, until


@pytest.fixture(scope="module")
def filled(deployed: LocalStack) -> LocalStack:
    refresh(deployed)
    return deployed


def test_a_page_is_computed_once_behind_an_answer_and_then_kept(filled: LocalStack) -> None:
    product = get(filled, "/v1/products", limit=1)["items"][0]["product_id"]
    first = get(filled, f"/v1/products/{product}")

    def kept() -> Json | None:
        found = get(filled, f"/v1/products/{product}")
        return found if found["cached"] else None

    later = until(kept, 60)

    assert later["stale_at"] > first["stale_at"] or first["cached"]
    assert later["insight"] == first["insight"]
    assert later["attention"] == first["attention"]


@pytest.mark.parametrize("where", [{}, {"sentiment": "negative"}, {"attention_min": 35}])
def test_the_total_is_what_the_pages_hold(filled: LocalStack, where: Json) -> None:
    total = get(filled, "/v1/products", limit=7, **where)["total"]

    assert len(list(every_page(filled, "/v1/products", limit=7, **where))) == total


def test_every_door_of_the_overview_opens_on_what_it_counts(filled: LocalStack) -> None:
    portfolio = get(filled, "/v1/portfolio")
    threshold = portfolio["attention_from"]
    whole = get(filled, "/v1/products", attention_min=threshold)["total"]

    assert portfolio["needing_attention"] == whole
    for issue in portfolio["top_issues"]:
        assert (
            get(filled, "/v1/products", issue=issue["code"])["total"]
            == (issue["products_affected"])
        )
    for brand in get(filled, "/v1/brands")["items"]:
        name = brand["subject"]["name"]
        assert get(filled, "/v1/products", brand=name)["total"] == brand["products"]


def test_a_list_is_a_file_and_a_long_one_is_written_behind_the_answer(filled: LocalStack) -> None:
    now = filled.api("GET", "/v1/products.csv")
    rows = list(csv.DictReader(StringIO(now.text, newline="")))
    assert (now.status_code, len(rows)) == (200, get(filled, "/v1/products")["total"])

    export = _ordered(filled)

    def ready() -> Json | None:
        found = get(filled, f"/v1/exports/{export}")
        return found if found["status"] != "pending" else None

    found = until(ready, 60)

    assert (found["status"], found["rows"]) == ("ready", len(rows))
    file = httpx.get(found["url"], trust_env=False)
    assert (file.status_code, file.text) == (200, now.text)
    assert file.headers["content-disposition"] == 'attachment; filename="products.csv"'


def _ordered(stack: LocalStack) -> str:
    """As the API does when a list is too long for it."""

    class Resources:
        insights_table = stack.outputs["InsightsTable"]
        data_bucket = stack.outputs["DataBucket"]
        export_products_function = "shelfsignal-local-export_products"

    with patch.dict("os.environ", fake_environment(stack.options.ports.url("emulator"))):
        desk = wire_exports(Resources())
        return order_export(OrgId("demo"), ProductFilter(), ListOrder(), None, desk).export_id
