"""Amazon says, we found, in a browser. axe sees the card with the product's page."""

import pytest
from playwright.sync_api import expect

from tests.integration.browser.feedback import NAME, SNIPPET


@pytest.fixture
def card(page, told):
    page.goto(f"/products/{told.product_id}")
    return page.get_by_role("region", name="Amazon says, we found")


def test_both_sides_of_a_topic_are_those_of_the_api(card, dashboard, told):
    answer = dashboard.get(f"/v1/products/{told.product_id}/feedback")
    row = next(
        each
        for each in answer["compared"]["rows"]
        if each["amazon"] and each["amazon"]["name"] == told.topic
    )
    assert row["ours"]["issues"] == [told.issue["code"]]
    assert row["ours"]["share"] == told.issue["share"], "the range holds every review"

    shown = card.get_by_role("listitem", name=told.topic, exact=True)

    expect(shown).to_contain_text("9 mentions")
    share = row["ours"]["share"]
    assert share["value"] is None or row["verdict"] == "agree"
    expect(shown).to_contain_text(f"{share['count']} of {share['n']}")


def test_our_quote_opens_its_review(page, card, told):
    shown = card.get_by_role("listitem", name=told.topic, exact=True)
    shown.get_by_role("button", name="Open the review").click()

    expect(page.get_by_role("dialog").get_by_role("article")).to_be_visible()


def test_amazons_words_stay_text(page, card):
    shown = card.get_by_role("listitem").filter(has_text="Giftability")
    expect(shown.get_by_role("heading")).to_have_text(NAME)
    shown.get_by_text("More of what Amazon says").click()

    expect(shown).to_contain_text(SNIPPET)
    expect(shown.locator("script, img, a")).to_have_count(0)
    assert "taken" not in page.title()


def test_a_product_without_a_connected_seller_says_what_to_do(page, dashboard, told):
    other = next(c for c in dashboard.cards() if c["product_id"] != told.product_id)
    page.goto(f"/products/{other['product_id']}")
    card = page.get_by_role("region", name="Amazon says, we found")

    expect(card.get_by_role("heading", name="Amazon has not been asked")).to_be_visible()
    card.get_by_role("link", name="Seller connections").click()
    page.wait_for_url("**/connections")
