"""What a review says stays text, whatever it asks a browser to do."""

from playwright.sync_api import expect

from scripts.dashboard_site import settle
from tests.integration.browser.dashboard import SCRIPT, TEXT


def _expect_nothing_of_it(page):
    """Nothing was made of it: no element, no link, no new title."""
    inside = page.locator("#root")
    expect(inside.locator("script, iframe, img[src='x'], a[href*='evil']")).to_have_count(0)
    assert "taken" not in page.title()


def test_a_script_and_a_link_in_a_review_stay_text_in_its_evidence(page, dashboard):
    hostile = dashboard.hostile
    page.goto(f"/products/{hostile.product_id}?review={hostile.review_id}")
    shown = page.get_by_role("article", name=f"Review {hostile.review_id}")

    expect(shown.get_by_role("heading")).to_have_text(SCRIPT)
    expect(shown).to_contain_text(TEXT)
    expect(shown.get_by_role("link")).to_have_count(0)
    _expect_nothing_of_it(page)


def test_they_stay_text_in_the_list_of_reviews(page, dashboard):
    page.goto(f"/products/{dashboard.hostile.product_id}")

    expect(page.get_by_role("main").get_by_text(SCRIPT).first).to_be_visible()
    _expect_nothing_of_it(page)


def test_every_page_keeps_to_the_content_security_policy(page, dashboard):
    """The window is watched: a breach on any of these pages fails this test."""
    for path in dashboard.pages.values():
        page.goto(path)
        settle(page)
        _expect_nothing_of_it(page)
