"""Putting an organisation on the schedule, or taking it off."""

from dataclasses import replace

from shelfsignal.collection.domain.connections import OrgSettings
from shelfsignal.collection.domain.ports import ScheduleStore
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId


def set_schedule(
    schedule: ScheduleStore,
    clock: Clock,
    org_id: OrgId,
    *,
    enabled: bool,
    interval_hours: int | None = None,
) -> OrgSettings:
    """The settings as they are now; switched on, the first run is due at once.

    Raises: InvalidInput when interval_hours is below 1.
    """
    settings = schedule.settings(org_id)
    hours = settings.schedule_interval_hours if interval_hours is None else interval_hours
    if hours < 1:
        raise InvalidInput("The interval is at least an hour.", field="interval_hours")
    changed = replace(settings, schedule_enabled=enabled, schedule_interval_hours=hours)
    schedule.put_settings(changed, clock() if enabled else None)
    return changed
