"""What a person does, in steps that several tests take."""

import re

from playwright.sync_api import Locator, Page, expect

from scripts.dashboard_site import Site


def sign_in(page: Page, site: Site, password: str | None = None) -> None:
    """Fills in the form that is shown and sends it."""
    page.get_by_role("textbox", name="E-mail").fill(site.email)
    page.get_by_role("textbox", name="Password").fill(password or site.password)
    page.get_by_role("button", name="Sign in").click()


def headline(page: Page) -> Locator:
    """The page's answer in a sentence."""
    return page.get_by_role("main").get_by_role("heading", level=1)


def choose(page: Page, filter_name: str, option: str) -> None:
    """Narrows the list of products by one of its choices."""
    page.get_by_role("search", name="Filters").get_by_role("combobox", name=filter_name).click()
    page.get_by_role("option", name=option, exact=True).click()


def product_table(page: Page) -> Locator:
    return page.get_by_role("table", name="Products")


def expect_total(page: Page, total: int) -> None:
    """The list says how many it holds, in words and to a screen reader, and has as many rows."""
    expect(headline(page)).to_contain_text(re.compile(rf"^{total:,} products?\b"))
    expect(product_table(page)).to_have_attribute("aria-rowcount", str(total))


def leading_number(text: str | None) -> int:
    """The number a text opens with: 1,204 of "1,204 products"."""
    found = re.match(r"\s*([\d,]+)", text or "")
    assert found, text
    return int(found.group(1).replace(",", ""))
