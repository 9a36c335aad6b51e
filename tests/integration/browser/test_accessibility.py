"""axe finds nothing to complain of: any page, either theme, on a desktop and on a tablet."""

import pytest

from scripts.dashboard_site import OPEN_PAGES, settle
from tests.integration.browser.axe import violations

_BEHIND_THE_SIGN_IN = (
    *("overview", "products", "products-cards", "products-none", "product", "evidence", "work"),
    *("compare", "runs", "run", "connections", "jobs", "settings", "not-found"),
)
OVERLAYS = {"palette": "Control+k", "help": "?"}


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_pages_before_the_sign_in_are_accessible(visitor, name):
    visitor.goto(OPEN_PAGES[name])
    settle(visitor)

    assert violations(visitor) == []


@pytest.mark.parametrize("name", _BEHIND_THE_SIGN_IN)
def test_pages_behind_the_sign_in_are_accessible(page, dashboard, name):
    page.goto(dashboard.pages[name])
    settle(page)

    assert violations(page) == []


@pytest.mark.parametrize("name", OVERLAYS)
def test_what_lies_over_a_page_is_accessible(page, name):
    page.goto("/runs")
    settle(page)
    page.keyboard.press(OVERLAYS[name])
    page.get_by_role("dialog").wait_for()

    assert violations(page) == []


def test_no_page_is_left_out(dashboard):
    assert set(dashboard.pages) == set(_BEHIND_THE_SIGN_IN)
