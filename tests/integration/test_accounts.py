"""People on the deployed stack: signing in with a browser's cookie, inviting, being signed out."""

import time
from http.cookies import SimpleCookie

import httpx
import pytest

from local.jsonfile import read_json
from tests.integration.driving import mailed_token

PASSWORD = "copper-lantern-42"
OWN_PAGE = {"x-requested-with": "shelfsignal"}
WITHIN_S = 35


class Browser:
    """Keeps the refresh cookie as a browser would, and the access token in memory."""

    def __init__(self, stack):
        self.endpoints = read_json(stack.paths.endpoints)
        self.http = httpx.Client(base_url=self.endpoints["api_url"], timeout=60, trust_env=False)
        self.cookie, self.token = "", ""

    def call(self, method, path, **options):
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.request(method, path, headers=headers, **options)

    def post(self, path, **body):
        headers = {"cookie": f"ss_refresh={self.cookie}", **OWN_PAGE}
        answer = self.http.post(path, json=body, headers=headers)
        if given := answer.headers.get("set-cookie"):
            assert "HttpOnly; Secure; SameSite=Strict" in given
            assert "Path=/api/v1/auth" in given
            self.cookie = SimpleCookie(given)["ss_refresh"].value
        if answer.status_code in (200, 201):
            self.token = answer.json()["access_token"]
        return answer

    def log_in(self):
        return self.post(
            "/v1/auth/login", email=self.endpoints["email"], password=self.endpoints["password"]
        )


@pytest.fixture
def browser(stack):
    return Browser(stack)


def test_who_signs_in_can_work_and_what_they_end_is_over_within_thirty_seconds(browser):
    signed_in = browser.log_in()
    assert signed_in.status_code == 200, signed_in.text
    me = signed_in.json()["me"]
    assert (me["role"], me["organisation"]["id"]) == ("owner", "demo")
    assert browser.call("GET", "/v1/auth/me").json()["user"]["email"] == "demo@shelfsignal.local"
    assert browser.call("GET", "/v1/runs").status_code == 200
    made = browser.call("POST", "/v1/api-keys", json={"name": "ci", "scopes": ["runs:read"]})
    assert made.status_code == 201, made.text
    key = {"x-api-key": made.json()["key"]}
    assert browser.http.get("/v1/runs", headers=key).status_code == 200
    assert browser.post("/v1/auth/refresh").status_code == 200

    assert browser.call("DELETE", f"/v1/api-keys/{made.json()['key_id']}").status_code == 204
    assert browser.post("/v1/auth/logout").status_code == 204

    assert browser.cookie == ""
    assert browser.post("/v1/auth/refresh").json()["error"]["code"] == "session_expired"
    wait_for_401(lambda: browser.call("GET", "/v1/auth/me"))
    wait_for_401(lambda: browser.http.get("/v1/runs", headers=key))


def wait_for_401(ask):
    deadline = time.monotonic() + WITHIN_S
    while ask().status_code != 401:
        assert time.monotonic() < deadline
        time.sleep(1)


def test_a_wrong_password_is_refused_in_the_api_s_own_words(browser):
    answer = browser.post(
        "/v1/auth/login", email="demo@shelfsignal.local", password="wrong-password-9"
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_credentials")


def test_somebody_is_invited_by_mail_joins_and_forgets_the_password(stack, browser):
    browser.log_in()
    address = f"bob-{time.time_ns()}@example.com"
    invited = browser.call(
        "POST", "/v1/invites", json={"email": address, "role": "manager", "brands": ["Lumenry"]}
    )
    assert invited.status_code == 201, invited.text

    bob = Browser(stack)
    joined = bob.post(
        "/v1/auth/invites/accept", token=mailed_token(stack, address), name="Bob", password=PASSWORD
    )
    assert joined.status_code == 200, joined.text
    assert joined.json()["me"]["brands"] == ["Lumenry"]
    assert bob.call("GET", "/v1/api-keys").json()["error"]["code"] == "missing_scope"
    assert bob.post("/v1/auth/password/forgot", email=address).status_code == 202
    reset = bob.post(
        "/v1/auth/password/reset", token=mailed_token(stack, address), password="another-good-one"
    )
    assert reset.status_code == 204, reset.text
    assert bob.post("/v1/auth/refresh").status_code == 401
    signed_in = bob.post("/v1/auth/login", email=address, password="another-good-one")
    assert signed_in.status_code == 200

    members = browser.call("GET", "/v1/members").json()["items"]
    assert address in {each["email"] for each in members}
    actions = {each["action"] for each in browser.call("GET", "/v1/audit").json()["items"]}
    assert {"invite.created", "invite.accepted", "password.reset"} <= actions


def test_tokens_can_be_verified_by_anybody(browser):
    keys = browser.http.get("/v1/auth/jwks.json").json()["keys"]

    assert [each["alg"] for each in keys] == ["EdDSA"]
