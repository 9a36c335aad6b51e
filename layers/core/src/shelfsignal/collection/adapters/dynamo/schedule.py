"""Organisation settings and the look-up of due runs."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store
from shelfsignal.collection.adapters.dynamo.rows import DueRow, SettingsRow, bind, transaction
from shelfsignal.collection.domain.connections import OrgSettings
from shelfsignal.collection.domain.ports import DueRun
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId


class DynamoSchedule:
    """ScheduleStore: an organisation has at most one entry in the due look-up."""

    def __init__(self, table: str) -> None:
        self._row = bind(SettingsRow, table)
        self._due = bind(DueRow, table)
        self._table = table

    def settings(self, org_id: OrgId) -> OrgSettings:
        """See ScheduleStore.settings."""
        row = self._stored(org_id)
        if row is None:
            return OrgSettings(org_id)
        return OrgSettings(
            org_id=org_id,
            schedule_enabled=row.schedule_enabled,
            schedule_interval_hours=int(row.schedule_interval_hours),
            schedule_hour_utc=None if row.schedule_hour_utc is None else int(row.schedule_hour_utc),
            complete_listing_days=int(row.complete_listing_days),
            tolerated_failure_share=float(row.tolerated_failure_share),
        )

    def next_due(self, org_id: OrgId) -> datetime | None:
        """See ScheduleStore.next_due."""
        row = self._stored(org_id)
        return from_z(row.due_at) if row and row.due_at else None

    def put_settings(self, settings: OrgSettings, due_at: datetime | None) -> None:
        """See ScheduleStore.put_settings."""
        before = self._stored(settings.org_id)
        due = to_z(due_at) if due_at else None
        with collection_store(), transaction(self._table) as write:
            write.save(
                self._row(
                    f"ORG#{settings.org_id}",
                    "SETTINGS",
                    schedule_enabled=settings.schedule_enabled,
                    schedule_interval_hours=settings.schedule_interval_hours,
                    schedule_hour_utc=settings.schedule_hour_utc,
                    complete_listing_days=settings.complete_listing_days,
                    tolerated_failure_share=settings.tolerated_failure_share,
                    due_at=due,
                )
            )
            if before and before.due_at and before.due_at != due:
                write.delete(self._entry(settings.org_id, before.due_at))
            if due:
                write.save(self._entry(settings.org_id, due))

    def due(self, now: datetime, limit: int) -> Sequence[DueRun]:
        """See ScheduleStore.due."""
        with collection_store():
            rows = self._due.query("RUNDUE", self._due.sk < f"{to_z(now)}~", limit=limit)
            return [DueRun(OrgId(row.org_id), from_z(row.due_at)) for row in rows]

    def move_due(self, due: DueRun, due_at: datetime | None) -> None:
        """See ScheduleStore.move_due."""
        old, new = to_z(due.due_at), to_z(due_at) if due_at else None
        settings = self._row(f"ORG#{due.org_id}", "SETTINGS")
        change = self._row.due_at.set(new) if new else self._row.due_at.remove()
        with (
            suppress(ConditionFailed),
            collection_store(),
            transaction(self._table) as write,
        ):
            write.delete(self._entry(due.org_id, old), condition=self._due.pk.exists())
            if new:
                write.save(self._entry(due.org_id, new))
            write.update(settings, actions=[change], condition=self._row.due_at == old)

    def _stored(self, org_id: OrgId) -> SettingsRow | None:
        with collection_store():
            try:
                return self._row.get(f"ORG#{org_id}", "SETTINGS", consistent_read=True)
            except self._row.DoesNotExist:
                return None

    def _entry(self, org_id: OrgId, due: str) -> DueRow:
        return self._due("RUNDUE", f"{due}#{org_id}", org_id=org_id, due_at=due)
