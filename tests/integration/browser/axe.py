"""What axe finds to complain of on a page as it is: either theme, a desktop and a tablet."""

from itertools import product

from playwright.sync_api import Page

from local.dashboard import HOME
from scripts.dashboard_site import DESKTOP, TABLET

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


def violations(page: Page) -> list[str]:
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
