"""Putting an organisation on the schedule, or taking it off."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shelfsignal.collection.domain.connections import OrgSettings
from shelfsignal.collection.domain.ports import ScheduleStore
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId

MAX_INTERVAL_HOURS: Final = 24 * 31
_HOURS: Final = range(24)


@dataclass(frozen=True)
class Timetable:
    """Runs every interval_hours; hour_utc None: from the moment it is switched on."""

    interval_hours: int
    hour_utc: int | None = None


def set_schedule(
    schedule: ScheduleStore,
    clock: Clock,
    org_id: OrgId,
    *,
    enabled: bool,
    timetable: Timetable | None = None,
) -> tuple[OrgSettings, datetime | None]:
    """The settings as they are now, and when the next run is due.

    Without a timetable the one in force is kept. Raises: InvalidInput.
    """
    settings = schedule.settings(org_id)
    if timetable is not None:
        _check(timetable)
        settings = replace(
            settings,
            schedule_interval_hours=timetable.interval_hours,
            schedule_hour_utc=timetable.hour_utc,
        )
    changed = replace(settings, schedule_enabled=enabled)
    due = changed.first_due(clock()) if enabled else None
    schedule.put_settings(changed, due)
    return changed, due


def _check(timetable: Timetable) -> None:
    if not 1 <= timetable.interval_hours <= MAX_INTERVAL_HOURS:
        message = f"The interval is between 1 and {MAX_INTERVAL_HOURS} hours."
        raise InvalidInput(message, field="schedule.interval_hours")
    if timetable.hour_utc is None:
        return
    if timetable.hour_utc not in _HOURS:
        raise InvalidInput("An hour of the day is 0-23.", field="schedule.hour_utc")
    if timetable.interval_hours % 24:
        message = "An hour of the day goes with an interval of whole days."
        raise InvalidInput(message, field="schedule.hour_utc")
