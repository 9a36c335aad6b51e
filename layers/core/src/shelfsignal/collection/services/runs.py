"""Starting, resuming and showing runs: what the API, the dispatcher and the command line call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from shelfsignal.collection.domain.connections import Selection
from shelfsignal.collection.domain.errors import NoSellers
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.ports import ConnectionStore, Executions, RunStore
from shelfsignal.collection.domain.runs import Run, RunStatus, RunTrigger, resumed
from shelfsignal.collection.services.leases import clear_dead_locks, failed_if_dead
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

MAX_PAGE = 100


@dataclass(frozen=True)
class RunDesk:
    """What starting and showing runs needs."""

    runs: RunStore
    connections: ConnectionStore
    executions: Executions
    clock: Clock
    new_run_id: Callable[[], RunId]


@dataclass(frozen=True)
class StartRun:
    """day is the UTC day the run is stated for; None means today."""

    org_id: OrgId
    trigger: RunTrigger
    day: date | None = None
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True)
class RunFilter:
    """Which runs a list shows; None: all."""

    status: RunStatus | None = None

    def takes(self, run: Run) -> bool:
        return self.status in (None, run.status)


@dataclass(frozen=True)
class RunPage:
    """A page of runs, newest first; cursor is None on the last one."""

    runs: tuple[Run, ...]
    cursor: str | None


def start_run(desk: RunDesk, command: StartRun) -> Run:
    """The run, created, its scopes locked and its execution started.

    Raises: NoSellers; RunInProgress naming the holder when another run has one of the scopes.
    """
    scopes = command.selection.of(desk.connections.of_org(command.org_id))
    if not scopes:
        raise NoSellers(command.org_id)
    now = desk.clock()
    run = Run(
        org_id=command.org_id,
        run_id=desk.new_run_id(),
        day=command.day or now.date(),
        trigger=command.trigger,
        started_at=now,
        attempt_at=now,
        scopes=scopes,
    )
    clear_dead_locks(desk.runs, desk.executions, run, now)
    desk.runs.create(run, locks_of(run, desk.executions.arn(run.execution_name), now))
    _start(desk, run, command.selection)
    return run


def resume_run(desk: RunDesk, org_id: OrgId, run_id: RunId) -> Run:
    """The run at its next attempt; finished pages and batches are skipped.

    A run whose execution died without saying so counts as failed.
    Raises: RunNotFound, RunNotResumable, RunInProgress.
    """
    stored = desk.runs.get(org_id, run_id)
    now = desk.clock()
    following = resumed(failed_if_dead(desk.executions, stored, now), now)
    clear_dead_locks(desk.runs, desk.executions, following, now)
    arn = desk.executions.arn(following.execution_name)
    desk.runs.advance(following, locks_of(following, arn, now), replaces=stored)
    _start(desk, following, Selection())
    return following


def list_runs(
    desk: RunDesk,
    org_id: OrgId,
    limit: int = 20,
    cursor: str | None = None,
    wanted: RunFilter = RunFilter(),
) -> RunPage:
    """Runs of the organisation, newest first. Raises: BadCursor."""
    query = {"list": "runs", "org_id": org_id, "status": wanted.status}
    before = RunId(decode_cursor(query, cursor, before=str)["before"]) if cursor else None
    size = max(1, min(limit, MAX_PAGE))
    runs = _matching(desk.runs, org_id, before, wanted, size + 1)
    more = len(runs) > size
    position = {"before": runs[size - 1].run_id} if more else {}
    return RunPage(runs[:size], encode_cursor(query, position) if more else None)


def _matching(
    store: RunStore, org_id: OrgId, before: RunId | None, wanted: RunFilter, size: int
) -> tuple[Run, ...]:
    """The first `size` runs that match; runs are few (a handful a day), so that no index is due."""
    found: list[Run] = []
    while len(found) < size:
        page = store.page(org_id, MAX_PAGE if wanted.status else size, before)
        found += [run for run in page if wanted.takes(run)]
        if not page or not wanted.status:
            break
        before = page[-1].run_id
    return tuple(found[:size])


def get_run(desk: RunDesk, org_id: OrgId, run_id: RunId) -> Run:
    """Raises: RunNotFound."""
    return desk.runs.get(org_id, run_id)


def _start(desk: RunDesk, run: Run, selection: Selection) -> None:
    """Should starting fail, the locks' lease ends by itself and the run can be resumed."""
    asked = {"sellers": sorted(selection.sellers), "marketplaces": sorted(selection.marketplaces)}
    desk.executions.start(
        run.execution_name,
        {
            "org_id": run.org_id,
            "run_id": run.run_id,
            "attempt": run.attempt,
            "day": run.day.isoformat(),
            "trigger": run.trigger.value,
            **{name: chosen for name, chosen in asked.items() if chosen},
        },
    )
