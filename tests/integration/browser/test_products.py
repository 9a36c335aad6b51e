"""Lists: every number leads to as many rows, and the address holds what was chosen."""

from playwright.sync_api import expect

from tests.integration.browser.steps import (
    choose,
    expect_total,
    headline,
    leading_number,
    product_table,
)


def test_a_filter_narrows_the_list_to_as_many_rows_as_it_says(page, dashboard):
    brand = dashboard.product["product"]["brand"]
    wanted = dashboard.cards(brand=brand)
    page.goto("/products")
    expect_total(page, len(dashboard.cards()))
    choose(page, "Brand", brand)

    expect_total(page, len(wanted))
    expect(product_table(page).get_by_role("row")).to_have_count(len(wanted) + 1)
    ticks = product_table(page).get_by_role("checkbox").all()
    named = sorted(str(each.get_attribute("aria-label")) for each in ticks)
    assert named == sorted(f"Compare {card['title']}" for card in wanted)


def test_the_tiles_of_the_overview_lead_to_lists_of_as_many(page, dashboard):
    portfolio = dashboard.get("/v1/portfolio")
    page.goto("/")
    figures = page.get_by_role("navigation", name="Figures")
    expect(figures).to_contain_text(f"{portfolio['products']:,}")
    figures.get_by_role("link", name="Need attention").click()
    expect_total(page, portfolio["needing_attention"])

    page.go_back()
    figures.get_by_role("link", name="Products").click()
    expect_total(page, portfolio["products"])


def test_an_issue_s_number_of_products_is_the_length_of_its_list(page):
    page.goto("/")
    door = page.get_by_role("region", name="Top issues").get_by_role("link", name="products").first
    total = leading_number(door.text_content())
    door.click()

    expect_total(page, total)


def test_a_square_of_the_map_opens_the_products_it_counts(page, dashboard):
    cells = dashboard.get("/v1/portfolio/map")["cells"]
    cell = max(cells, key=lambda each: (each["negative"]["n"], each["brand"]))
    page.goto("/")
    page.get_by_role("link", name=f"{cell['brand']}, {cell['category']}:").click()

    expect_total(page, cell["products"])


def test_back_takes_one_filter_away_at_a_time(page, dashboard):
    brand = dashboard.product["product"]["brand"]
    all_of_them, of_brand = len(dashboard.cards()), len(dashboard.cards(brand=brand))
    page.goto("/products")
    expect_total(page, all_of_them)
    choose(page, "Brand", brand)
    expect_total(page, of_brand)
    choose(page, "Sentiment", "Mostly negative")
    expect(page.get_by_role("button", name="Remove the filter Mostly negative")).to_be_visible()

    page.go_back()
    expect_total(page, of_brand)
    page.go_back()
    expect_total(page, all_of_them)
    page.go_forward()
    expect_total(page, of_brand)


def test_a_list_s_address_survives_a_reload(page, dashboard):
    brand = dashboard.product["product"]["brand"]
    page.goto("/products")
    choose(page, "Brand", brand)
    choose(page, "Sort by", "Reviews")
    page.get_by_role("radiogroup", name="Layout").get_by_title("Cards").click()
    expect(headline(page)).to_contain_text(f"of {brand}, the most reviewed first")
    address = page.url
    said = headline(page).text_content()

    page.reload()
    expect(page).to_have_url(address)
    expect(headline(page)).to_have_text(said)
    expect(page.get_by_role("radio", name="Cards")).to_be_checked()


def test_a_product_is_opened_from_its_row_and_back_returns_to_the_list(page, dashboard):
    card = dashboard.product["product"]
    page.goto("/products?sort=attention")
    product_table(page).get_by_role("link", name=card["title"]).click()

    expect(headline(page)).to_contain_text(card["title"])
    expect(page).to_have_url(f"{dashboard.site.url}/products/{card['product_id']}")
    page.go_back()
    expect(product_table(page)).to_be_visible()
