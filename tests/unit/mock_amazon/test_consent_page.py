"""The consent page as a browser meets it."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest

CALLBACK = "https://app.example.com/callback"
PAGE = "/apps/authorize/consent"


class Form(HTMLParser):
    """The first form of a page: where it goes and what it carries."""

    def __init__(self, html):
        super().__init__()
        self.action, self.fields, self.accounts, self.alerts = "", {}, [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.alerts += named.get("role") == "alert"
        if tag == "form":
            self.action = named["action"]
        if tag == "input" and named["type"] == "hidden":
            self.fields[named["name"]] = named["value"]
        if tag == "input" and named["type"] == "radio":
            self.accounts.append(named["value"])


class Browser:
    """Clicks through the pages; redirects of the mock's own are followed, others are not."""

    def __init__(self, mock):
        self.client, self.application = mock.client, mock.application

    def open(self, prefix="", **query):
        named = {"application_id": self.application["application_id"], "state": "s-1", **query}
        return self.client.get(prefix + PAGE, params=named)

    def submit(self, page, **chosen):
        form = Form(page.text)
        done = self.client.post(form.action, data={**form.fields, **chosen}, follow_redirects=False)
        there = done.headers.get("location", "")
        return self.client.get(there) if there.startswith("/") else done

    def sign_in(self, number=0, **query):
        page = self.open(**query)
        return self.submit(page, account=Form(page.text).accounts[number])


@pytest.fixture
def browser(start):
    """A browser in front of a mock whose application has one redirect URI."""
    return Browser(start(redirect_uris=(CALLBACK,)))


def _landed(response):
    assert response.status_code == 302
    parts = urlsplit(response.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == CALLBACK
    return dict(parse_qsl(parts.query))


def test_allowing_leads_back_with_a_code_that_works(browser, start):
    page = browser.sign_in()
    assert "Signed in as" in page.text

    landed = _landed(browser.submit(page, decision="allow"))

    assert set(landed) == {"state", "selling_partner_id", "spapi_oauth_code"}
    assert landed["state"] == "s-1"
    form = {"grant_type": "authorization_code", "code": landed["spapi_oauth_code"]}
    credentials = {name: browser.application[name] for name in ("client_id", "client_secret")}
    tokens = browser.client.post("/auth/o2/token", data={**form, **credentials})
    assert tokens.json()["refresh_token"].startswith("Atzr|")


def test_denying_leads_back_without_one(browser):
    landed = _landed(browser.submit(browser.sign_in(), decision="deny"))

    assert landed["error"] == "access_denied"
    assert landed["state"] == "s-1"
    assert "spapi_oauth_code" not in landed


def test_signing_in_lasts_and_can_be_changed(browser):
    first = browser.sign_in()
    second = browser.open()
    assert Form(second.text).accounts == []

    changed = browser.submit(second, decision="switch")

    assert "Signed in as" in first.text
    assert len(Form(changed.text).accounts) > 1


def test_a_region_offers_its_own_accounts_only(browser):
    everywhere = Form(browser.open().text).accounts
    europe = Form(browser.open(prefix="/eu").text)

    assert {name.rpartition(".")[2] for name in everywhere} == {"NA", "EU"}
    assert {name.rpartition(".")[2] for name in europe.accounts} == {"EU"}
    assert europe.action == "/eu/ap/signin"
    assert Form(browser.open(prefix="/fe").text).accounts == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"redirect_uri": "https://evil.example.com/"}, "MD5101"),
        ({"redirect_uri": CALLBACK + "/more"}, "MD5101"),
        ({"application_id": "amzn1.sellerapps.app.none"}, "MD1000"),
    ],
)
def test_a_wrong_link_is_explained_and_never_followed(browser, query, code):
    page = browser.open(**query)

    assert page.status_code == 400
    assert code in page.text
    assert Form(page.text).alerts == 1
    assert "location" not in page.headers


def test_a_draft_is_authorised_with_version_beta_only(start):
    mock = start(redirect_uris=(CALLBACK,))
    mock.admin("application", status="draft")
    browser = Browser(mock)

    assert "MD1000" in browser.open().text
    assert "Authorise" in browser.sign_in(version="beta").text


def test_an_application_without_redirect_uris_cannot_be_authorised(mock):
    assert "MD5101" in Browser(mock).open().text


def test_a_form_of_another_account_or_time_is_refused(browser):
    page = browser.sign_in(0)
    browser.submit(browser.open(), decision="switch")
    browser.sign_in(1)

    assert browser.submit(page, decision="allow").status_code == 400
    assert browser.client.post(PAGE, data={"decision": "allow"}).status_code == 400
    assert browser.client.post(PAGE, data={"ticket": "%%", "decision": "allow"}).status_code == 400


def test_a_form_grows_stale(start):
    mock = start(redirect_uris=(CALLBACK,))
    browser = Browser(mock)
    page = browser.sign_in()
    mock.admin("clock", advance_seconds=3601)

    assert "MD9100" in browser.submit(page, decision="allow").text


def test_nothing_from_outside_becomes_markup(start):
    mock = start(redirect_uris=(CALLBACK,))
    named = mock.application["application_id"]
    mock.admin("application", application_id=named, name="<script>alert(1)</script>\"'")
    browser = Browser(mock)

    page = browser.sign_in(state='"><script>alert(2)</script>')

    assert "<script" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    landed = _landed(browser.submit(page, decision="allow"))
    assert landed["state"] == '"><script>alert(2)</script>'


def test_pages_are_locked_down_and_usable_without_a_mouse(browser):
    for page in (browser.open(), browser.sign_in()):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert re.search(r'<html lang="en">.*<title>.+</title>.*<main>.*<h1>', page.text, re.S)
        assert "style=" not in page.text
    assert browser.client.get("/apps/authorize/style.css").status_code == 200


def test_choosing_nobody_says_so(browser):
    page = browser.open()

    again = browser.submit(page)

    assert again.status_code == 400
    assert Form(again.text).alerts == 1
