"""Every route of the document: who may not, and that one organisation never sees another's."""

from datetime import timedelta

import pytest

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import NewKey, create_key
from shelfsignal.runtime.web.routing import Access, Method
from tests.builders.accounts import NOW
from tests.unit.api import ids
from tests.unit.api.document import ALL, CLOSED, DOCUMENT, label, operation
from tests.unit.api.world import DEMO, RIVAL

OF_A_THING = [route for route in CLOSED if set(ids.placeholders(route)) - set(ids.PLAIN)]
LISTS = [route for route in CLOSED if "{" not in route.path and route.method is Method.GET]
OPEN = {
    "GET /health",
    "GET /v1/openapi.json",
    "GET /v1/docs",
    "GET /v1/docs/{file}",
    "GET /v1/auth/jwks.json",
    "POST /v1/auth/register",
    "POST /v1/auth/login",
    "POST /v1/auth/refresh",
    "POST /v1/auth/logout",
    "POST /v1/auth/password/forgot",
    "POST /v1/auth/password/reset",
    "POST /v1/auth/email/verify",
    "POST /v1/auth/invites/accept",
    "GET /v1/auth/amazon/callback",
}


def test_only_these_routes_are_open():
    assert {label(route) for route in ALL if route.scope is None} == OPEN


def test_the_document_says_of_every_route_who_may():
    said = {
        f"{method.upper()} {path}": bool(described["security"])
        for path, methods in DOCUMENT["paths"].items()
        for method, described in methods.items()
    }

    assert said == {label(route): route.scope is not None for route in ALL}


@pytest.mark.parametrize("route", ALL, ids=label)
def test_every_placeholder_has_a_foreign_id_to_try(route):
    known = set(ids.OWN) | set(ids.PLAIN)

    assert set(ids.placeholders(route)) <= known, "say in tests/unit/api/ids.py how one is made"
    assert set(ids.OWN) == set(ids.NOBODYS)


@pytest.mark.parametrize("route", CLOSED, ids=label)
@pytest.mark.parametrize(
    "headers",
    [
        {"x_api_key": ""},
        {"x_api_key": "nonsense"},
        {"x_api_key": f"ss_{'0' * 16}_{'0' * 64}"},
        {"x_api_key": "", "authorization": "Bearer something"},
        {"x_api_key": "", "authorization": "Bearer"},
        {"x_api_key": "", "authorization": "Basic ZGVtbzpkZW1v"},
        {"authorization": "Bearer something"},
    ],
    ids=["none", "garbled", "unknown", "token", "no-token", "basic", "two-at-once"],
)
def test_without_good_credentials_nothing_is_said(world, route, headers):
    answer = world.call(route.method, ids.nobodys_path(route), **headers)

    assert (answer.status, answer.error["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer, ApiKey"


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_a_revoked_key_is_refused(world, route):
    key = world.new_key()
    world.keys.revoke(DEMO, key.split("_")[1], world.deps.runs.clock())

    assert world.call(route.method, ids.nobodys_path(route), x_api_key=key).status == 401


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_an_expired_key_is_refused(world, route):
    an_hour_ago, before = NOW - timedelta(hours=1), NOW - timedelta(hours=2)
    wanted = NewKey(DEMO, "old", frozenset(Scope), expires_at=an_hour_ago)
    key = str(create_key(wanted, world.keys, lambda: before).text)

    assert world.call(route.method, ids.nobodys_path(route), x_api_key=key).status == 401


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_every_other_scope_together_is_not_enough(world, route):
    key = world.new_key(DEMO, *(scope for scope in Scope if scope is not route.scope))

    answer = world.call(route.method, ids.nobodys_path(route), x_api_key=key)

    if route.scope is Access.USER:
        assert (answer.status, answer.error["code"]) == (403, "user_required")
        return
    assert (answer.status, answer.error["code"]) == (403, "missing_scope")
    assert answer.error["details"] == {"scope": str(route.scope)}
    assert {"ApiKey": [str(route.scope)]} in operation(route)["security"]


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_credentials_are_looked_at_before_the_request(world, route):
    answer = world.call(
        route.method, ids.with_nonsense(ids.nobodys_path(route)), b"{", x_api_key=""
    )

    assert answer.status == 401


@pytest.mark.parametrize("route", OF_A_THING, ids=label)
def test_another_organisations_ids_look_like_no_ids(world, route):
    rival_key, body = world.credentials(route, RIVAL), ids.good_body(route)
    theirs = ids.own_path(route, world, RIVAL)

    foreign = world.call(route.method, theirs, body, **world.credentials(route, DEMO))
    own = world.call(route.method, theirs, body, **rival_key)
    absent = world.call(
        route.method, ids.nobodys_path(route), body, **world.credentials(route, DEMO)
    )

    assert own.status < 400, own.text
    assert foreign.status == absent.status == 404
    assert foreign.error["code"] == absent.error["code"]


@pytest.mark.parametrize("route", LISTS, ids=label)
def test_lists_hold_only_the_callers_own(world, route):
    world.post("/v1/runs", x_api_key=world.new_key(RIVAL))

    answer = world.call("GET", ids.own_path(route, world), **world.credentials(route, DEMO))

    assert answer.status in (200, 404), answer.text
    assert "RIVAL" not in answer.text.upper()
    assert '"run_id":"01KAMXZ0000000000000000001"' not in answer.text


def test_no_log_line_holds_a_key(world, caplog):
    world.get("/v1/products")
    world.get("/v1/products", x_api_key="ss_secretive")

    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "request_answered" in logged
    assert world.key not in logged
    assert world.key.split("_")[2] not in logged
    assert "secretive" not in logged
