"""A run is started from the dashboard and watched until it is over."""

import re

from playwright.sync_api import expect

from tests.integration.browser.steps import headline
from tests.integration.driving import admin

_RUN_MS = 150_000


def test_a_run_is_started_and_watched_to_its_end(page, dashboard):
    """One review more than the run before has read: one product changes."""
    card = dashboard.product["product"]
    place = {"asin": card["asin"], "marketplace": card["marketplace"]}
    admin(dashboard.stack, "plant", {"kind": "add_review", **place})
    page.goto("/runs")
    page.get_by_role("button", name="Start a run").click()
    page.get_by_role("dialog").get_by_role("button", name="Start", exact=True).click()

    expect(page).to_have_url(re.compile(r"/runs/\w+"))
    main = page.get_by_role("main")
    expect(main.get_by_text("Running", exact=True)).to_be_visible()
    expect(main.get_by_role("progressbar")).to_be_visible()
    expect(main.get_by_text("Succeeded", exact=True).first).to_be_visible(timeout=_RUN_MS)
    run = dashboard.get(f"/v1/runs/{page.url.rsplit('/', 1)[1]}")
    assert (run["status"], run["versions_written"]) == ("SUCCEEDED", 1)
    expect(headline(page)).to_contain_text(f"changed 1 of {run['products']} products")
    expect(main.get_by_role("progressbar", name="Products read")).to_have_count(0)

    page.get_by_role("link", name="Runs").click()
    expect(page.get_by_role("table").get_by_role("row").nth(1)).to_contain_text("Succeeded")
