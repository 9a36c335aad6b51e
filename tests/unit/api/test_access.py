"""Every route, from the registry: who may not, and that one organisation never sees another's."""

import pytest

from functions.api.routes import ROUTES
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.runtime.web.routing import Method, Route
from tests.unit.api.test_runs import end
from tests.unit.api.world import DEMO, RIVAL

ALL = [route for table in ROUTES for route in table]
CLOSED = [route for route in ALL if route.scope is not None]
OF_A_THING = [route for route in CLOSED if "{" in route.path]
LISTS = [route for route in CLOSED if route not in OF_A_THING and route.method is Method.GET]
OPEN = {"GET /health", "GET /v1/openapi.json"}


def label(route: Route) -> str:
    return f"{route.method} {route.path}"


def path_of(route: Route, **ids: str) -> str:
    return route.path.format(**{"product_id": "US-B07X6C9RMF", "n": "1", "run_id": "R", **ids})


def test_only_these_routes_are_open():
    assert {label(route) for route in ALL if route.scope is None} == OPEN


@pytest.mark.parametrize("route", CLOSED, ids=label)
@pytest.mark.parametrize(
    "headers",
    [
        {"x_api_key": ""},
        {"x_api_key": "nonsense"},
        {"x_api_key": f"ss_{'0' * 16}_{'0' * 64}"},
        {"x_api_key": "", "authorization": "Bearer something"},
    ],
    ids=["none", "garbled", "unknown", "bearer"],
)
def test_without_a_good_key_nothing_is_said(world, route, headers):
    answer = world.call(route.method, path_of(route), **headers)

    assert (answer.status, answer.error["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer, ApiKey"


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_a_revoked_key_is_refused(world, route):
    key = world.new_key()
    world.keys.revoke(DEMO, key.split("_")[1], world.deps.runs.clock())

    assert world.call(route.method, path_of(route), x_api_key=key).status == 401


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_every_other_scope_together_is_not_enough(world, route):
    key = world.new_key(DEMO, *(scope for scope in Scope if scope is not route.scope))

    answer = world.call(route.method, path_of(route), x_api_key=key)

    assert (answer.status, answer.error["code"]) == (403, "missing_scope")
    assert answer.error["details"] == {"scope": str(route.scope)}


@pytest.mark.parametrize("route", CLOSED, ids=label)
def test_credentials_are_looked_at_before_the_request(world, route):
    answer = world.call(route.method, path_of(route) + "?nonsense=1", b"{", x_api_key="")

    assert answer.status == 401


@pytest.mark.parametrize("route", OF_A_THING, ids=label)
def test_another_organisations_ids_look_like_no_ids(world, route):
    rival_key = world.new_key(RIVAL)
    run_id = world.post("/v1/runs", x_api_key=rival_key).json["run_id"]
    end(world, run_id, RunStatus.PARTIAL, org=RIVAL)
    theirs = {"product_id": "US-B000RIVAL1", "run_id": run_id}
    nobodys = {"product_id": "US-B000NOBODY", "run_id": "NOBODY"}

    own = world.call(route.method, path_of(route, **theirs), x_api_key=rival_key)
    foreign = world.call(route.method, path_of(route, **theirs))
    absent = world.call(route.method, path_of(route, **nobodys))

    assert own.status in (200, 202)
    assert foreign.status == absent.status == 404
    assert foreign.error["code"] == absent.error["code"]


@pytest.mark.parametrize("route", LISTS, ids=label)
def test_lists_hold_only_the_callers_own(world, route):
    world.post("/v1/runs", x_api_key=world.new_key(RIVAL))

    text = world.get(route.path).text

    assert "RIVAL" not in text.upper()
    assert '"run_id":"01KAMXZ0000000000000000001"' not in text


def test_no_log_line_holds_a_key(world, caplog):
    world.get("/v1/products")
    world.get("/v1/products", x_api_key="ss_secretive")

    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "request_answered" in logged
    assert world.key not in logged
    assert world.key.split("_")[2] not in logged
    assert "secretive" not in logged
