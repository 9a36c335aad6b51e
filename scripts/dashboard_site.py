"""The dashboard of a running local stack, as tests, figures and pictures visit it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, Route

from local.jsonfile import read_json
from local.paths import Paths

Json = dict[str, Any]
DESKTOP: Final = (1440, 900)
TABLET: Final = (834, 1112)
REFRESH_COOKIE: Final = "ss_refresh"
# Where nobody has to be signed in.
OPEN_PAGES: Final = {
    "sign-in": "/sign-in",
    "register": "/register",
    "forgot-password": "/forgot-password",
    "reset-password": "/reset-password#token=made-up",
    "accept-invite": "/accept-invite#token=made-up",
}


_READER: Final = {
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "reduced_motion": "reduce",
}
_IS_SETTLED: Final = """() =>
  Boolean(document.querySelector('h1')?.textContent) &&
  !document.title.startsWith('Starting') &&
  !document.querySelector('[class*="_skeleton_"]') &&
  ![...document.querySelectorAll('[role=status]')].some((each) => /^Loading/.test(each.textContent))
"""


@dataclass(frozen=True)
class Site:
    """url: the one origin, without a slash at its end. email and password are the demo owner's."""

    url: str
    api_key: str
    email: str
    password: str

    @classmethod
    def of(cls, paths: Paths) -> "Site":
        """The site of the stack that lives there, which must be up."""
        known = read_json(paths.endpoints)
        login = (known["email"], known["password"])
        return cls(known["dashboard_url"], known["api_key"], *login)

    def get(self, path: str, **params: Any) -> Json:
        """One answer of the API, asked with the seeded key."""
        headers = {"x-api-key": self.api_key}
        with httpx.Client(timeout=60, trust_env=False, headers=headers) as http:
            answer = http.get(f"{self.url}/api{path}", params=params).raise_for_status()
        body: Json = answer.json()
        return body

    def post(self, path: str, **body: Any) -> httpx.Response:
        """One call as a page of ours makes it, with nobody signed in."""
        headers = {"x-requested-with": "shelfsignal"}
        with httpx.Client(timeout=60, trust_env=False, headers=headers) as http:
            return http.post(f"{self.url}/api{path}", json=body).raise_for_status()

    @contextmanager
    def context(self, browser: Browser, **options: Any) -> Iterator[BrowserContext]:
        """A browser's window that reaches this site and no other."""
        width, height = options.pop("size", DESKTOP)
        options = {**_READER, **options}
        context = browser.new_context(
            base_url=self.url, viewport={"width": width, "height": height}, **options
        )
        context.route(lambda url: not url.startswith((self.url, "data:", "blob:")), _refuse)
        try:
            yield context
        finally:
            context.close()

    def enter(self, context: BrowserContext) -> None:
        """Gives the window the demo owner's session."""
        login = {"email": self.email, "password": self.password}
        self.hand_over(context, self.post("/v1/auth/login", **login))

    def hand_over(self, context: BrowserContext, signed_in: httpx.Response) -> None:
        """Gives the window the session of that answer."""
        context.add_cookies(
            [
                {
                    "name": REFRESH_COOKIE,
                    "value": signed_in.cookies[REFRESH_COOKIE],
                    "domain": str(urlsplit(self.url).hostname),
                    "path": "/api/v1/auth",
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )

    def pages(self) -> dict[str, str]:
        """Path by name of every page behind the sign-in, with what the site holds."""
        cards = self.get("/v1/products", limit=3)["items"]
        ids = [card["product_id"] for card in cards]
        issue = cards[0]["issues"][0]["code"]
        run = self.get("/v1/runs", limit=1)["items"][0]["run_id"]
        product = f"/products/{ids[0]}"
        return {
            "overview": "/",
            "products": "/products",
            "products-cards": "/products?layout=grid",
            "products-none": "/products?q=no+such+words",
            "product": product,
            "evidence": f"{product}?issue={issue}",
            "work": f"{product}?issue={issue}&panel=work",
            "compare": f"/compare?ids={','.join(ids)}",
            "runs": "/runs",
            "connections": "/connections",
            "jobs": "/jobs",
            "run": f"/runs/{run}",
            "settings": "/settings",
            "not-found": "/no-such-page",
        }


def settle(page: Page) -> None:
    """Returns when the page has its answer and nothing in it says that it is still loading."""
    page.wait_for_function(_IS_SETTLED)


def _refuse(route: Route) -> None:
    route.abort()
