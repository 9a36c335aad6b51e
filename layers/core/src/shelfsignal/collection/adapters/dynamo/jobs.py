"""Review jobs: a row a job, a row a product of it, and the look-ups by seller and by key."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from pynamodb.expressions.update import Action

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store, settled
from shelfsignal.collection.adapters.dynamo.expiry import KEPT_FOR, let_parts_go, seconds_at
from shelfsignal.collection.adapters.dynamo.job_items import item_of, item_row
from shelfsignal.collection.adapters.dynamo.job_rows import (
    JobItemRow,
    JobKeyRow,
    JobRow,
    SellerJobRow,
)
from shelfsignal.collection.adapters.dynamo.rows import Row, bind, transaction
from shelfsignal.collection.domain.errors import CheckpointMoved
from shelfsignal.collection.domain.job_errors import IdempotencyConflict, JobNotFound, LostJob
from shelfsignal.collection.domain.job_ports import RequestKey
from shelfsignal.collection.domain.jobs import (
    LAST_ITEM,
    ItemState,
    Job,
    JobFigures,
    JobItem,
    JobKind,
    JobMode,
    JobStatus,
    Upload,
)
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, RunId, SellerId

RowT = TypeVar("RowT", bound=Row)
_MOVING: Final = ("completed", "failed", "reviews", "pages")
# Job ids are letters and digits: every one of them sorts before this.
_NEWEST: Final = "~"


class DynamoJobs:
    """JobStore. kept_for: how long a job stays that has ended."""

    def __init__(self, table: str, kept_for: timedelta = KEPT_FOR) -> None:
        self._kept_for = kept_for
        self._table = table
        self._row = bind(JobRow, table)
        self._seller = bind(SellerJobRow, table)
        self._key = bind(JobKeyRow, table)
        self._item = bind(JobItemRow, table)

    def create(self, job: Job, key: RequestKey | None) -> Job:
        """See JobStore.create."""
        org, name = f"ORG#{job.org_id}", f"JOB#{job.job_id}"
        new = self._row.pk.does_not_exist()

        def all_of_it() -> None:
            with transaction(self._table) as write:
                write.save(self._filled(job), condition=new)
                write.save(self._seller(f"{org}#SELLER#{job.seller_id}", name))
                if key:
                    now = job.created_at.timestamp()
                    free = self._key.pk.does_not_exist() | (self._key.expires_at < now)
                    write.save(self._keyed(job, key), condition=free)

        try:
            settled(all_of_it)
        except ConditionFailed:
            return self._made_before(job, key)
        return job

    def get(self, org_id: OrgId, job_id: RunId) -> Job:
        """See JobStore.get."""
        with collection_store():
            try:
                row = self._row.get(f"ORG#{org_id}", f"JOB#{job_id}", consistent_read=True)
            except self._row.DoesNotExist:
                raise JobNotFound(job_id) from None
        return _job(row)

    def listed(
        self,
        org_id: OrgId,
        *,
        limit: int,
        seller_id: SellerId | None = None,
        before: RunId | None = None,
    ) -> Sequence[Job]:
        """See JobStore.listed."""
        pk, end = f"ORG#{org_id}", f"JOB#{before or _NEWEST}"
        with collection_store():
            if seller_id is None:
                rows = _older(self._row, pk, end, limit)
                return [_job(row) for row in rows]
            names = [row.sk for row in _older(self._seller, f"{pk}#SELLER#{seller_id}", end, limit)]
            found = self._row.batch_get([(pk, name) for name in names])
            jobs = {row.sk: _job(row) for row in found}
        return [jobs[name] for name in names if name in jobs]

    def replace(self, job: Job) -> Job:
        """See JobStore.replace."""
        stored = replace(job, version=job.version + 1)
        org, name = f"ORG#{job.org_id}", f"JOB#{job.job_id}"
        if job.finished_at:
            let_parts_go(self._table, f"{org}#{name}", job.finished_at, self._kept_for)
        until = seconds_at(job.finished_at, self._kept_for)
        fields = {**_fields(stored), "expires_at": until}
        actions = [_set(getattr(self._row, name), value) for name, value in fields.items()]
        is_old = self._row.version == job.version

        def both() -> None:
            with transaction(self._table) as write:
                write.update(self._row(org, name), actions=actions, condition=is_old)
                write.save(self._seller(f"{org}#SELLER#{job.seller_id}", name, expires_at=until))

        try:
            settled(both)
        except ConditionFailed as refusal:
            raise LostJob(job.job_id) from refusal
        return stored

    def add_items(self, job: Job, items: Sequence[JobItem]) -> None:
        """See JobStore.add_items: the total last, for it says that they are all there."""
        with collection_store(), self._item.batch_write() as batch:
            for item in items:
                batch.save(item_row(self._item, job.org_id, job.job_id, item))
        row = self._row(f"ORG#{job.org_id}", f"JOB#{job.job_id}")
        settled(lambda: row.update([self._row.total.set(len(items))]))

    def item(self, org_id: OrgId, job_id: RunId, number: int) -> JobItem:
        """See JobStore.item."""
        with collection_store():
            try:
                row = self._item.get(
                    f"ORG#{org_id}#JOB#{job_id}", _name(number), consistent_read=True
                )
            except self._item.DoesNotExist:
                raise JobNotFound(job_id) from None
        return item_of(row)

    def items(
        self,
        org_id: OrgId,
        job_id: RunId,
        *,
        after: int = 0,
        limit: int | None = None,
        state: ItemState | None = None,
    ) -> Sequence[JobItem]:
        """See JobStore.items."""
        with collection_store():
            found = self._item.query(
                f"ORG#{org_id}#JOB#{job_id}",
                self._item.sk.between(_name(after + 1), _name(LAST_ITEM)),
                filter_condition=self._item.state == state.value if state else None,
                consistent_read=True,
                limit=limit,
            )
            return [item_of(row) for row in found]

    def move(self, org_id: OrgId, job_id: RunId, old: JobItem, new: JobItem) -> JobItem:
        """See JobStore.move."""
        stored = replace(new, version=old.version + 1)
        is_old = self._item.version == old.version
        figures = _differences(self._row, old, stored)
        job = self._row(f"ORG#{org_id}", f"JOB#{job_id}")

        def both() -> None:
            with transaction(self._table) as write:
                write.save(item_row(self._item, org_id, job_id, stored), condition=is_old)
                if figures:
                    write.update(job, actions=figures, condition=self._row.pk.exists())

        try:
            settled(both)
        except ConditionFailed as refusal:
            raise CheckpointMoved(f"{job_id}#{old.asin}") from refusal
        return stored

    def _made_before(self, job: Job, key: RequestKey | None) -> Job:
        """Raises: IdempotencyConflict; LostJob when what was in the way is gone again."""
        if key is None:
            raise LostJob(job.job_id)
        with collection_store():
            try:
                row = self._key.get(
                    f"ORG#{job.org_id}", f"JOBKEY#{key.key_hash}", consistent_read=True
                )
            except self._key.DoesNotExist:
                raise LostJob(job.job_id) from None
        made = RunId(row.job_id)
        if row.request_hash != key.request_hash:
            raise IdempotencyConflict(made)
        return self.get(job.org_id, made)

    def _filled(self, job: Job) -> JobRow:
        return self._row(f"ORG#{job.org_id}", f"JOB#{job.job_id}", **_fields(job))

    def _keyed(self, job: Job, key: RequestKey) -> JobKeyRow:
        return self._key(
            f"ORG#{job.org_id}",
            f"JOBKEY#{key.key_hash}",
            job_id=job.job_id,
            request_hash=key.request_hash,
            expires_at=int(key.expires_at.timestamp()),
        )


def _older(row: type[RowT], pk: str, end: str, limit: int) -> list[RowT]:
    """The rows of jobs named below `end`, newest first; a range holds its end, too."""
    found = row.query(pk, row.sk.between("JOB#", end), scan_index_forward=False, limit=limit + 1)
    return [each for each in found if each.sk != end][:limit]


def _name(number: int) -> str:
    return f"ITEM#{number:05d}"


def _set(attribute: Any, value: Any) -> Action:
    action: Action = attribute.remove() if value is None else attribute.set(value)
    return action


def _differences(row: type[JobRow], old: JobItem, new: JobItem) -> list[Action]:
    before, after = old.figures, new.figures
    moved = {name: getattr(after, name) - getattr(before, name) for name in _MOVING}
    return [getattr(row, name).add(amount) for name, amount in moved.items() if amount]


def _fields(job: Job) -> dict[str, Any]:
    """Everything but the figures."""
    return {
        "kind": job.kind.value,
        "mode": job.mode.value,
        "seller_id": job.seller_id,
        "marketplace": job.marketplace.value,
        "day": job.day.isoformat(),
        "status": job.status.value,
        "attempt": job.attempt,
        "created_at": to_z(job.created_at),
        "attempt_at": to_z(job.attempt_at),
        "started_at": _z(job.started_at),
        "finished_at": _z(job.finished_at),
        "cancel_requested_at": _z(job.cancel_requested_at),
        "failure": job.failure,
        "asins": list(job.asins),
        "brands": _listed(job.brands),
        "confined_to": _listed(job.confined_to),
        "upload": vars(job.upload) if job.upload else None,
        "version": job.version,
    }


def _listed(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _set_of(names: Iterable[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _z(moment: datetime | None) -> str | None:
    return to_z(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return from_z(text).astimezone(UTC) if text else None


def _job(row: JobRow) -> Job:
    upload: Any = row.upload
    return Job(
        org_id=OrgId(row.pk.removeprefix("ORG#")),
        job_id=RunId(row.sk.removeprefix("JOB#")),
        kind=JobKind(row.kind),
        mode=JobMode(row.mode),
        seller_id=SellerId(row.seller_id),
        marketplace=Marketplace(row.marketplace),
        day=date.fromisoformat(row.day),
        created_at=from_z(row.created_at),
        attempt_at=from_z(row.attempt_at),
        attempt=int(row.attempt),
        status=JobStatus(row.status),
        asins=tuple(Asin(each) for each in row.asins),
        brands=_set_of(row.brands),
        confined_to=_set_of(row.confined_to),
        started_at=_moment(row.started_at),
        finished_at=_moment(row.finished_at),
        cancel_requested_at=_moment(row.cancel_requested_at),
        failure=row.failure,
        figures=JobFigures(
            int(row.total), int(row.completed), int(row.failed), int(row.reviews), int(row.pages)
        ),
        upload=Upload(**upload) if upload else None,
        version=int(row.version),
    )
