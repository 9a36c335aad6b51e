"""Starting the runs that are due: called by the schedule rule every few minutes."""

from dataclasses import dataclass
from typing import Any, Final

from shelfsignal.collection.domain.connections import Selection
from shelfsignal.collection.domain.errors import NoSellers, RunInProgress
from shelfsignal.collection.domain.ports import DueRun, ScheduleStore
from shelfsignal.collection.domain.runs import RunTrigger
from shelfsignal.collection.services.left_out import note_left_out
from shelfsignal.collection.services.runs import RunDesk, StartRun, start_run

# Organisations a call; the rest is still due at the next tick.
MAX_STARTS: Final = 100


@dataclass(frozen=True)
class Dispatched:
    """started: runs begun; skipped: organisations busy with another run, or without a seller."""

    started: int
    skipped: int

    def to_json(self) -> dict[str, Any]:
        return {"started": self.started, "skipped": self.skipped}


def dispatch_due_runs(desk: RunDesk, schedule: ScheduleStore) -> Dispatched:
    """Starts what is due, then moves each entry on.

    Dying in between starts nothing twice, because the second start meets the first one's locks.
    """
    due = schedule.due(desk.clock(), MAX_STARTS)
    started = sum(_start(desk, schedule, each) for each in due)
    return Dispatched(started, len(due) - started)


def _start(desk: RunDesk, schedule: ScheduleStore, due: DueRun) -> bool:
    settings = schedule.settings(due.org_id)
    started = False
    if settings.schedule_enabled:
        try:
            start_run(desk, StartRun(due.org_id, RunTrigger.SCHEDULE))
            started = True
        except RunInProgress:
            started = False
        except NoSellers:  # no run that could say so
            connections = desk.connections.of_org(due.org_id)
            note_left_out(due.org_id, Selection().left_out(connections))
    following = settings.next_due(desk.clock()) if settings.schedule_enabled else None
    schedule.move_due(due, following)
    return started
