"""The Chromium that drives the dashboard in tests, figures and pictures.

    python -m scripts.chromium    its path; status 1 and what to install when there is none

$CHROMIUM comes first, then what the system has, then a browser of Playwright's own.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_MAC: Final = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
MISSING: Final = (
    "The dashboard's tests need a Chromium: install the package `chromium` "
    "(apt-get install chromium, brew install --cask chromium), "
    "or name one: CHROMIUM=/path/to/chrome."
)


class NoChromium(Exception):
    """There is none; the message says what to install."""

    def __init__(self) -> None:
        super().__init__(MISSING)


def find_chromium(playwright: Playwright) -> str:
    """The path of its executable. Raises: NoChromium."""
    own = playwright.chromium.executable_path
    for path in (_chosen(), *map(shutil.which, NAMES), *_MAC, own):
        if path and Path(path).is_file():
            return path
    raise NoChromium


def _chosen() -> str | None:
    chosen = os.environ.get("CHROMIUM", "").strip()
    if not chosen:
        return None
    found = shutil.which(chosen)
    if found is None:
        raise NoChromium
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running one, ended at the end. Raises: NoChromium."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        browser = playwright.chromium.launch(executable_path=path)
        try:
            yield browser
        finally:
            browser.close()


def main() -> None:
    with sync_playwright() as playwright:
        try:
            path = find_chromium(playwright)
        except NoChromium as missing:
            sys.exit(str(missing))
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
