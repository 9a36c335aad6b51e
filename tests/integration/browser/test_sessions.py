"""Sessions that run out: renewed unnoticed while they can be, else back to where one was."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from scripts.dashboard_site import REFRESH_COOKIE
from tests.integration.browser.steps import headline, sign_in

_EXPIRED = {"code": "token_expired", "message": "Expired.", "request_id": "e", "details": {}}


def _expired(route: Route) -> None:
    route.fulfill(status=401, json={"error": _EXPIRED})


def _counting(page: Page, path: str) -> Callable[[], int]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if path in request.url else None)
    return lambda: len(asked)


def test_an_expired_access_token_is_renewed_unnoticed(page):
    page.goto("/runs")
    expect(page.get_by_role("table")).to_be_visible()
    renewals = _counting(page, "/v1/auth/refresh")
    page.route("**/api/v1/products?*", _expired, times=1)
    page.get_by_role("link", name="Products").click()

    expect(headline(page)).to_contain_text("products")
    expect(page.get_by_role("table", name="Products")).to_be_visible()
    assert renewals() == 1


def test_without_its_cookie_a_page_leads_to_the_sign_in_and_back_again(page, dashboard):
    brand = dashboard.product["product"]["brand"]
    here = f"{dashboard.site.url}/products?brand={brand.replace(' ', '+')}&sort=review_count"
    page.goto(here)
    expect(headline(page)).to_contain_text(f"of {brand}")
    page.context.clear_cookies(name=REFRESH_COOKIE)
    page.reload()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, dashboard.site)
    expect(page).to_have_url(here)
    expect(headline(page)).to_contain_text(f"of {brand}")


def test_a_session_that_ends_under_way_says_so_and_goes_on_afterwards(page, dashboard):
    page.goto("/")
    expect(headline(page)).to_contain_text("you today")
    page.context.clear_cookies(name=REFRESH_COOKIE)
    page.route("**/api/v1/runs*", _expired)
    page.get_by_role("link", name="Runs").click()

    expect(page.get_by_role("status").filter(has_text="Your session is over")).to_be_visible()
    page.unroute("**/api/v1/runs*")
    sign_in(page, dashboard.site)
    expect(page).to_have_url(f"{dashboard.site.url}/runs")
    expect(page.get_by_role("table")).to_be_visible()
