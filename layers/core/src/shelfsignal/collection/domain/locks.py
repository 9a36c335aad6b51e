"""The lease that keeps two runs off one scope."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.collection.domain.runs import Run, Scope
from shelfsignal.kernel.ids import OrgId, RunId

# Between taking a lock and the execution's first sighting the holder looks dead; it is not.
STARTING: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class ScopeLock:
    """Held by the execution of one attempt of one run."""

    org_id: OrgId
    scope: Scope
    run_id: RunId
    attempt: int
    execution_arn: str
    taken_at: datetime


def is_starting(asked_at: datetime, now: datetime) -> bool:
    """Whether an execution asked for at that time may simply not have been started yet."""
    return now - asked_at < STARTING


def locks_of(run: Run, execution_arn: str, now: datetime) -> tuple[ScopeLock, ...]:
    """The locks a run needs."""
    return tuple(
        ScopeLock(run.org_id, scope, run.run_id, run.attempt, execution_arn, now)
        for scope in run.scopes
    )
