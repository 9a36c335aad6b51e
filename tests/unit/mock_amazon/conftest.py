"""A mock in process, its clock fixed, and a way to ask it as an authorised seller."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_amazon.clock import moment_of
from mock_amazon.options import Options
from mock_amazon.server import create_app

NOW = "2026-11-22T10:00:00+00:00"


class Mock:
    """A test client that knows how to log in."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.sellers: list[dict[str, Any]] = client.get("/admin/sellers").json()
        self.application: dict[str, Any] = client.get("/admin/application").json()
        self.credentials = credentials_of(self.application)
        self.headers = {"x-amz-access-token": self.log_in()}

    def exchange(self, seller: int = 0, **changes: str) -> Any:
        """A token request for a seller."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.sellers[seller]["refresh_token"],
            **self.credentials,
            **changes,
        }
        return self.client.post("/auth/o2/token", data=form)

    def rotate(self) -> None:
        """Another client secret, used from now on."""
        self.credentials = credentials_of(self.admin("application", rotate_secret=True))

    def log_in(self, seller: int = 0) -> str:
        """An access token."""
        return str(self.exchange(seller).json()["access_token"])

    def log_in_surely(self) -> str:
        """An access token, asked for again while faults are in the way."""
        for _ in range(10):
            with suppress(ConnectionError, ValueError, KeyError):
                return self.log_in()
        raise AssertionError("Login with Amazon never answered")

    def get(self, path: str, **query: Any) -> Any:
        """An authorised request."""
        return self.client.get(path, params=query, headers=self.headers)

    def admin(self, path: str, **body: Any) -> Any:
        """An admin call that must succeed."""
        response = self.client.post(f"/admin/{path}", json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def walk(self, **query: Any) -> list[dict[str, Any]]:
        """Every page of the feed."""
        pages, token = [], None
        while True:
            page = self.get("/v1/products", **query, **({"page_token": token} if token else {}))
            assert page.status_code == 200, page.text
            pages.append(page.json())
            token = pages[-1]["next_page_token"]
            if token is None:
                return pages

    def products(self, **query: Any) -> list[dict[str, Any]]:
        """Every product of the feed."""
        return [product for page in self.walk(**query) for product in page["products"]]


def credentials_of(application: dict[str, Any]) -> dict[str, str]:
    """Client id and secret of an application."""
    return {name: str(application[name]) for name in ("client_id", "client_secret")}


def an_options(**changes: Any) -> Options:
    """Settings of a small, generous mock with a fixed clock."""
    fixed = {"products": 240, "sellers": 2, "start": moment_of(NOW), "rate": 1e6, "burst": 1e6}
    return Options(**{**fixed, **changes})


@pytest.fixture
def start() -> Callable[..., Mock]:
    """Makes mocks with other settings."""

    def make(**changes: Any) -> Mock:
        return Mock(TestClient(create_app(an_options(**changes))))

    return make


@pytest.fixture
def mock(start: Callable[..., Mock]) -> Mock:
    """The usual mock."""
    return start()


@pytest.fixture(scope="module")
def shared_mock() -> Mock:
    """A mock of a thousand products that the tests of a module share."""
    return Mock(TestClient(create_app(an_options(products=1000, sellers=4))))
