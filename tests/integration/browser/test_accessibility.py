"""axe finds nothing to complain of: any page, either theme, on a desktop and on a tablet."""

from itertools import product

import pytest
from playwright.sync_api import Page

from local.dashboard import HOME
from scripts.dashboard_site import DESKTOP, OPEN_PAGES, TABLET, settle

_AXE = HOME / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any.map(({ message }) => message).join(' ')}`));
}"""
# A colour that is inherited arrives with the frame after its parent's: wait for a calm stretch.
_IS_PAINTED = """async (theme) => {
  const calmFrames = 5;
  for (let calm = 0; calm < calmFrames; calm += 1) {
    await new Promise(requestAnimationFrame);
    if (document.getAnimations().some(({ playState }) => playState === 'running')) calm = -1;
  }
  return document.documentElement.dataset.mantineColorScheme === theme;
}"""
_BEHIND_THE_SIGN_IN = (
    *("overview", "products", "products-cards", "products-none", "product", "evidence", "work"),
    *("compare", "runs", "run", "connections", "settings", "not-found"),
)
OVERLAYS = {"palette": "Control+k", "help": "?"}


def _violations(page: Page) -> list[str]:
    """In each theme at each width; the page follows the system's theme without a reload."""
    # Through the debugger, which the page's Content-Security-Policy does not bind.
    page.evaluate(_AXE.read_text())
    found = []
    for theme, (width, height) in product(("light", "dark"), (DESKTOP, TABLET)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(_IS_PAINTED, arg=theme)
        found += [f"{theme}, {width}: {each}" for each in page.evaluate(_RUN)]
    return found


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_pages_before_the_sign_in_are_accessible(visitor, name):
    visitor.goto(OPEN_PAGES[name])
    settle(visitor)

    assert _violations(visitor) == []


@pytest.mark.parametrize("name", _BEHIND_THE_SIGN_IN)
def test_pages_behind_the_sign_in_are_accessible(page, dashboard, name):
    page.goto(dashboard.pages[name])
    settle(page)

    assert _violations(page) == []


@pytest.mark.parametrize("name", OVERLAYS)
def test_what_lies_over_a_page_is_accessible(page, name):
    page.goto("/runs")
    settle(page)
    page.keyboard.press(OVERLAYS[name])
    page.get_by_role("dialog").wait_for()

    assert _violations(page) == []


def test_no_page_is_left_out(dashboard):
    assert set(dashboard.pages) == set(_BEHIND_THE_SIGN_IN)
