"""The whole dashboard without a mouse."""

import re

from playwright.sync_api import expect

from tests.integration.browser.steps import headline, product_table


def test_the_palette_jumps_to_a_product(page, dashboard):
    card = dashboard.product["product"]
    page.goto("/runs")
    expect(headline(page)).to_contain_text("run")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Product, brand, issue or page").fill(card["asin"])
    expect(page.get_by_role("option", name=card["title"])).to_be_visible()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{dashboard.site.url}/products/{card['product_id']}")
    expect(headline(page)).to_contain_text(card["title"])


def test_the_palette_jumps_to_a_brand_with_arrows(page, dashboard):
    brand = dashboard.product["product"]["brand"]
    page.goto("/")
    expect(headline(page)).to_contain_text("you today")
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Product, brand, issue or page").fill(brand)
    counted = re.compile(rf"^{re.escape(brand)} [\d,]+ products?$")
    option = page.get_by_role("option", name=counted)
    expect(option).to_be_visible()
    for _ in range(page.get_by_role("option").count()):
        if option.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(headline(page)).to_contain_text(f"of {brand}")


def test_slash_searches_the_list_that_is_open(page, dashboard):
    card = dashboard.product["product"]
    page.goto("/products")
    expect(product_table(page)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(card["asin"])

    expect(page).to_have_url(f"{dashboard.site.url}/products?q={card['asin']}")
    expect(product_table(page).get_by_role("link", name=card["title"]).first).to_be_visible()


def test_rows_are_walked_and_opened_by_keys(page, dashboard):
    second = dashboard.get("/v1/products", limit=2)["items"][1]
    page.goto("/products")
    expect(product_table(page).get_by_role("checkbox").nth(1)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{dashboard.site.url}/products/{second['product_id']}")


def test_a_question_mark_shows_the_keys_and_escape_closes_them(page):
    page.goto("/")
    expect(headline(page)).to_contain_text("you today")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Help and keys")
    expect(keys).to_contain_text("Next and previous row")

    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
