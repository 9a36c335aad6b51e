"""Rights that are given away: by who holds them at that moment, and for no longer than they do.

What a caller may do is remembered for half a minute. Long enough for somebody who was just shown
the door to make a key to it, if nobody looked again.
"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.scopes import Scope
from tests.builders.accounts import NOW, a_stored_key
from tests.unit.api.world import DEMO

NEW_KEY = {"name": "door", "scopes": ["products:read"]}


@pytest.fixture
def owner(world):
    """Headers of demo's owner, whom the API knows from a moment ago."""
    token = world.people.signed_in(DEMO).access_token
    headers = {"x_api_key": "", "authorization": f"Bearer {token}"}
    assert world.get("/v1/auth/me", **headers).status == 200
    return headers


@pytest.fixture
def me(world):
    return world.people.signed_in(DEMO).me.user.user_id


def sent(world, method, path, headers, body):
    return world.call(method, path, json.dumps(body).encode(), **headers)


def test_who_is_no_owner_any_more_cannot_make_themselves_one(world, owner, me):
    members = world.people.state.members
    members[DEMO, me] = replace(members[DEMO, me], role=Role.VIEWER)

    promoted = sent(world, "PATCH", f"/v1/members/{me}", owner, {"role": "owner"})
    invited = sent(world, "POST", "/v1/invites", owner, {"email": "x@y.example", "role": "owner"})

    assert (promoted.status, invited.status) == (403, 403)
    assert members[DEMO, me].role is Role.VIEWER


def test_who_was_removed_makes_no_key(world, owner, me):
    del world.people.state.members[DEMO, me]

    assert sent(world, "POST", "/v1/api-keys", owner, NEW_KEY).status == 401


def test_an_ended_session_makes_no_key(world, owner):
    sessions = world.people.state.sessions
    for family_id, session in list(sessions.items()):
        sessions[family_id] = replace(session, revoked_at=NOW)

    assert sent(world, "POST", "/v1/api-keys", owner, NEW_KEY).status == 401


def test_a_revoked_key_makes_no_key_and_is_known_to_be_revoked_from_then_on(world):
    maker = a_stored_key(world.keys, DEMO, frozenset(Scope))
    headers = {"x_api_key": str(maker.text)}
    assert world.get("/v1/api-keys", **headers).status == 200
    world.keys.revoke(DEMO, maker.key.key_id, NOW)

    assert sent(world, "POST", "/v1/api-keys", headers, NEW_KEY).status == 401
    assert world.get("/v1/api-keys", **headers).status == 401


@pytest.mark.parametrize("wanted", [None, NOW + timedelta(days=2)], ids=["never", "later"])
def test_a_key_makes_none_that_outlives_it(world, wanted):
    ends = NOW + timedelta(days=1)
    maker = a_stored_key(world.keys, DEMO, frozenset(Scope))
    world.keys.by_id[maker.key.key_id] = replace(maker.key, expires_at=ends)
    headers = {"x_api_key": str(maker.text)}

    body = {**NEW_KEY, "expires_at": wanted.isoformat() if wanted else None}
    refused = sent(world, "POST", "/v1/api-keys", headers, body)
    shorter = sent(
        world, "POST", "/v1/api-keys", headers, {**NEW_KEY, "expires_at": ends.isoformat()}
    )

    assert (refused.status, refused.error["details"]) == (400, {"field": "expires_at"})
    assert shorter.status == 201
