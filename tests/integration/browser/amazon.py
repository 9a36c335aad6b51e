"""Amazon's side of a consent: the mock's pages, as a seller clicks through them."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Page, Route, expect

from local.stack import LocalStack

REGIONS = {"NA": "North America", "EU": "Europe"}
CALLBACK = "/api/v1/auth/amazon/callback"


@dataclass(frozen=True)
class Seller:
    """An account on the mock."""

    seller_id: str
    name: str


def let_through(window: BrowserContext, url: str) -> None:
    """Lets a window that reaches the dashboard alone reach this origin too."""
    window.route(lambda asked: asked.startswith(url), _go_on)


def _go_on(route: Route) -> None:
    route.continue_()


def mock_url(stack: LocalStack) -> str:
    return stack.options.ports.url("mock")


def leave_for_amazon(page: Page, region: str = "NA") -> None:
    """From the connections page to Amazon's, by the dialog."""
    page.get_by_role("button", name="Connect a seller").click()
    dialog = page.get_by_role("dialog", name="Connect a seller")
    dialog.get_by_role("radio", name=REGIONS[region]).check()
    dialog.get_by_role("button", name="Continue to Amazon").click()
    expect(page).to_have_url(re.compile("/apps/authorize/consent"))


def sign_in_to_amazon(page: Page, seller: Seller, region: str = "NA") -> None:
    account = f"{seller.name} {REGIONS[region]} {seller.seller_id}"
    page.get_by_role("radio", name=account).check()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(f"Signed in as {seller.name}, {REGIONS[region]}.")).to_be_visible()


def decide(page: Page, word: str) -> None:
    """Allow or Deny; Amazon leads back to the dashboard."""
    page.get_by_role("button", name=word, exact=True).click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def callback(**said: str) -> str:
    """Where Amazon's redirect leads, with what it says."""
    return f"{CALLBACK}?{urlencode(said)}"
