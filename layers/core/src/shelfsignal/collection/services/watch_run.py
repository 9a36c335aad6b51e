"""Watching a run: where it is, what failed and why, and whether anybody is still at work."""

from dataclasses import dataclass, replace
from typing import Final

from shelfsignal.collection.domain.checkpoints import Failure
from shelfsignal.collection.domain.collect_ports import CheckpointStore, FailureStore
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.ports import Executions, RunStore
from shelfsignal.collection.domain.runs import Run, RunStage, RunStatus
from shelfsignal.collection.domain.steps import Step, steps_of
from shelfsignal.collection.services.leases import failed_if_dead
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

MAX_PAGE: Final = 200


@dataclass(frozen=True)
class RunWatch:
    """What watching a run needs."""

    runs: RunStore
    executions: Executions
    checkpoints: CheckpointStore
    failures: FailureStore
    clock: Clock


@dataclass(frozen=True)
class FailurePage:
    """Failures that stand after the run's present attempt: oldest first while it goes on, newest
    first when it has ended."""

    failures: tuple[Failure, ...]
    total: int
    cursor: str | None


def watch_run(watch: RunWatch, org_id: OrgId, run_id: RunId) -> Run:
    """The run; one whose execution was aborted or timed out is closed as FAILED on the way.

    Raises: RunNotFound.
    """
    run = watch.runs.get(org_id, run_id)
    now = watch.clock()
    if failed_if_dead(watch.executions, run, now) is run:
        return run
    # It may have been closed between the two looks: only one that still runs is dead.
    run = watch.runs.get(org_id, run_id)
    dead = failed_if_dead(watch.executions, run, now)
    if dead is run:
        return run
    closed = replace(dead, stage=RunStage.CLOSED, finished_at=now)
    watch.runs.finish(closed)
    watch.runs.release(locks_of(run, run.execution_arn or "", now))
    return closed


def run_steps(watch: RunWatch, org_id: OrgId, run_id: RunId) -> tuple[Run, list[Step]]:
    """The run and its states with their counts. Raises: RunNotFound."""
    run = watch_run(watch, org_id, run_id)
    scopes = watch.checkpoints.totals(org_id, run_id)
    failures = watch.failures.of_attempt(org_id, run_id, run.attempt)
    return run, steps_of(run, scopes, failures)


def list_failures(
    watch: RunWatch, org_id: OrgId, run_id: RunId, limit: int = 50, cursor: str | None = None
) -> FailurePage:
    """Raises: RunNotFound, BadCursor."""
    run = watch.runs.get(org_id, run_id)
    query = {"list": "failures", "run_id": run_id, "attempt": run.attempt}
    skipped = decode_cursor(query, cursor, skipped=int)["skipped"] if cursor else 0
    found = sorted(
        watch.failures.of_attempt(org_id, run_id, run.attempt),
        key=lambda each: (each.at, each.subject),
        reverse=run.status is not RunStatus.RUNNING,
    )
    # While a run goes on failures are appended: oldest first keeps positions where they are.
    end = skipped + max(1, min(limit, MAX_PAGE))
    more = encode_cursor(query, {"skipped": end}) if end < len(found) else None
    return FailurePage(tuple(found[skipped:end]), len(found), more)
