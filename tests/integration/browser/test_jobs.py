"""Review jobs in the browser: asked for, watched, stopped, retried; and the page without any."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.integration.browser.axe import violations
from tests.integration.browser.dashboard import Dashboard
from tests.integration.browser.steps import headline
from tests.integration.driving import Json, admin, asins_of

_JOB_MS = 90_000


@pytest.fixture
def calm(dashboard: Dashboard) -> Iterator[None]:
    """A mock that misbehaves no longer once the test is over."""
    yield
    admin(dashboard.stack, "reset", {"parts": ["faults", "traffic", "buckets"]})


@pytest.fixture(scope="module")
def shelf(dashboard: Dashboard) -> tuple[Json, list[str]]:
    """A seller, and three products it sells in the US."""
    seller = admin(dashboard.stack, "sellers")[0]
    return seller, asins_of(dashboard.stack, seller)[:3]


def open_form(page: Page, seller: Json) -> Locator:
    page.goto("/jobs")
    page.get_by_role("button", name="Fetch reviews").click()
    dialog = page.get_by_role("dialog", name="Fetch reviews")
    place = dialog.get_by_role("combobox", name="Seller and marketplace")
    place.select_option(label=f"{seller['name']}, United States")
    return dialog


def rows(page: Page) -> Locator:
    """Of the job's products, less the heading."""
    return (
        page.get_by_role("region", name="Products")
        .get_by_role("row")
        .filter(has=page.get_by_role("rowheader"))
    )


def test_what_is_no_asin_is_named_and_the_rest_is_fetched_while_one_watches(page, shelf):
    seller, asins = shelf
    dialog = open_form(page, seller)
    field = dialog.get_by_role("textbox", name="ASINs")
    field.fill(f"{asins[0]}, B07X6C9RM\n{asins[1].lower()}; {asins[0]} shoes")
    expect(dialog.get_by_text("“B07X6C9RM” and “shoes” are no ASINs.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Fetch 2 products")).to_be_disabled()
    assert violations(page) == []
    dialog.get_by_role("button", name="Leave out what is no ASIN").click()
    expect(field).to_have_value("\n".join(asins[:2]))
    dialog.get_by_text("Every review").click()
    dialog.get_by_role("button", name="Fetch 2 products").click()

    expect(page).to_have_url(re.compile(r"/jobs/\w+"))
    expect(page.get_by_role("progressbar", name="Products fetched")).to_be_visible()
    expect(headline(page)).to_contain_text(
        re.compile(r"^This job fetched \d+ reviews of 2 products"), timeout=_JOB_MS
    )
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(rows(page)).to_have_count(2)
    expect(rows(page).first).to_contain_text("Done")
    page.get_by_role("link", name=asins[0]).click()
    expect(page).to_have_url(re.compile(f"/products/US-{asins[0]}"))


def test_a_failed_product_says_why_and_a_retry_does_it(page, dashboard, shelf, calm):
    seller, asins = shelf
    broken = {"kind": "400", "operation": "listReviewTexts", "asin": asins[1], "times": None}
    admin(dashboard.stack, "faults", {"faults": [broken]})
    dialog = open_form(page, seller)
    dialog.get_by_role("textbox", name="ASINs").fill(" ".join(asins[:2]))
    dialog.get_by_text("Every review").click()
    dialog.get_by_role("button", name="Fetch 2 products").click()
    expect(headline(page)).to_contain_text("1 failed. Retry it to do the rest.", timeout=_JOB_MS)
    page.get_by_role("navigation", name="State of the products").get_by_text("Failed").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text(asins[1])
    expect(rows(page)).to_contain_text("Amazon would not answer for this product.")
    expect(rows(page)).to_contain_text("answered 400")
    assert violations(page) == []

    admin(dashboard.stack, "reset", {"parts": ["faults"]})
    page.get_by_role("button", name="Retry").click()
    expect(headline(page)).to_contain_text(
        re.compile(r"^This job fetched \d+ reviews of 2 products"), timeout=_JOB_MS
    )
    page.get_by_role("link", name="Jobs", exact=True).click()
    expect(page.get_by_role("table").get_by_role("row").nth(1)).to_contain_text("attempt 2")


def test_a_job_is_stopped_at_its_next_page(page, dashboard, shelf, calm):
    seller, asins = shelf
    slow = {"kind": "slow", "operation": "listReviewTexts", "seconds": 2, "times": None}
    admin(dashboard.stack, "faults", {"faults": [slow]})
    dialog = open_form(page, seller)
    dialog.get_by_role("textbox", name="ASINs").fill(" ".join(asins))
    dialog.get_by_text("Every review").click()
    dialog.get_by_role("button", name="Fetch 3 products").click()
    page.get_by_role("button", name="Cancel the job").click()
    expect(page.get_by_text("It stops at its next page; what it fetched is kept.")).to_be_visible()

    expect(headline(page)).to_contain_text("This job was cancelled", timeout=_JOB_MS)
    expect(page.get_by_role("button", name="Retry")).to_be_visible()


def test_somebody_who_may_only_look_sees_jobs_and_no_button(visitor, dashboard, shelf):
    dashboard.site.hand_over(visitor.context, dashboard.a_viewer())
    visitor.goto("/jobs")

    expect(visitor.get_by_role("table")).to_be_visible()
    for name in ("Fetch reviews", "Upload a file"):
        expect(visitor.get_by_role("button", name=name)).to_have_count(0)
    visitor.goto("/connections")
    expect(visitor.get_by_role("listitem", name=shelf[0]["name"]).first).to_be_visible()
    expect(visitor.get_by_role("button", name=re.compile("onnect"))).to_have_count(0)


def test_without_a_seller_the_page_leads_to_the_connections(visitor, dashboard):
    dashboard.site.hand_over(visitor.context, dashboard.a_new_owner())
    visitor.goto("/jobs")

    expect(visitor.get_by_role("heading", name="No seller is connected")).to_be_visible()
    expect(visitor.get_by_role("button", name="Fetch reviews")).to_have_count(0)
    expect(visitor.get_by_role("button", name="Upload a file")).to_be_visible()
    visitor.get_by_role("link", name="Go to the connections").click()
    expect(visitor.get_by_role("heading", name="Nothing is connected")).to_be_visible()


def test_a_job_of_nobody_and_a_list_that_does_not_load_are_said(page):
    page.goto("/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    expect(page.get_by_text("There is no such job")).to_be_visible()
    page.route("**/api/v1/jobs?*", lambda route: route.abort("connectionrefused"))
    page.goto("/jobs")
    failure = page.get_by_role("alert")
    expect(failure).to_contain_text("cannot be reached")

    page.unroute("**/api/v1/jobs?*")
    failure.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("table")).to_be_visible()
