"""The pages in HTML and the redirects; every word from outside is escaped, no script runs."""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

from starlette.responses import Response

from mock_amazon.answers import answer
from mock_amazon.consent.errors import ConsentError
from mock_amazon.consent.models import Account, Ask
from mock_amazon.lwa.applications import Application
from mock_amazon.regions import REGIONS

_PAGES = Path(__file__).parent / "pages"


def sign_in_page(ask: Ask, ticket: str, accounts: list[Account], *, missed: bool) -> Response:
    """Asks which seller account it is; `missed` says that none was chosen."""
    choices = "".join(
        _filled(
            "account.html",
            account=one.name,
            seller=one.seller.name,
            region=REGIONS[one.region],
            seller_id=one.seller.seller_id,
        )
        for one in accounts
    )
    if not accounts:
        choices = "<p>No seller of this mock has an account in this region.</p>"
    alert = '<p role="alert" class="alert">Choose an account.</p>' if missed else ""
    body = _filled("sign_in.html", raw={"choices": choices, "alert": alert}, ticket=ticket,
                   prefix=_prefix(ask))  # fmt: skip
    return _page("Sign in", body, ask, 400 if missed else 200)


def consent_page(ask: Ask, ticket: str, account: Account, application: Application) -> Response:
    """Asks whether the application may act for the account."""
    roles = "".join(f"<li>{escape(role)}</li>" for role in sorted(application.roles))
    body = _filled(
        "consent.html",
        raw={"roles": roles},
        application=application.name,
        application_id=application.application_id,
        seller=account.seller.name,
        region=REGIONS[account.region],
        goes_to=_origin(ask.redirect_uri),
        ticket=ticket,
        prefix=_prefix(ask),
    )
    return _page(f"Authorise {application.name}", body, ask)


def error_page(error: ConsentError) -> Response:
    """Says what is wrong with the link, with Amazon's code."""
    body = _filled("error.html", code=error.code, message=error.message)
    return _page(f"Error {error.code}", body, None, 400)


def stylesheet() -> Response:
    """The look of the pages."""
    return answer(_source("style.css").encode(), media_type="text/css")


def sent_back(ask: Ask, **named: str) -> Response:
    """A redirect to the application with these parameters and the state, if there was one."""
    if ask.state:
        named = {"state": ask.state, **named}
    joint = "&" if urlsplit(ask.redirect_uri).query else "?"
    return redirect(f"{ask.redirect_uri}{joint}{urlencode(named)}")


def redirect(location: str) -> Response:
    """302, leaving no referrer: a code must not travel further than its redirect."""
    return answer(b"", 302, {"Location": location, **_private()}, "text/html")


def consent_link(ask: Ask) -> str:
    """The path that asks this question."""
    named = {"application_id": ask.application_id, "redirect_uri": ask.redirect_uri}
    if ask.state:
        named["state"] = ask.state
    if ask.version:
        named["version"] = ask.version
    return f"{_prefix(ask)}/apps/authorize/consent?{urlencode(named)}"


def _page(title: str, body: str, ask: Ask | None, status: int = 200) -> Response:
    page = _filled("layout.html", raw={"body": body}, title=title)
    targets = f"'self' {_origin(ask.redirect_uri)}" if ask else "'none'"
    policy = (
        f"default-src 'none'; style-src 'self'; form-action {targets}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    headers = {**_private(), "Content-Security-Policy": policy}
    return answer(page.encode(), status, headers, "text/html; charset=utf-8")


def _private() -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _prefix(ask: Ask) -> str:
    return f"/{ask.host_region.lower()}" if ask.host_region else ""


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def _filled(page: str, /, raw: Mapping[str, str] | None = None, **words: str) -> str:
    """The template with these words escaped, and `raw` ones that are HTML already."""
    escaped = {key: escape(word) for key, word in words.items()}
    return Template(_source(page)).substitute(escaped, **(raw or {}))


@cache
def _source(name: str) -> str:
    return (_PAGES / name).read_text(encoding="utf-8")
