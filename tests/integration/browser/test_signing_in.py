"""Coming in and going out."""

from playwright.sync_api import expect

from tests.integration.browser.steps import headline, sign_in


def test_the_owner_signs_in_and_reads_what_needs_attention(visitor, dashboard):
    visitor.goto("/")
    expect(visitor).to_have_url(f"{dashboard.site.url}/sign-in")
    sign_in(visitor, dashboard.site)

    needing = dashboard.get("/v1/portfolio")["needing_attention"]
    expect(headline(visitor)).to_contain_text(f"{needing} of")
    expect(headline(visitor)).to_contain_text("you today")
    expect(visitor).to_have_url(f"{dashboard.site.url}/")


def test_a_wrong_password_is_said_so_and_another_can_be_tried(visitor, dashboard):
    visitor.goto("/sign-in")
    sign_in(visitor, dashboard.site, password=f"{dashboard.site.password}!")

    refusal = visitor.get_by_role("alert")
    expect(refusal).to_contain_text("password")
    expect(visitor.get_by_role("textbox", name="E-mail")).to_have_value(dashboard.site.email)
    sign_in(visitor, dashboard.site)
    expect(visitor.get_by_role("navigation", name="Main")).to_be_visible()


def test_who_signs_out_is_out(page):
    page.goto("/runs")
    page.get_by_role("button", name="Signed in as Demo Owner").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.goto("/products")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
