from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.kernel.ids import RunId
from shelfsignal.kernel.progress import Counters
from tests.builders.accounts import NOW
from tests.unit.api.world import DEMO


def end(world, run_id, status, org=DEMO, **changes):
    """The run, closed; its lease ended."""
    world.executions.running.clear()
    world.runs.held.clear()
    run = world.runs.get(org, RunId(run_id))
    world.runs.finish(
        replace(run, status=status, finished_at=NOW + timedelta(seconds=90), **changes)
    )


def test_an_empty_body_starts_a_run_of_everything(world):
    answer = world.post("/v1/runs")

    assert answer.status == 202
    run = answer.json
    assert (run["status"], run["stage"], run["trigger"]) == ("RUNNING", "QUEUED", "api")
    assert [scope["marketplace"] for scope in run["scopes"]] == ["UK", "US"]
    assert next(iter(world.executions.running.values()))["run_id"] == run["run_id"]


def test_a_run_can_be_narrowed_and_stated_for_a_day(world):
    wanted = {"day": "2026-11-20", "sellers": ["S1"], "marketplaces": ["US"]}

    run = world.post("/v1/runs", wanted).json

    assert run["day"] == "2026-11-20"
    assert run["scopes"] == [{"seller_id": "S1", "marketplace": "US"}]


def test_a_second_run_of_the_same_scope_is_refused_naming_the_first(world):
    first = world.post("/v1/runs").json["run_id"]

    answer = world.post("/v1/runs")

    assert (answer.status, answer.error["code"]) == (409, "run_in_progress")
    assert answer.error["details"]["holder"] == first


def test_a_run_of_nobody_is_refused(world):
    answer = world.post("/v1/runs", {"sellers": ["SOMEBODY"]})

    assert (answer.status, answer.error["code"]) == (400, "no_sellers")


def test_a_run_shows_its_counters(world):
    run_id = world.post("/v1/runs").json["run_id"]
    counters = Counters(pages=3, reviews=60, cost_usd=Decimal("0.0125"), dropped={"rating": 1})
    end(world, run_id, RunStatus.SUCCEEDED, counters=counters)

    run = world.get(f"/v1/runs/{run_id}").json

    assert (run["status"], run["pages"], run["reviews"]) == ("SUCCEEDED", 3, 60)
    assert (run["cost_usd"], run["dropped"]) == (0.0125, {"rating": 1})
    assert run["finished_at"] == "2026-11-22T09:31:30.000Z"


def test_runs_are_listed_newest_first_and_paged(world):
    started = []
    for _ in range(3):
        started.append(world.post("/v1/runs").json["run_id"])
        end(world, started[-1], RunStatus.SUCCEEDED)

    first = world.get("/v1/runs", {"limit": 2}).json
    rest = world.get("/v1/runs", {"limit": 2, "cursor": first["cursor"]}).json

    listed = [run["run_id"] for run in first["items"] + rest["items"]]
    assert listed == started[::-1]
    assert rest["cursor"] is None


def test_runs_can_be_narrowed_to_a_status(world):
    ended = world.post("/v1/runs").json["run_id"]
    end(world, ended, RunStatus.FAILED)
    world.post("/v1/runs")

    listed = world.get("/v1/runs", {"status": "FAILED"}).json["items"]

    assert [run["run_id"] for run in listed] == [ended]


def test_a_run_with_something_left_is_resumed_under_its_own_id(world):
    run_id = world.post("/v1/runs").json["run_id"]
    end(world, run_id, RunStatus.PARTIAL)

    answer = world.post(f"/v1/runs/{run_id}/resume")

    assert answer.status == 202
    assert (answer.json["run_id"], answer.json["attempt"]) == (run_id, 2)


def test_a_finished_run_has_nothing_to_resume(world):
    run_id = world.post("/v1/runs").json["run_id"]
    end(world, run_id, RunStatus.SUCCEEDED)

    answer = world.post(f"/v1/runs/{run_id}/resume")

    assert (answer.status, answer.error["code"]) == (409, "run_not_resumable")


def test_an_unknown_run_is_not_found(world):
    assert world.get("/v1/runs/NOPE").status == 404
    assert world.post("/v1/runs/NOPE/resume").status == 404
