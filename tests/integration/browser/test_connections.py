"""Connecting sellers in the browser: to Amazon's consent page and back, and everything amiss."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from local.seeding import seed
from tests.integration.browser.amazon import (
    REGIONS,
    Seller,
    callback,
    decide,
    leave_for_amazon,
    let_through,
    mock_url,
    sign_in_to_amazon,
)
from tests.integration.browser.axe import violations
from tests.integration.browser.dashboard import Dashboard
from tests.integration.browser.steps import headline
from tests.integration.driving import Json, admin, until

SELLS_IN_BOTH = {"US", "UK"}


@pytest.fixture(scope="module")
def seller(dashboard: Dashboard) -> Iterator[Seller]:
    """A seller of both regions; connected as before when the tests are over."""
    stack = dashboard.stack
    found = next(
        each for each in admin(stack, "sellers") if set(each["marketplaces"]) >= SELLS_IN_BOTH
    )
    yield Seller(found["seller_id"], found["name"])
    admin(stack, "tokens", {"action": "restore"})
    admin(stack, "reset", {"parts": ["applications"]})
    seed(stack.paths, stack.outputs, stack.options.ports.url("emulator"), stack.mock)


@pytest.fixture
def connections(dashboard: Dashboard, page: Page) -> Page:
    """The demo owner's page of connections; Amazon's pages can be reached from it."""
    let_through(page.context, mock_url(dashboard.stack))
    page.goto("/connections")
    expect(headline(page)).to_contain_text("connected")
    return page


def connection(page: Page, seller: Seller, region: str = "NA") -> Locator:
    card = page.get_by_role("region", name=REGIONS[region])
    return card.get_by_role("listitem", name=seller.name)


def known(dashboard: Dashboard, seller: Seller) -> dict[str, Json]:
    """The seller's connections as the API has them, by region."""
    items = dashboard.get("/v1/sellers")["items"]
    return {each["region"]: each for each in items if each["seller_id"] == seller.seller_id}


def expect_well(page: Page, seller: Seller, region: str = "NA") -> None:
    shown = connection(page, seller, region)
    expect(shown.get_by_text("Connected", exact=True)).to_be_visible()
    expect(shown.get_by_text(re.compile("^Good until"))).to_be_visible()
    consent = shown.get_by_role("meter", name=f"Consent of {seller.name}: days left")
    expect(consent).to_have_attribute("aria-valuetext", re.compile(r"36[45] days of 365"))


