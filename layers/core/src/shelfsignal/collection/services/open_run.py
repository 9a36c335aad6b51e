"""The first state of an execution: the run exists, its scopes are locked, its manifest is written.

Runs started by the API or the schedule are there already; one started by hand in the console is
made here. Calling it again for the same execution changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shelfsignal.collection.domain.connections import Selection
from shelfsignal.collection.domain.errors import (
    NoSellers,
    RunInProgress,
    RunNotResumable,
    StaleAttempt,
)
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.ports import ScopeManifests
from shelfsignal.collection.domain.runs import Run, RunStage, RunStatus, RunTrigger, resumed
from shelfsignal.collection.services.leases import clear_dead_locks, failed_if_dead
from shelfsignal.collection.services.left_out import note_left_out
from shelfsignal.collection.services.runs import RunDesk
from shelfsignal.kernel.correlation import correlation_id
from shelfsignal.kernel.ids import OrgId, RunId


@dataclass(frozen=True)
class OpenRun:
    """What an execution says of itself; run_id and attempt are None when started by hand."""

    org_id: OrgId
    execution_arn: str
    run_id: RunId | None = None
    attempt: int | None = None
    day: date | None = None
    trigger: RunTrigger = RunTrigger.CONSOLE
    selection: Selection = Selection()


@dataclass(frozen=True)
class OpenedRun:
    """The run at work and where its scopes manifest is."""

    run: Run
    bucket: str
    scopes_key: str

    def to_json(self) -> dict[str, Any]:
        return {
            "org_id": self.run.org_id,
            "run_id": self.run.run_id,
            "attempt": self.run.attempt,
            "day": self.run.day.isoformat(),
            "bucket": self.bucket,
            "scopes_key": self.scopes_key,
            "correlation_id": correlation_id() or "",
        }


def open_run(desk: RunDesk, manifests: ScopeManifests, command: OpenRun) -> OpenedRun:
    """Raises: NoSellers, RunNotFound, RunInProgress, StaleAttempt, RunNotResumable."""
    run = _existing(desk, command) if command.run_id else _by_hand(desk, command)
    key = manifests.write_scopes(run)
    connections = desk.connections.of_org(run.org_id)
    note_left_out(run.org_id, command.selection.left_out(connections, run.scopes))
    return OpenedRun(run, manifests.bucket, key)


def _existing(desk: RunDesk, command: OpenRun) -> Run:
    stored = desk.runs.get(command.org_id, RunId(str(command.run_id)))
    now = desk.clock()
    if stored.execution_arn == command.execution_arn and stored.status is RunStatus.RUNNING:
        return stored
    attempt = stored.attempt if command.attempt is None else command.attempt
    if stored.status is RunStatus.RUNNING and stored.execution_arn is None:
        if attempt != stored.attempt:
            raise StaleAttempt(stored.run_id, attempt, stored.attempt)
        return _take(desk, stored, stored, command)
    if command.attempt not in (None, stored.attempt + 1):
        raise StaleAttempt(stored.run_id, attempt, stored.attempt)
    run = failed_if_dead(desk.executions, stored, now)
    if run.status is RunStatus.RUNNING:
        raise RunInProgress(run.run_id, "its scopes")
    if run.status is RunStatus.SUCCEEDED:
        raise RunNotResumable(run.run_id, run.status)
    return _take(desk, resumed(run, now), stored, command)


def _take(desk: RunDesk, run: Run, stored: Run, command: OpenRun) -> Run:
    now = desk.clock()
    opened = replace(run, execution_arn=command.execution_arn, stage=RunStage.REFRESHING)
    clear_dead_locks(desk.runs, desk.executions, opened, now)
    desk.runs.advance(opened, locks_of(opened, command.execution_arn, now), replaces=stored)
    return opened


def _by_hand(desk: RunDesk, command: OpenRun) -> Run:
    scopes = command.selection.of(desk.connections.of_org(command.org_id))
    if not scopes:
        raise NoSellers(command.org_id)
    for lock in desk.runs.locks(command.org_id, scopes):
        if lock.execution_arn == command.execution_arn:
            return desk.runs.get(command.org_id, lock.run_id)
    now = desk.clock()
    run = Run(
        org_id=command.org_id,
        run_id=desk.new_run_id(),
        day=command.day or now.date(),
        trigger=command.trigger,
        started_at=now,
        attempt_at=now,
        stage=RunStage.REFRESHING,
        scopes=scopes,
        execution_arn=command.execution_arn,
    )
    clear_dead_locks(desk.runs, desk.executions, run, now)
    desk.runs.create(run, locks_of(run, command.execution_arn, now))
    return run
