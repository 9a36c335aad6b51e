"""Pictures of every page, as people see them, to be looked at by eye.

    python -m scripts.screenshots [<folder>] [--home .local]

Each page of a running stack (`make run`) in both themes, at desktop and tablet width; and, of a
page that can be without data: with nothing (a new organisation), with an error, and while it loads.
"""

import argparse
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, Route

from local.paths import HOME, Paths
from scripts.chromium import chromium
from scripts.dashboard_site import DESKTOP, OPEN_PAGES, TABLET, Site, settle

_THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_STATES: Final = ("overview", "products", "product", "compare", "runs", "run", "settings")
_BROKEN: Final = {
    "code": "internal",
    "message": "Something broke on our side.",
    "request_id": "01M80V508BH4468MD83E7APVXQ",
    "details": {},
}
_STRETCHED: Final = "() => document.documentElement.scrollWidth > innerWidth"


class Camera:
    """Takes a page in every theme and width; names what is wider than its window."""

    def __init__(self, site: Site, browser: Browser, folder: Path) -> None:
        self._site, self._browser, self._folder = site, browser, folder
        self.stretched: list[str] = []

    def take(self, name: str, path: str, prepare: Callable[[Page], None]) -> None:
        """prepare: signs in, or has calls fail, before the page is opened."""
        with self._site.context(self._browser) as context:
            page = context.new_page()
            prepare(page)
            page.goto(path)
            if not name.endswith("-loading"):
                settle(page)
            for theme, (width, height) in product(_THEMES, (DESKTOP, TABLET)):
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size({"width": width, "height": height})
                self._shoot(page, f"{name}-{theme}-{width}")

    def _shoot(self, page: Page, name: str) -> None:
        page.evaluate("() => new Promise(requestAnimationFrame)")
        is_layered = page.get_by_role("dialog").count() > 0
        page.screenshot(path=self._folder / f"{name}.png", full_page=not is_layered)
        if page.evaluate(_STRETCHED):
            self.stretched.append(name)


def take_all(site: Site, camera: Camera) -> None:
    """Every page with data, then those that can be without in their other states."""
    pages = site.pages()
    pages["longest-title"] = f"/products/{_longest_titled(site)}"
    for name, path in OPEN_PAGES.items():
        camera.take(name, path, lambda _page: None)
    for name, path in pages.items():
        camera.take(name, path, _owner(site))
    newcomer = _newcomer(site)
    for name in _STATES:
        camera.take(f"{name}-error", pages[name], _owner(site, fails=True))
        if name not in ("product", "compare", "run"):
            camera.take(f"{name}-empty", pages[name], newcomer)


def _longest_titled(site: Site) -> str:
    cards = site.get("/v1/products", limit=100)["items"]
    return str(max(cards, key=lambda card: len(card["title"]))["product_id"])


def _owner(site: Site, *, fails: bool = False) -> Callable[[Page], None]:
    def prepare(page: Page) -> None:
        site.enter(page.context)
        if fails:
            page.route("**/api/v1/**", _fail)

    return prepare


def _newcomer(site: Site) -> Callable[[Page], None]:
    """Somebody whose organisation was registered a moment ago, and has nothing."""
    person = {"organisation_name": "Alder & Finch", "name": "Nell Finch"}
    drawn = secrets.token_hex(8)
    login = {"email": f"nell-{drawn}@example.com", "password": drawn}
    site.post("/v1/auth/register", **person, **login)

    def prepare(page: Page) -> None:
        site.hand_over(page.context, site.post("/v1/auth/login", **login))

    return prepare


def _fail(route: Route) -> None:
    if "/auth/" in route.request.url:
        route.continue_()
    else:
        route.fulfill(status=500, json={"error": _BROKEN})


@contextmanager
def _camera(site: Site, folder: Path) -> Iterator[Camera]:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        yield Camera(site, browser, folder)


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts.screenshots")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/screenshots"))
    parser.add_argument("--home", type=Path, default=HOME)
    given = parser.parse_args()
    site = Site.of(Paths(given.home))
    with _camera(site, given.folder) as camera:
        take_all(site, camera)
    pictures = len(list(given.folder.glob("*.png")))
    print(f"{pictures} pictures in {given.folder}")
    if camera.stretched:
        sys.exit(f"Wider than the window: {', '.join(camera.stretched)}")


if __name__ == "__main__":
    main()