def test_a_seller_is_disconnected_in_both_regions_and_connected_again_in_one(
    connections, dashboard, seller
):
    expect(connection(connections, seller, "EU")).to_be_visible()
    connection(connections, seller).get_by_role("button", name="Disconnect").click()
    dialog = connections.get_by_role("dialog", name=f"Disconnect {seller.name}?")
    expect(dialog).to_contain_text("Its tokens in North America and Europe, for good.")
    assert violations(connections) == []
    dialog.get_by_role("button", name="Disconnect").click()
    expect(connections.get_by_role("listitem", name=seller.name)).to_have_count(0)
    assert known(dashboard, seller) == {}

    leave_for_amazon(connections)
    expect(connections.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in_to_amazon(connections, seller)
    expect(connections.get_by_role("heading", name=re.compile("^Authorise "))).to_be_visible()
    decide(connections, "Allow")

    notice = connections.get_by_role("status").filter(has_text="Connected")
    expect(notice).to_contain_text(f"Connected {seller.name} in North America")
    expect_well(connections, seller)
    expect(connections.get_by_role("meter", name="The application’s secret")).to_be_visible()
    assert {region: each["status"] for region, each in known(dashboard, seller).items()} == {
        "NA": "ACTIVE"
    }
    notice.get_by_role("button", name="Close this message").click()
    expect(connections).to_have_url(f"{dashboard.site.url}/connections")


def test_what_the_seller_denies_is_said_and_changes_nothing(connections, dashboard, seller):
    before = known(dashboard, seller)
    leave_for_amazon(connections, "EU")
    sign_in_to_amazon(connections, seller, "EU")
    decide(connections, "Deny")

    expect(connections.get_by_role("alert")).to_contain_text("The seller did not consent")
    connections.get_by_role("button", name="Connect a seller").click()
    expect(connections.get_by_role("dialog", name="Connect a seller")).to_be_visible()
    assert violations(connections) == []
    assert known(dashboard, seller) == before


def test_an_account_of_the_other_region_is_not_connected(connections, dashboard, seller):
    before = known(dashboard, seller)
    leave_for_amazon(connections, "EU")
    sign_in_to_amazon(connections, seller, "NA")
    decide(connections, "Allow")

    refused = connections.get_by_role("alert")
    expect(refused).to_contain_text("This seller sells in no marketplace that is served")
    expect(refused).to_contain_text("try the other region")
    assert known(dashboard, seller) == before


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("MD5101", {"redirect_uris": ["https://elsewhere.example/callback"]}),
        ("MD1000", {"status": "draft"}),
    ],
    ids=["redirect URI not registered", "application is a draft"],
)
def test_a_link_that_amazon_refuses_leads_to_its_error_and_back_works(
    connections, dashboard, seller, code, change
):
    application = admin(dashboard.stack, "application")
    whole = {name: application[name] for name in ("application_id", "redirect_uris", "status")}
    admin(dashboard.stack, "application", {**whole, **change})
    leave_for_amazon(connections)
    expect(connections.get_by_role("heading", name=f"Error {code}")).to_be_visible()

    admin(dashboard.stack, "application", whole)
    connections.go_back()
    again = connections.get_by_role("dialog").get_by_role("button", name="Continue to Amazon")
    if not again.is_visible():  # the page was loaded anew instead of shown again
        connections.get_by_role("button", name="Connect a seller").click()
    again.click()
    expect(connections.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_state_is_good_once_and_in_the_browser_it_was_given_to(connections, dashboard, seller):
    returns: list[str] = []
    connections.on(
        "request",
        lambda request: returns.append(request.url) if "callback?" in request.url else None,
    )
    leave_for_amazon(connections)
    sign_in_to_amazon(connections, seller)
    decide(connections, "Allow")
    expect(connections.get_by_role("status").filter(has_text="Connected")).to_be_visible()
    before = known(dashboard, seller)

    replayed, *_ = returns
    made_up = callback(state="made-up", spapi_oauth_code="ANcode", selling_partner_id="A1")
    for address in (replayed, made_up, callback(spapi_oauth_code="ANcode")):
        connections.goto(address)
        refused = connections.get_by_role("alert")
        expect(refused).to_contain_text("This consent was not asked for here, or too long ago")
    assert known(dashboard, seller) == before


def test_a_withdrawn_consent_is_pointed_out_and_renewed(connections, dashboard, seller):
    """Amazon's refusal is found by whoever needs a token next: here a job."""
    admin(dashboard.stack, "tokens", {"action": "revoke", "seller_id": seller.seller_id})
    admin(dashboard.stack, "tokens", {"action": "expire_access", "seller_id": seller.seller_id})
    fetch = {"seller_id": seller.seller_id, "marketplace_id": "ATVPDKIKX0DER"}
    answer = dashboard.stack.api(
        "POST", "/v1/fetch/reviews", json={**fetch, "asins": ["B0AAAAAAAA"]}
    )
    assert answer.status_code == 202, answer.text
    until(lambda: known(dashboard, seller)["NA"]["status"] == "REAUTHORISE", why="the refusal")
    connections.reload()
    shown = connection(connections, seller)
    expect(shown.get_by_text("Has to authorise again")).to_be_visible()
    expect(headline(connections)).to_have_text(
        f"{seller.name} has to authorise again in North America."
    )
    expect(shown).to_contain_text("The seller withdrew its consent, or it ran out after a year.")
    expect(shown).to_contain_text("invalid_grant")
    assert violations(connections) == []

    shown.get_by_role("button", name=f"Reconnect {seller.name}").click()
    sign_in_to_amazon(connections, seller)
    decide(connections, "Allow")
    expect_well(connections, seller)
    assert known(dashboard, seller)["NA"]["status"] == "ACTIVE"


def test_another_organisation_cannot_have_the_seller(visitor, dashboard, seller):
    before = known(dashboard, seller)
    dashboard.site.hand_over(visitor.context, dashboard.a_new_owner())
    let_through(visitor.context, mock_url(dashboard.stack))
    visitor.goto("/connections")
    expect(visitor.get_by_role("heading", name="Nothing is connected")).to_be_visible()
    leave_for_amazon(visitor)
    sign_in_to_amazon(visitor, seller)
    decide(visitor, "Allow")

    refused = visitor.get_by_role("alert")
    expect(refused).to_contain_text("This seller is connected to another organisation")
    expect(visitor.get_by_role("heading", name="Nothing is connected")).to_be_visible()
    assert known(dashboard, seller) == before
