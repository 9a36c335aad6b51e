"""Scheduled runs: started when due, once, and moved on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.runs import RunTrigger
from shelfsignal.collection.services.dispatch_due_runs import dispatch_due_runs
from shelfsignal.collection.services.runs import RunDesk
from shelfsignal.collection.services.schedule import Timetable, set_schedule
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, new_run_id
from shelfsignal.kernel.metrics import metrics
from tests.builders.collection import NOW, ORG, a_connection
from tests.fakes.collection import FakeConnections, FakeExecutions, FakeRuns, FakeSchedule


class Office:
    def __init__(self):
        self.schedule, self.runs = FakeSchedule(), FakeRuns()
        self.connections, self.executions = FakeConnections(), FakeExecutions()
        self.connections.put(a_connection())
        self.desk = RunDesk(self.runs, self.connections, self.executions, lambda: NOW, new_run_id)

    def dispatch(self):
        return dispatch_due_runs(self.desk, self.schedule).to_json()

    def switch(self, org_id=ORG, *, enabled=True, hours=6, hour_utc=None):
        timetable = Timetable(hours, hour_utc) if hours is not None else None
        settings, _ = set_schedule(
            self.schedule, lambda: NOW, org_id, enabled=enabled, timetable=timetable
        )
        return settings


@pytest.fixture
def office():
    return Office()


def test_a_due_run_is_started_and_its_entry_moved_on(office):
    office.switch()

    assert office.dispatch() == {"started": 1, "skipped": 0}
    assert office.dispatch() == {"started": 0, "skipped": 0}
    [run] = office.runs.runs.values()
    assert run.trigger is RunTrigger.SCHEDULE
    assert office.schedule.entries == {ORG: NOW + timedelta(hours=6)}


def test_an_organisation_at_work_or_without_sellers_is_skipped_until_the_next_time(office):
    office.switch()
    office.switch(OrgId("empty"))
    office.dispatch()
    office.switch()

    assert office.dispatch() == {"started": 0, "skipped": 1}
    assert office.schedule.entries[ORG] == NOW + timedelta(hours=6)


def test_an_organisation_whose_sellers_all_have_to_authorise_again_is_told_of(office):
    office.connections.put(replace(a_connection(), status=ConnectionStatus.REAUTHORISE))
    office.switch()
    metrics.drain()

    assert office.dispatch() == {"started": 0, "skipped": 1}

    assert [(each.name, each.value) for each in metrics.drain()] == [("sellers_left_out_total", 1)]
    assert office.schedule.entries == {ORG: NOW + timedelta(hours=6)}


def test_a_dispatcher_that_died_after_starting_starts_nothing_twice(office):
    office.switch()
    move, office.schedule.move_due = office.schedule.move_due, _dies
    with pytest.raises(ZeroDivisionError):
        office.dispatch()
    office.schedule.move_due = move

    assert office.dispatch() == {"started": 0, "skipped": 1}
    assert len(office.runs.runs) == 1


def _dies(*_):
    raise ZeroDivisionError


def test_switched_off_nothing_is_due(office):
    office.switch()
    due = office.schedule.due(NOW, 10)
    settings = office.switch(enabled=False)

    assert settings.schedule_enabled is False
    assert office.schedule.due(NOW, 10) == []
    office.schedule.entries[ORG] = due[0].due_at
    assert office.dispatch() == {"started": 0, "skipped": 1}
    assert office.schedule.entries == {}


@pytest.mark.parametrize(
    ("hours", "hour_utc", "field"),
    [
        (0, None, "schedule.interval_hours"),
        (745, None, "schedule.interval_hours"),
        (24, 24, "schedule.hour_utc"),
        (6, 5, "schedule.hour_utc"),
    ],
)
def test_a_timetable_that_makes_no_sense_names_its_field(office, hours, hour_utc, field):
    with pytest.raises(InvalidInput) as refusal:
        office.switch(hours=hours, hour_utc=hour_utc)

    assert refusal.value.details["field"] == field


def test_runs_a_day_apart_keep_to_their_hour_however_late_they_start(office):
    office.switch(hours=48, hour_utc=5)
    first = office.schedule.entries[ORG]
    settings = office.schedule.settings(ORG)

    assert first == NOW.replace(day=23, hour=5, minute=0)
    late = first + timedelta(minutes=7)
    assert settings.next_due(late) == first + timedelta(days=2)


def test_a_schedule_begins_today_when_its_hour_is_still_to_come(office):
    office.switch(hours=24, hour_utc=20)

    assert office.schedule.entries[ORG] == NOW.replace(hour=20, minute=0)


def test_the_interval_is_kept_when_not_given(office):
    office.switch(hours=12)

    assert office.switch(hours=None).schedule_interval_hours == 12
