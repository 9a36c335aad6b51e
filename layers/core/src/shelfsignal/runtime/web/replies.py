"""What a view may answer with besides a model: cookies, redirects, and bodies that are not JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Generic, TypeVar

from pydantic import BaseModel

Body = TypeVar("Body", bound="BaseModel | None")


@dataclass(frozen=True)
class Cookie:
    """A cookie no script can read. max_age_s 0 deletes it; None lets it end with the browser.

    >>> str(Cookie("ss_refresh", "abc", path="/api/v1/auth", max_age_s=60))
    'ss_refresh=abc; Path=/api/v1/auth; Max-Age=60; HttpOnly; Secure; SameSite=Strict'
    """

    name: str
    value: str = field(repr=False)
    path: str = "/"
    max_age_s: int | None = None
    same_site: str = "Strict"

    def __str__(self) -> str:
        age = "" if self.max_age_s is None else f"; Max-Age={self.max_age_s}"
        flags = f"HttpOnly; Secure; SameSite={self.same_site}"
        return f"{self.name}={self.value}; Path={self.path}{age}; {flags}"


@dataclass(frozen=True)
class Reply(Generic[Body]):
    """A body with more to it than the body. status, if given, is one the route declares."""

    body: Body
    cookies: tuple[Cookie, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    status: HTTPStatus | None = None


@dataclass(frozen=True)
class Content:
    """Text that is not JSON of a model: CSV, HTML, Prometheus. A filename makes it a download."""

    text: str
    media_type: str
    filename: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Redirect:
    """Elsewhere, with the status that the route declares."""

    location: str
    cookies: tuple[Cookie, ...] = ()
