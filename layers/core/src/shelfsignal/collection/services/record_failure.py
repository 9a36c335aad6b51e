"""Recording what failed: a batch, a scope, or the run itself, with what is left to do.

What it is about shows in the input of the state that failed: a batch names its batch, a scope its
seller; anything else ends the run.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from shelfsignal.collection.domain.checkpoints import Failure, FailureStage
from shelfsignal.collection.domain.collect_ports import FailureStore
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.ports import RunStore
from shelfsignal.collection.domain.runs import Run, RunStage, RunStatus
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.redaction import redact_text

MAX_REASON_CHARS: Final = 500
# How far back a run is looked for by its execution.
RECENT_RUNS: Final = 20


@dataclass(frozen=True)
class FailureReport:
    """What the state machine knows. subject_input is the input of the state that failed."""

    org_id: OrgId | None
    run_id: RunId | None
    attempt: int | None
    error: str
    cause: str
    execution_arn: str
    state: str
    subject_input: dict[str, Any] = field(default_factory=dict)


def record_failure(
    runs: RunStore, failures: FailureStore, clock: Clock, report: FailureReport
) -> Failure | None:
    """The failure recorded; None when there is no run to record it on (it never opened, or it is
    another execution's by now)."""
    run = _run_of(runs, report)
    if run is None or not _concerns(run, report):
        return None
    failure = _failure(run, report, clock)
    failures.record(failure)
    if failure.stage is FailureStage.RUN:
        _end(runs, runs.get(run.org_id, run.run_id), failure)
    return failure


def _run_of(runs: RunStore, report: FailureReport) -> Run | None:
    """A run opened by hand whose id never reached the state is found by its execution."""
    if report.org_id is None:
        return None
    if report.run_id is not None:
        return runs.find(report.org_id, report.run_id)
    recent = runs.page(report.org_id, RECENT_RUNS, None)
    return next((run for run in recent if run.execution_arn == report.execution_arn), None)


def _concerns(run: Run, report: FailureReport) -> bool:
    """An execution that was refused must not end the run of the one that holds the scopes."""
    if run.status is not RunStatus.RUNNING:
        return False
    if report.attempt is not None and report.attempt != run.attempt:
        return False
    if _stage(report) is not FailureStage.RUN:
        return True  # a map's child has an execution ARN of its own
    return run.execution_arn in (None, report.execution_arn)


def _stage(report: FailureReport) -> FailureStage:
    if "batch" in report.subject_input:
        return FailureStage.BATCH
    return FailureStage.SCOPE if "seller_id" in report.subject_input else FailureStage.RUN


def _failure(run: Run, report: FailureReport, clock: Clock) -> Failure:
    about, stage = report.subject_input, _stage(report)
    scope = f"{about.get('seller_id')}#{about.get('marketplace')}"
    subject = {
        FailureStage.BATCH: f"{scope}#{about.get('batch')}",
        FailureStage.SCOPE: scope,
    }.get(stage, report.state)
    return Failure(
        org_id=run.org_id,
        run_id=run.run_id,
        attempt=run.attempt,
        stage=stage,
        subject=subject,
        error=report.error,
        reason=reason_of(report.cause),
        at=clock(),
        products=int(about.get("count", 0)) if stage is FailureStage.BATCH else 0,
    )


def _end(runs: RunStore, run: Run, failure: Failure) -> None:
    ended = replace(
        run,
        status=RunStatus.FAILED,
        stage=RunStage.CLOSED,
        finished_at=failure.at,
        failure=f"{failure.subject}: {failure.error}: {failure.reason}"[:MAX_REASON_CHARS],
    )
    runs.finish(ended)
    runs.release(locks_of(run, run.execution_arn or "", failure.at))


def reason_of(cause: str) -> str:
    """The message in a Lambda's failure cause, without its stack trace.

    >>> reason_of('{"errorType": "Broken", "errorMessage": "no table", "stackTrace": ["..."]}')
    'no table'
    """
    try:
        document = json.loads(cause)
        text = str(document["errorMessage"])
    except (ValueError, KeyError, TypeError):
        text = cause
    return redact_text(text)[:MAX_REASON_CHARS]
