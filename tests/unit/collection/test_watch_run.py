"""A run as a person watches it: its states with counts, its failures page by page, its death."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.checkpoints import Checkpoint, Failure, FailureStage
from shelfsignal.collection.domain.errors import RunNotFound
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.runs import RunStage, RunStatus
from shelfsignal.collection.domain.steps import StepState, StepUnit
from shelfsignal.collection.services.watch_run import (
    RunWatch,
    list_failures,
    run_steps,
    watch_run,
)
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.kernel.progress import Counters
from tests.builders.collection import NOW, ORG, RUN, a_run, a_scope
from tests.fakes.collection import FakeCheckpoints, FakeExecutions, FakeFailures, FakeRuns

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def watch():
    runs = FakeRuns()
    return RunWatch(
        runs, FakeExecutions(), FakeCheckpoints(runs), FakeFailures(runs), lambda: LATER
    )


def opened(watch, **changes):
    run = a_run(stage=RunStage.REFRESHING, **changes)
    arn = watch.executions.arn(run.execution_name)
    run = replace(run, execution_arn=arn)
    watch.runs.create(run, locks_of(run, arn, NOW))
    watch.executions.running.add(arn)
    return run


def a_failure(number=0, stage=FailureStage.BATCH, subject=None, attempt=1):
    return Failure(
        ORG, RUN, attempt, stage, subject or f"B{number}", "Broken", "no table",
        NOW + timedelta(seconds=number), products=20,
    )  # fmt: skip


def states(steps):
    return {step.name: step.state for step in steps}


def test_a_run_that_has_just_been_asked_for_is_opening(watch):
    watch.runs.create(a_run(attempt_at=LATER), ())

    _, steps = run_steps(watch, ORG, RUN)

    assert states(steps) == {
        "OpenRun": StepState.RUNNING,
        "CollectPages": StepState.WAITING,
        "CollectReviewTails": StepState.WAITING,
        "AnalyseProducts": StepState.WAITING,
        "RollUp": StepState.WAITING,
        "CloseRun": StepState.WAITING,
    }


def test_the_steps_of_a_run_count_what_is_done_of_what_is_known(watch):
    opened(watch)
    scope = a_scope()
    calls = CallTally(requests={Operation.LIST_REVIEWS: 7})
    start = watch.checkpoints.load(scope)
    watch.checkpoints.move(
        scope, start, replace(start, done=True, batches=5), Counters(products=100), calls
    )
    watch.runs.add(ORG, RUN, Counters(analysed=40))
    watch.failures.record(a_failure())

    _, steps = run_steps(watch, ORG, RUN)

    by_name = {step.name: step for step in steps}
    assert states(steps) == {
        "OpenRun": StepState.SUCCEEDED,
        "CollectPages": StepState.SUCCEEDED,
        "CollectReviewTails": StepState.RUNNING,
        "AnalyseProducts": StepState.RUNNING,
        "RollUp": StepState.WAITING,
        "CloseRun": StepState.WAITING,
    }
    analysed = by_name["AnalyseProducts"]
    assert (analysed.unit, analysed.done, analysed.total, analysed.failures) == (
        StepUnit.PRODUCTS,
        40,
        100,
        1,
    )
    assert (by_name["CollectReviewTails"].done, by_name["CollectReviewTails"].total) == (7, None)


def test_a_run_that_ended_partly_shows_where_failures_were_recorded(watch):
    opened(watch, status=RunStatus.PARTIAL, counters=Counters(products=100, analysed=80))
    scope = a_scope()
    start = watch.checkpoints.load(scope)
    watch.checkpoints.move(scope, start, replace(start, done=True), Counters(), CallTally())
    watch.failures.record(a_failure())

    _, steps = run_steps(watch, ORG, RUN)

    assert states(steps)["AnalyseProducts"] is StepState.PARTIAL
    assert states(steps)["CollectPages"] is StepState.SUCCEEDED
    assert states(steps)["CloseRun"] is StepState.SUCCEEDED


def test_a_run_that_broke_off_names_the_state_and_skips_what_never_came(watch):
    opened(watch, status=RunStatus.FAILED)
    watch.failures.record(a_failure(stage=FailureStage.RUN, subject="RollUp"))

    _, steps = run_steps(watch, ORG, RUN)

    assert states(steps)["RollUp"] is StepState.FAILED
    assert states(steps)["CloseRun"] is StepState.SKIPPED
    assert states(steps)["AnalyseProducts"] is StepState.SKIPPED


def test_an_aborted_execution_ends_its_run_and_frees_its_scopes_when_somebody_looks(watch):
    run = opened(watch)
    watch.executions.running.clear()

    seen = watch_run(watch, ORG, RUN)

    assert (seen.status, seen.stage, seen.finished_at) == (
        RunStatus.FAILED,
        RunStage.CLOSED,
        LATER,
    )
    assert watch.runs.get(ORG, RUN) == seen
    assert watch.runs.locks(ORG, run.scopes) == []


def test_a_run_that_closes_between_two_looks_is_not_called_dead(watch):
    run = opened(watch)
    watch.executions.running.clear()
    closed = replace(run, status=RunStatus.SUCCEEDED, stage=RunStage.CLOSED, finished_at=LATER)

    class ClosesMeanwhile(FakeExecutions):
        def is_running(self, arn: str) -> bool:
            watch.runs.finish(closed)
            return False

    seen = watch_run(replace(watch, executions=ClosesMeanwhile()), ORG, RUN)

    assert seen == closed
    assert watch.runs.get(ORG, RUN) == closed


def test_a_running_run_is_left_alone(watch):
    run = opened(watch)

    assert watch_run(watch, ORG, RUN) == run


def test_failures_are_paged_completely_and_only_those_of_the_present_attempt(watch):
    opened(watch, attempt=2, status=RunStatus.PARTIAL)
    for number in range(5):
        watch.failures.record(a_failure(number, attempt=2))
    watch.failures.record(a_failure(9, attempt=1))

    pages, cursor = [], None
    while True:
        page = list_failures(watch, ORG, RUN, limit=2, cursor=cursor)
        pages.append([each.subject for each in page.failures])
        cursor = page.cursor
        if cursor is None:
            break

    assert pages == [["B4", "B3"], ["B2", "B1"], ["B0"]]
    assert page.total == 5


def test_another_runs_cursor_is_refused(watch):
    opened(watch)
    for number in range(3):
        watch.failures.record(a_failure(number))
    cursor = list_failures(watch, ORG, RUN, limit=1).cursor
    watch.runs.create(a_run(run_id="01HRUN0000000000000000000B"), ())

    with pytest.raises(BadCursor):
        list_failures(watch, ORG, "01HRUN0000000000000000000B", cursor=cursor)


def test_an_unknown_run_is_not_found(watch):
    with pytest.raises(RunNotFound):
        run_steps(watch, ORG, RUN)


def test_a_fresh_checkpoint_counts_as_not_done(watch):
    assert Checkpoint().done is False
    watch.checkpoints.load(a_scope())
    assert [each.done for each in watch.checkpoints.totals(ORG, RUN)] == [False]
