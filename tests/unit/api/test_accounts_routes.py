"""People and keys over HTTP: what the answers hold, and what they never do."""

import json

import pytest

from shelfsignal.accounts.adapters.access_tokens import draw_signing_key
from tests.builders.accounts import NOW
from tests.unit.api.people import email_of
from tests.unit.api.world import DEMO, RIVAL


@pytest.fixture
def owner(world):
    """Headers of demo's owner."""
    token = world.people.signed_in(DEMO).access_token
    return {"x_api_key": "", "authorization": f"Bearer {token}"}


def sent(world, method, path, headers, body=None):
    raw = b"" if body is None else json.dumps(body).encode()
    return world.call(method, path, raw, **headers)


def test_a_person_is_told_who_they_are_and_what_they_may(world, owner):
    me = world.get("/v1/auth/me", **owner).json

    assert me["user"]["email"] == email_of(DEMO)
    assert me["organisation"] == {"id": DEMO, "name": f"The {DEMO}"}
    assert me["organisations"] == [{"id": DEMO, "name": f"The {DEMO}", "role": "owner"}]
    assert me["role"] == "owner"
    assert "keys:write" in me["scopes"]
    assert "operator:metrics" not in me["scopes"]
    assert (me["brands"], me["previous_visit_at"]) == (None, None)


def test_a_key_is_shown_once_and_its_secret_nowhere_else(world, owner):
    body = {"name": "ci", "scopes": ["runs:read"], "expires_at": "2027-01-01T00:00:00Z"}
    made = sent(world, "POST", "/v1/api-keys", owner, body)

    key_id, secret = made.json["key"].split("_")[1:]
    listed = world.get("/v1/api-keys", **owner)
    shown = world.get(f"/v1/api-keys/{key_id}", **owner)
    assert made.status == 201
    assert made.headers["cache-control"] == "no-store"
    assert shown.json["prefix"] == f"ss_{key_id}"
    assert shown.json["status"] == "active"
    assert shown.json["created_by"] == world.people.signed_in(DEMO).me.user.user_id
    assert secret not in listed.text + shown.text
    assert "hash" not in listed.text + shown.text


def test_a_key_with_more_than_its_maker_is_refused_by_the_scope(world, owner):
    body = {"name": "ci", "scopes": ["operator:metrics"]}

    refused = sent(world, "POST", "/v1/api-keys", owner, body)

    assert (refused.status, refused.error["details"]) == (403, {"scope": "operator:metrics"})


def test_a_revoked_key_stays_in_the_list_as_such(world, owner):
    key_id = world.people.key(DEMO)

    assert sent(world, "DELETE", f"/v1/api-keys/{key_id}", owner).status == 204

    assert world.get(f"/v1/api-keys/{key_id}", **owner).json["status"] == "revoked"


def test_brands_left_out_stay_and_brands_null_opens_all(world, owner):
    user_id = world.people.member(DEMO)
    path = f"/v1/members/{user_id}"
    scoped = sent(world, "PATCH", path, owner, {"role": "manager", "brands": ["B", "A"]})
    kept = sent(world, "PATCH", path, owner, {"role": "viewer"})
    opened = sent(world, "PATCH", path, owner, {"brands": None})

    assert [each.json["brands"] for each in (scoped, kept, opened)] == [
        ["A", "B"],
        ["A", "B"],
        None,
    ]


def test_the_last_owner_is_told_why_they_stay(world, owner):
    user_id = world.people.signed_in(DEMO).me.user.user_id

    refused = sent(world, "DELETE", f"/v1/members/{user_id}", owner)

    assert (refused.status, refused.error["code"]) == (409, "last_owner")


def test_an_invite_shows_no_token(world, owner):
    made = sent(world, "POST", "/v1/invites", owner, {"email": "a@example.com", "role": "viewer"})

    listed = world.get("/v1/invites", **owner)
    assert made.status == 201
    assert made.json["expires_at"].startswith("2026-11-29")
    assert "sst_" not in made.text + listed.text
    assert [each["email"] for each in listed.json["items"]] == ["a@example.com"]


def test_another_organisations_person_sees_none_of_it(world, owner):
    sent(world, "POST", "/v1/invites", owner, {"email": "a@example.com", "role": "viewer"})
    token = world.people.signed_in(RIVAL).access_token
    rival = {"x_api_key": "", "authorization": f"Bearer {token}"}

    for path in ("/v1/members", "/v1/invites", "/v1/audit", "/v1/views", "/v1/api-keys"):
        assert DEMO not in world.get(path, **rival).text, path


def test_the_audit_log_is_the_owners(world, owner):
    viewer = world.new_key(DEMO, "account:read")

    assert world.get("/v1/audit", x_api_key=viewer).status == 403
    items = world.get("/v1/audit", **owner).json["items"]
    assert items[0]["action"] == "session.started"
    assert items[0]["actor"]["kind"] == "user"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "page": "Products"}, "page"),
        ({"name": "x", "page": "products", "query": "a b"}, "query"),
        ({"name": "", "page": "products"}, "name"),
        ({"page": "products"}, "name"),
    ],
)
def test_a_view_that_makes_no_sense_is_refused_by_field(world, owner, body, field):
    refused = sent(world, "POST", "/v1/views", owner, body)

    assert (refused.status, refused.error["details"]["field"]) == (400, field)


def test_the_published_keys_are_those_still_believed_and_hold_no_private_half(world):
    _, public = draw_signing_key(NOW)
    _, retired = draw_signing_key(NOW)
    world.people.public_keys.put(public)
    world.people.public_keys.put(type(retired)(retired.kid, retired.jwk, NOW, NOW))

    keys = world.get("/v1/auth/jwks.json", x_api_key="").json["keys"]

    assert keys == [dict(public.jwk)]
    assert "d" not in keys[0]
