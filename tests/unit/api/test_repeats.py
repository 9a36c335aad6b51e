"""Idempotency-Key: a request whose answer got lost is sent again, and nothing is done twice."""

import json

import pytest

from shelfsignal.accounts.domain.repeats import Taken
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.runtime.web.repeats import RepeatHeaders
from tests.unit.api import ids
from tests.unit.api.document import ALL, label, operation
from tests.unit.api.test_runs import end
from tests.unit.api.world import DEMO, RIVAL

REPEATABLE = [route for route in ALL if route.model("headers") is RepeatHeaders]
INVITE = {"email": "eve@example.com", "role": "viewer"}


def test_everything_that_is_made_and_holds_no_secret_is_repeatable():
    assert {route.name for route in REPEATABLE} == {
        *("start_run", "resume_run", "create_invite", "save_view", "note_on_issue")
    }


@pytest.mark.parametrize("route", REPEATABLE, ids=label)
def test_the_same_request_with_the_same_key_gets_the_first_ones_answer(world, route):
    path, body = ids.own_path(route, world), ids.good_body(route)
    caller = world.credentials(route, DEMO)

    first = world.call(route.method, path, body, idempotency_key="k1", **caller)
    again = world.call(route.method, path, body, idempotency_key="k1", **caller)

    assert first.status == route.status, first.text
    assert (again.status, again.text) == (first.status, first.text)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_nothing_is_done_twice(world):
    first = world.post("/v1/runs", {}, idempotency_key="k1")
    again = world.post("/v1/runs", {}, idempotency_key="k1")
    without = world.post("/v1/runs", {})

    assert again.json["run_id"] == first.json["run_id"]
    assert len(world.executions.started) == 1
    assert without.error["code"] == "run_in_progress"


def test_a_key_belongs_to_one_request(world):
    world.post("/v1/invites", INVITE, idempotency_key="k1")

    other = world.post("/v1/invites", {**INVITE, "role": "manager"}, idempotency_key="k1")
    elsewhere = world.post("/v1/runs", {}, idempotency_key="k1")

    for answer in (other, elsewhere):
        assert (answer.status, answer.error["code"]) == (409, "idempotency_conflict")


def test_a_key_is_its_callers_own(world):
    world.post("/v1/runs", {}, idempotency_key="k1")

    theirs = world.post("/v1/runs", {}, idempotency_key="k1", x_api_key=world.new_key(RIVAL))
    colleagues = world.post("/v1/runs", {}, idempotency_key="k1", x_api_key=world.new_key())

    assert theirs.status == 202
    assert colleagues.error["code"] == "run_in_progress"


def test_what_was_refused_may_be_tried_again(world):
    running = world.post("/v1/runs", {}).json["run_id"]
    refused = world.post("/v1/runs", {}, idempotency_key="k1")
    end(world, running, RunStatus.SUCCEEDED)
    later = world.post("/v1/runs", {}, idempotency_key="k1")

    assert refused.error["code"] == "run_in_progress"
    assert later.status == 202
    assert "idempotency-replayed" not in later.headers


def test_a_request_that_is_still_at_work_is_not_done_beside_itself(world):
    world.post("/v1/runs", {}, idempotency_key="k1")
    ((key, (taken, _, expires_at)),) = world.deps.repeats.kept.items()
    world.deps.repeats.kept[key] = Taken(taken.request, None), expires_at, expires_at

    answer = world.post("/v1/runs", {}, idempotency_key="k1")

    assert (answer.status, answer.error["code"]) == (409, "request_in_progress")


def test_an_answer_that_cannot_be_kept_goes_out_all_the_same(world):
    world.deps.repeats.forgets_answers = True

    assert world.post("/v1/runs", {}, idempotency_key="k1").status == 202


@pytest.mark.parametrize("key", ["a b", "x" * 201, "é"])
def test_a_key_that_is_none_is_refused(world, key):
    answer = world.post("/v1/runs", {}, idempotency_key=key)

    assert (answer.status, answer.error["details"]["field"]) == (400, "idempotency-key")


def test_no_answer_with_a_secret_is_kept(world):
    made = world.post("/v1/api-keys", {"name": "ci", "scopes": ["runs:read"]}, idempotency_key="k1")

    assert made.status == 201
    assert world.deps.repeats.kept == {}


@pytest.mark.parametrize("route", REPEATABLE, ids=label)
def test_the_document_tells_of_the_header(route):
    named = {each["name"] for each in operation(route)["parameters"] if each["in"] == "header"}

    assert "idempotency-key" in {name.lower() for name in named}
    assert "idempotency_conflict" in json.dumps(operation(route)["responses"]["409"])
