"""A seller's consent, clicked through in the mock's pages as a browser would."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx


class Form(HTMLParser):
    """The first form of a page: where it goes, what it carries, the accounts to choose from."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.accounts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = named["action"]
        elif tag == "input" and named.get("type") == "hidden":
            self.fields[named["name"]] = named["value"]
        elif tag == "input" and named.get("type") == "radio":
            self.accounts.append(named["value"])


def allow(http: httpx.Client, address: str, account: str) -> str:
    """The way back on which Amazon's page sends the browser once the seller has agreed."""
    page = http.get(address)
    form = Form(page.text)
    chosen = next(each for each in form.accounts if account in each)
    page = _submit(http, page, form, account=chosen)
    there = _submit(http, page, Form(page.text), decision="allow")
    return str(there.headers["location"])


def _submit(http: httpx.Client, page: httpx.Response, form: Form, **chosen: Any) -> httpx.Response:
    url = urljoin(str(page.url), form.action)
    done = http.post(url, data={**form.fields, **chosen})
    there = done.headers.get("location", "")
    if there.startswith("/"):
        return http.get(urljoin(url, there))
    return done
