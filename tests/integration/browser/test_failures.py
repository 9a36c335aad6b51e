"""The API is away, or unwell: what happened, what it means, and back to work when it is over."""

import pytest
from playwright.sync_api import Route, expect

from tests.integration.browser.steps import headline

_BROKEN = {"code": "internal", "message": "Something broke.", "request_id": "01REQ", "details": {}}
PLACES = {
    "overview": ("/", "**/api/v1/portfolio", "you today"),
    "products": ("/products", "**/api/v1/products?*", "products"),
    "runs": ("/runs", "**/api/v1/runs*", "The last run"),
}


def _broken(route: Route) -> None:
    route.fulfill(status=500, json={"error": _BROKEN})


def _away(route: Route) -> None:
    route.abort("connectionrefused")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_fault_of_the_api_is_explained_with_its_request_id_and_tried_again(page, place):
    path, calls, answer = place
    page.route(calls, _broken)
    page.goto(path)
    failure = page.get_by_role("alert")
    expect(failure).to_contain_text("Something broke.")
    expect(failure.get_by_text("01REQ")).to_be_visible()
    expect(failure.get_by_role("button", name="Copy the request id")).to_be_visible()

    page.unroute(calls)
    failure.get_by_role("button", name="Try again").click()
    expect(headline(page)).to_contain_text(answer)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_api_that_is_down_is_said_so_and_found_again(page):
    page.goto("/runs")
    expect(headline(page)).to_contain_text("The last run")
    page.route("**/api/**", _away)
    page.get_by_role("link", name="Products").click()
    failure = page.get_by_role("alert")
    expect(failure).to_contain_text("cannot be reached")

    page.unroute("**/api/**")
    failure.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("table", name="Products")).to_be_visible()


def test_a_page_opened_while_the_api_is_down_can_be_tried_again(page):
    page.route("**/api/**", _away)
    page.goto("/")
    failure = page.get_by_role("alert")
    expect(failure).to_contain_text("cannot be reached")

    page.unroute("**/api/**")
    failure.get_by_role("button", name="Try again").click()
    expect(headline(page)).to_contain_text("you today")
