"""Chromium on the integration tests' stack, which one run fills for all the tests here."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from local.dashboard import build_dashboard
from local.stack import LocalStack
from scripts.chromium import NoChromium, chromium, find_chromium
from tests.integration.browser.dashboard import Dashboard, plant_hostile_reviews
from tests.integration.browser.feedback import Told, plant_feedback
from tests.integration.browser.watching import Watch
from tests.integration.driving import refresh, wipe

_PATIENCE_MS = 20_000


def pytest_configure() -> None:
    """Says what to install before any test runs."""
    with sync_playwright() as playwright:
        _require_chromium(playwright)
    expect.set_options(timeout=_PATIENCE_MS)


def _require_chromium(playwright: Playwright) -> None:
    try:
        find_chromium(playwright)
    except NoChromium as missing:
        pytest.exit(str(missing), returncode=2)


@pytest.fixture(scope="package")
def dashboard(deployed: LocalStack) -> Dashboard:
    """One run over reviews among which some are hostile."""
    build_dashboard(print)
    wipe(deployed)
    hostile = plant_hostile_reviews(deployed)
    run = refresh(deployed)
    assert run["status"] == "SUCCEEDED", run
    return Dashboard(deployed, hostile)


@pytest.fixture(scope="package")
def told(dashboard: Dashboard) -> Told:
    """What Amazon says of the product that needs attention most."""
    return plant_feedback(dashboard.stack)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def window(dashboard: Dashboard, browser: Browser) -> Iterator[BrowserContext]:
    """A browser's window with nobody signed in; watched until the test ends."""
    with dashboard.site.context(browser) as context:
        context.set_default_timeout(_PATIENCE_MS)
        watch = Watch(context)
        yield context
        watch.require_clean()


@pytest.fixture
def visitor(window: BrowserContext) -> Page:
    return window.new_page()


@pytest.fixture
def page(dashboard: Dashboard, window: BrowserContext, told: Told) -> Page:  # noqa: ARG001 - for axe to see
    """The demo owner's; what Amazon says is there to be looked at."""
    dashboard.site.enter(window)
    return window.new_page()
