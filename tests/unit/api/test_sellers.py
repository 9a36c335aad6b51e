"""Seller routes: who may connect what, what a browser sees, and that no token is ever shown."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.ids import Marketplace, Region, SellerId
from tests.builders.accounts import NOW
from tests.builders.collection import a_connection
from tests.unit.api.world import DEMO, RIVAL

CALLBACK = "/v1/auth/amazon/callback"


def ask(world, region="EU", **headers):
    answer = world.get("/v1/auth/amazon/start", {"region": region}, **headers)
    assert answer.status == 200, answer.text
    state = parse_qs(urlsplit(answer.json["authorize_url"]).query)["state"][0]
    return state, cookie_of(answer)


def cookie_of(answer):
    [cookie] = answer.headers["set-cookie"]
    return cookie


def come_back(world, query, cookie=None):
    """As the browser: no credentials but the cookie."""
    answer = world.get(CALLBACK, query, x_api_key="", cookie=cookie or "")
    assert answer.status == 302
    assert "Max-Age=0" in cookie_of(answer)
    return answer.headers["location"]


def test_asking_for_consent_says_where_to_go_and_sets_a_lax_cookie(world):
    answer = world.get("/v1/auth/amazon/start", {"region": "NA"})

    url = urlsplit(answer.json["authorize_url"])
    assert url.netloc == "na.seller-central.test"
    assert answer.json["expires_at"] == "2026-11-22T09:40:00.000Z"
    cookie = cookie_of(answer)
    assert all(
        part in cookie
        for part in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/api/v1/auth/amazon")
    )
    assert cookie.split("=", 1)[1].split(";")[0] not in answer.text


def test_the_browser_comes_back_and_lands_on_the_dashboard(world):
    state, cookie = ask(world)
    query = {"state": state, "spapi_oauth_code": "code1", "selling_partner_id": "A1NEW", "x": "y"}

    location = come_back(world, query, cookie.split(";")[0])

    assert location == "https://app.test/connections?connected=A1NEW&region=EU"
    listed = world.get("/v1/sellers").json["items"]
    [new] = [each for each in listed if each["seller_id"] == "A1NEW"]
    assert (new["region"], new["marketplaces"], new["status"]) == ("EU", ["UK", "DE"], "ACTIVE")
    assert new["reauthorise_in_days"] == 365


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"error": "access_denied"}, "consent_denied"),
        ({}, "state_refused"),
        ({"state": "forged", "spapi_oauth_code": "c", "selling_partner_id": "A1"}, "state_refused"),
        ({"state": "x"}, "invalid_input"),
    ],
)
def test_what_went_wrong_reaches_the_dashboard_by_its_code(world, query, code):
    assert come_back(world, query) == f"https://app.test/connections?error={code}"


def test_a_callback_without_the_browsers_cookie_connects_nothing(world):
    state, _ = ask(world)
    query = {"state": state, "spapi_oauth_code": "code1", "selling_partner_id": "A1NEW"}

    assert come_back(world, query).endswith("error=state_refused")
    assert "code1" in world.amazon.codes


def removed(world):
    world.people.state.members.clear()


def demoted(world):
    members = world.people.state.members
    for key, member in members.items():
        members[key] = replace(member, role=Role.MANAGER)


def away(world):
    """In another organisation by now, and its owner."""
    members = world.people.state.members
    found = dict(members)
    members.clear()
    for (_, user_id), member in found.items():
        members[RIVAL, user_id] = replace(member, org_id=RIVAL)


@pytest.mark.parametrize("meanwhile", [removed, demoted, away])
def test_whoever_asked_has_to_be_an_owner_still_when_the_browser_comes_back(world, meanwhile):
    token = world.people.signed_in(DEMO).access_token
    state, cookie = ask(world, x_api_key="", authorization=f"Bearer {token}")
    query = {"state": state, "spapi_oauth_code": "code1", "selling_partner_id": "A1NEW"}

    meanwhile(world)

    assert come_back(world, query, cookie.split(";")[0]).endswith("?error=asker_gone")
    assert "code1" in world.amazon.codes
    assert "A1NEW" not in world.get("/v1/sellers").text


def test_a_key_that_was_revoked_meanwhile_connects_nothing(world):
    key = world.new_key(DEMO)
    state, cookie = ask(world, x_api_key=key)
    query = {"state": state, "spapi_oauth_code": "code1", "selling_partner_id": "A1NEW"}

    assert world.call("DELETE", f"/v1/api-keys/{key.split('_')[1]}").status == 204

    assert come_back(world, query, cookie.split(";")[0]).endswith("?error=asker_gone")


def test_another_sellers_name_beside_ones_own_code_connects_nobody(world):
    state, cookie = ask(world)
    query = {"state": state, "spapi_oauth_code": "code1", "selling_partner_id": "A1VICTIM"}

    assert come_back(world, query, cookie.split(";")[0]).endswith("?error=wrong_seller")
    assert "A1VICTIM" not in world.get("/v1/sellers").text


def test_the_older_form_is_posted_by_who_asked(world):
    state, _ = ask(world)
    body = {"state": state, "code": "code1", "selling_partner_id": "A1NEW"}

    theirs = world.post(CALLBACK, body, x_api_key=world.new_key(RIVAL))
    assert (theirs.status, theirs.error["code"]) == (400, "state_refused")
    state, _ = ask(world)
    ours = world.post(CALLBACK, {**body, "state": state})
    assert (ours.status, ours.json["seller_id"]) == (201, "A1NEW")


def test_tokens_are_shown_by_their_dates_alone(world):
    connection = a_connection(SellerId("S1"), (Marketplace.US,), DEMO)
    world.vault.put_refresh(connection.grant, "Atzr|planted-marker", NOW)
    world.vault.failed(connection.grant, "Login with Amazon answered invalid_grant", NOW)

    answer = world.get("/v1/seller/S1/tokens")

    assert "planted-marker" not in answer.text
    assert answer.json == {
        "seller_id": "S1",
        "items": [
            {
                "region": "NA",
                "authorised_at": "2026-11-22T09:30:00.000Z",
                "reauthorise_by": "2027-11-22T09:30:00.000Z",
                "access_good_until": None,
                "refreshed_at": None,
                "refresh_failures": 1,
                "last_failure": "Login with Amazon answered invalid_grant",
                "last_failure_at": "2026-11-22T09:30:00.000Z",
            }
        ],
    }


def test_a_seller_to_reauthorise_says_why_in_words(world):
    world.connections.mark_reauthorise(
        Grant(DEMO, SellerId("S1"), Region.EUROPE), "Seller S1: Login … answered invalid_grant"
    )

    by_region = {each["region"]: each for each in world.get("/v1/sellers").json["items"]}

    assert by_region["EU"]["status"] == "REAUTHORISE"
    assert by_region["EU"]["status_reason"].startswith("The seller withdrew its consent")
    assert by_region["NA"]["status"] == "ACTIVE"


def test_a_refused_customer_feedback_is_said_and_nothing_else_is_wrong(world):
    grant = Grant(DEMO, SellerId("S1"), Region.EUROPE)
    world.connections.note_feedback_refused(grant, date(2026, 11, 20), "403 Unauthorized")

    by_region = {each["region"]: each for each in world.get("/v1/sellers").json["items"]}

    assert by_region["EU"]["feedback_refused_on"] == "2026-11-20"
    assert (by_region["EU"]["status"], by_region["EU"]["status_reason"]) == ("ACTIVE", None)
    assert by_region["NA"]["feedback_refused_on"] is None


def test_disconnecting_is_the_owners_business_and_forgets(world):
    grant = a_connection(SellerId("S1"), (Marketplace.US,), DEMO).grant
    world.vault.put_refresh(grant, "Atzr|1", NOW)

    reader = world.new_key(DEMO, Scope.SELLERS_READ)
    assert world.call("DELETE", "/v1/sellers/S1", x_api_key=reader).status == 403
    assert world.call("DELETE", "/v1/sellers/S1").status == 204

    assert world.vault.metadata(grant) is None
    assert world.get("/v1/sellers").json["items"] == []
    assert world.call("DELETE", "/v1/sellers/S1").status == 404
    assert world.get("/v1/seller/S1/tokens").status == 404
    rivals = world.get("/v1/sellers", x_api_key=world.new_key(RIVAL)).json["items"]
    assert {each["seller_id"] for each in rivals} == {"S1"}


def test_the_client_secrets_end_counts_down_when_its_age_is_known(world):
    assert world.get("/v1/sellers").json["client_secret_expires_in_days"] is None
    world.amazon.secret_expires_at = NOW.replace(month=12)

    assert world.get("/v1/sellers").json["client_secret_expires_in_days"] == 30
