"""What is promised of the dashboard's weight and calm, as far as no machine's speed decides it.

`make bench-dashboard` has the figures that depend on one.
"""

import json

import pytest
from playwright.sync_api import Route, expect

from scripts.dashboard_site import settle
from scripts.page_probes import layout_shift, observe, script_bytes, synthetic_cards
from tests.integration.browser.steps import expect_total, headline, product_table

_MOST_SCRIPT_BYTES = 200_000
_MOST_SHIFT = 0.05
_MANY = 100_000
_PAGE = 500
_ROWS_IN_SIGHT = 60


def test_the_overview_needs_less_than_200_kb_of_scripts(page):
    page.goto("/")
    expect(headline(page)).to_contain_text("you today")
    settle(page)

    assert 0 < script_bytes(page) < _MOST_SCRIPT_BYTES


@pytest.mark.parametrize("name", ["overview", "products", "product"])
def test_nothing_moves_while_a_page_loads(page, dashboard, name):
    observe(page.context)
    page.goto(dashboard.pages[name])
    settle(page)
    page.wait_for_load_state("networkidle")

    assert layout_shift(page) < _MOST_SHIFT


def test_of_100_000_products_only_the_rows_in_sight_exist(page, dashboard):
    cards = synthetic_cards(dashboard.cards()[0], 0, _PAGE)
    answer = {"items": cards, "total": _MANY, "cursor": "more"}

    def first_pages(route: Route) -> None:
        """The second page never comes: the list waits for it."""
        if "cursor=" not in route.request.url:
            document = {**dashboard.get("/v1/products", limit=1), **answer}
            route.fulfill(body=json.dumps(document), content_type="application/json")

    page.route("**/api/v1/products?*", first_pages)
    page.goto("/products")
    expect_total(page, _MANY)
    product_table(page).evaluate("(box) => box.scrollTo(0, box.scrollHeight)")

    expect(product_table(page).get_by_role("link", name=cards[-1]["title"])).to_be_visible()
    assert product_table(page).get_by_role("row").count() < _ROWS_IN_SIGHT
