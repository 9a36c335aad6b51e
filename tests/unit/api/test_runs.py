from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from scripts.build import ROOT
from shelfsignal.collection.domain.checkpoints import Failure, FailureStage
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
    assert world.executions.started[0][1]["run_id"] == run["run_id"]


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


def test_a_list_by_status_is_as_long_as_asked_and_pages_to_the_end(world):
    wanted = []
    for number in range(6):
        run_id = world.post("/v1/runs").json["run_id"]
        end(world, run_id, RunStatus.FAILED if number % 2 else RunStatus.SUCCEEDED)
        wanted += [run_id] if number % 2 else []

    first = world.get("/v1/runs", {"status": "FAILED", "limit": 2}).json
    rest = world.get("/v1/runs", {"status": "FAILED", "limit": 2, "cursor": first["cursor"]}).json

    assert len(first["items"]) == 2
    assert [run["run_id"] for run in first["items"] + rest["items"]] == wanted[::-1]
    assert rest["cursor"] is None


def test_the_steps_of_a_run_bear_the_names_of_the_state_machine(world):
    run_id = world.post("/v1/runs").json["run_id"]

    shown = world.get(f"/v1/runs/{run_id}/steps").json

    assert (shown["run_id"], shown["status"], shown["attempt"]) == (run_id, "RUNNING", 1)
    definition = (ROOT / "statemachine" / "portfolio_refresh.asl.json").read_text()
    assert all(f'"{step["name"]}": {{' in definition for step in shown["steps"])
    assert shown["steps"][0] == {
        "name": "OpenRun",
        "state": "RUNNING",
        "unit": "runs",
        "done": 0,
        "total": 1,
        "failures": 0,
    }


def test_failures_say_what_is_left_and_why(world):
    run_id = world.post("/v1/runs").json["run_id"]
    world.failures.record(
        Failure(DEMO, run_id, 1, FailureStage.PAGE, "S1#US#4", "BadAnswer", "not JSON", NOW)
    )

    page = world.get(f"/v1/runs/{run_id}/failures").json

    assert page == {
        "items": [
            {
                "stage": "PAGE",
                "subject": "S1#US#4",
                "error": "BadAnswer",
                "reason": "not JSON",
                "at": "2026-11-22T09:30:00.000Z",
                "products": 0,
            }
        ],
        "total": 1,
        "cursor": None,
    }
    assert world.get("/v1/runs/01NOBODY/failures").status == 404
