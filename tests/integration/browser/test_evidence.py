"""Every claim ends in a review, the exact words highlighted."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.integration.driving import every_page


@pytest.fixture
def product(dashboard):
    return dashboard.product


def _reviews(dashboard, product_id, **filters):
    path = f"/v1/products/{product_id}/reviews"
    return list(every_page(dashboard.stack, path, limit=100, **filters))


def _shown(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("article")


def _expect_quotes(shown: Locator, item, issue):
    """The review as the API has it, its quotes marked and nothing else."""
    for part in ("title", "body"):
        if item["review"][part]:
            expect(shown).to_contain_text(item["review"][part], use_inner_text=False)
    quotes = [
        mention["evidence"]["quote"]
        for mention in item["analysis"]["issues"]
        if mention["label"] == issue
    ]
    assert quotes
    marks = shown.locator("mark").all_text_contents()
    assert set(quotes) == set(marks)


def test_an_issue_opens_the_reviews_it_counts_with_the_exact_quote(page, dashboard, product):
    issue = product["insight"]["issues"][0]
    product_id = product["product"]["product_id"]
    reviews = _reviews(dashboard, product_id, issue=issue["code"])
    assert len(reviews) == issue["mentions"]
    page.goto(f"/products/{product_id}")
    page.get_by_role("button", name=issue["name"], exact=True).click()

    first = reviews[0]
    shown = _shown(page)
    expect(shown).to_have_accessible_name(f"Review {first['review']['review_id']}")
    _expect_quotes(shown, first, issue["code"])
    expect(page.get_by_role("dialog")).to_contain_text(f"Review 1 of {issue['mentions']}")


def test_arrows_go_through_the_evidence_and_the_address_follows(page, dashboard, product):
    issue = next(each for each in product["insight"]["issues"] if each["mentions"] > 1)
    product_id = product["product"]["product_id"]
    second = _reviews(dashboard, product_id, issue=issue["code"])[1]
    page.goto(f"/products/{product_id}?issue={issue['code']}")
    expect(_shown(page)).to_be_visible()
    page.keyboard.press("ArrowRight")

    review_id = second["review"]["review_id"]
    expect(_shown(page)).to_have_accessible_name(f"Review {review_id}")
    expect(page).to_have_url(re.compile(rf"review={review_id}"))
    page.reload()
    expect(_shown(page)).to_have_accessible_name(f"Review {review_id}")
    _expect_quotes(_shown(page), second, issue["code"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_quote_of_the_overview_opens_the_review_it_stands_in(page, dashboard):
    issue = next(each for each in dashboard.get("/v1/portfolio")["top_issues"] if each["quote"])
    quote = issue["quote"]
    page.goto("/")
    top = page.get_by_role("region", name="Top issues")
    top.get_by_role("link", name=quote["text"]).first.click()

    expect(_shown(page)).to_have_accessible_name(f"Review {quote['review_id']}")
    assert quote["text"] in _shown(page).locator("mark").all_text_contents()


def test_a_citation_of_the_summary_opens_the_review_it_rests_on(page, product):
    sentence = next(each for each in product["insight"]["summary"] if each["review_ids"])
    page.goto(f"/products/{product['product']['product_id']}")
    page.get_by_role("button", name="Open review 1 that this rests on").first.click()

    cited = set(sentence["review_ids"])
    expect(_shown(page)).to_be_visible()
    name = _shown(page).get_attribute("aria-label") or ""
    assert name.removeprefix("Review ") in cited
