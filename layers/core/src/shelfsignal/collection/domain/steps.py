"""How far each state of a run's state machine is, worked out from what the run has stored.

The states bear the names of statemachine/portfolio_refresh.asl.json, so that a person finds in the
console what the API shows; counting from our own rows costs no call to Step Functions, whose
distributed maps would take one a child.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shelfsignal.collection.domain.calls import OF_PRODUCTS
from shelfsignal.collection.domain.checkpoints import Failure, FailureStage, ScopeTotals
from shelfsignal.collection.domain.runs import Run, RunStage, RunStatus


class StepState(StrEnum):
    """PARTIAL: ended, with failures recorded. SKIPPED: the run ended before it."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


class StepUnit(StrEnum):
    """What a step counts."""

    RUNS = "runs"
    SCOPES = "scopes"
    REQUESTS = "requests"
    PRODUCTS = "products"


@dataclass(frozen=True)
class Step:
    """done of total units; total is None when nobody can know it. failures are those recorded."""

    name: str
    state: StepState
    unit: StepUnit
    done: int
    total: int | None
    failures: int


_FAILURES_OF: Final = {
    "CollectPages": frozenset({FailureStage.SCOPE, FailureStage.PAGE}),
    "CollectReviewTails": frozenset({FailureStage.TAIL}),
    "AnalyseProducts": frozenset({FailureStage.BATCH}),
}


def steps_of(run: Run, scopes: Sequence[ScopeTotals], failures: Sequence[Failure]) -> list[Step]:
    """The run's steps in the order of the state machine."""
    collected = sum(each.done for each in scopes)
    tails = sum(each.requests.get(operation, 0) for each in scopes for operation in OF_PRODUCTS)
    products, analysed = run.counters.products, run.counters.analysed
    all_pages = collected == len(run.scopes)
    worked = (
        ("CollectPages", StepUnit.SCOPES, collected, len(run.scopes), all_pages),
        ("CollectReviewTails", StepUnit.REQUESTS, tails, None, all_pages and analysed >= products),
        ("AnalyseProducts", StepUnit.PRODUCTS, analysed, products, all_pages),
    )
    opened = run.stage is not RunStage.QUEUED
    steps = [_once("OpenRun", run, is_over=opened, broke=_broke(failures, "OpenRun"))]
    for name, unit, done, total, is_complete in worked:
        count = sum(each.stage in _FAILURES_OF[name] for each in failures)
        over = is_complete and (total is None or done >= total)
        state = _state(run, begun=opened and (done > 0 or unit is StepUnit.SCOPES), over=over)
        ended = state in {StepState.SUCCEEDED, StepState.SKIPPED}
        state = StepState.PARTIAL if ended and count else state
        steps.append(Step(name, state, unit, done, total, count))
    at_the_end = run.status in {RunStatus.SUCCEEDED, RunStatus.PARTIAL}
    for name in ("RollUp", "CloseRun"):
        steps.append(_once(name, run, is_over=at_the_end, broke=_broke(failures, name)))
    return steps


def _state(run: Run, *, begun: bool, over: bool) -> StepState:
    if run.status is not RunStatus.RUNNING:
        return StepState.SUCCEEDED if over or begun else StepState.SKIPPED
    if over and begun:
        return StepState.SUCCEEDED
    return StepState.RUNNING if begun else StepState.WAITING


def _once(name: str, run: Run, *, is_over: bool, broke: bool) -> Step:
    """A step that happens once a run."""
    if broke:
        state = StepState.FAILED
    elif is_over:
        state = StepState.SUCCEEDED
    elif run.status is RunStatus.RUNNING:
        state = StepState.RUNNING if name == "OpenRun" else StepState.WAITING
    else:
        state = StepState.SKIPPED
    return Step(name, state, StepUnit.RUNS, int(is_over), 1, int(broke))


def _broke(failures: Sequence[Failure], name: str) -> bool:
    """A failure of the run as a whole has the state's name as its subject."""
    return any(each.stage is FailureStage.RUN and each.subject == name for each in failures)
