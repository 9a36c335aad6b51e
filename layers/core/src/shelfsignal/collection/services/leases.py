"""A lock is a lease: it ends when the execution holding it does, goodbye or not."""

from dataclasses import replace
from datetime import datetime

from shelfsignal.collection.domain.errors import RunInProgress
from shelfsignal.collection.domain.locks import ScopeLock, is_starting
from shelfsignal.collection.domain.ports import Executions, RunStore
from shelfsignal.collection.domain.runs import Run, RunStatus


def clear_dead_locks(runs: RunStore, executions: Executions, run: Run, now: datetime) -> None:
    """Frees the run's scopes of holders that no longer run.

    Raises: RunInProgress when a holder is alive. The run's own locks are left as they are.
    """
    others = [lock for lock in runs.locks(run.org_id, run.scopes) if lock.run_id != run.run_id]
    alive: dict[str, bool] = {}
    for lock in others:
        if lock.execution_arn not in alive:
            alive[lock.execution_arn] = _holds(executions, lock, now)
        if alive[lock.execution_arn]:
            raise RunInProgress(lock.run_id, str(lock.scope))
    runs.release(others)


def failed_if_dead(executions: Executions, run: Run, now: datetime) -> Run:
    """The run, FAILED when it says RUNNING although its execution is gone (aborted, timed out)."""
    if run.status is not RunStatus.RUNNING or is_starting(run.attempt_at, now):
        return run
    arn = run.execution_arn or executions.arn(run.execution_name)
    if executions.is_running(arn):
        return run
    return replace(run, status=RunStatus.FAILED, failure="The execution ended without a word.")


def _holds(executions: Executions, lock: ScopeLock, now: datetime) -> bool:
    return is_starting(lock.taken_at, now) or executions.is_running(lock.execution_arn)
