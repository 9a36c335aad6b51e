"""Run items and scope locks."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any, Final

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store, settled
from shelfsignal.collection.adapters.dynamo.counters import additions, fields, read
from shelfsignal.collection.adapters.dynamo.expiry import KEPT_FOR, let_parts_go, seconds_at
from shelfsignal.collection.adapters.dynamo.rows import LockRow, RunRow, bind, transaction
from shelfsignal.collection.domain.errors import RunInProgress, RunNotFound, StaleAttempt
from shelfsignal.collection.domain.locks import ScopeLock
from shelfsignal.collection.domain.runs import Run, RunStage, RunStatus, RunTrigger, Scope
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.progress import Counters

# A transaction holds 100 actions; one is the run's.
_LOCKS_A_WRITE: Final = 99


class DynamoRuns:
    """RunStore and RunProgress. kept_for: how long a run stays that has ended."""

    def __init__(self, table: str, kept_for: timedelta = KEPT_FOR) -> None:
        self._kept_for = kept_for
        self._row = bind(RunRow, table)
        self._lock = bind(LockRow, table)
        self._table = table

    def get(self, org_id: OrgId, run_id: RunId) -> Run:
        """See RunStore.get."""
        run = self.find(org_id, run_id)
        if run is None:
            raise RunNotFound(run_id)
        return run

    def find(self, org_id: OrgId, run_id: RunId) -> Run | None:
        """See RunStore.find."""
        with collection_store():
            try:
                return _run(self._row.get(_org(org_id), f"RUN#{run_id}", consistent_read=True))
            except self._row.DoesNotExist:
                return None

    def page(self, org_id: OrgId, limit: int, before: RunId | None) -> Sequence[Run]:
        """See RunStore.page: run ids sort by time, so a range of keys is a page."""
        condition = (
            self._row.sk.between("RUN#", f"RUN#{before}")
            if before
            else self._row.sk.startswith("RUN#")
        )
        with collection_store():
            rows = self._row.query(
                _org(org_id), condition, scan_index_forward=False, limit=limit + 1
            )
            runs = [_run(row) for row in rows]
        return [run for run in runs if run.run_id != before][:limit]

    def create(self, run: Run, locks: Sequence[ScopeLock]) -> None:
        """See RunStore.create."""
        row = self._filled(run)
        self._write(run, row, self._row.pk.does_not_exist(), locks)

    def advance(self, run: Run, locks: Sequence[ScopeLock], *, replaces: Run) -> None:
        """See RunStore.advance."""
        condition = (self._row.attempt == replaces.attempt) & (
            self._row.status == replaces.status.value
        )
        self._write(run, self._filled(run), condition, locks)

    def locks(self, org_id: OrgId, scopes: Iterable[Scope]) -> Sequence[ScopeLock]:
        """See RunStore.locks."""
        keys = [(_org(org_id), f"LOCK#{scope}") for scope in scopes]
        with collection_store():
            return [_lock(row) for row in self._lock.batch_get(keys, consistent_read=True)]

    def release(self, locks: Iterable[ScopeLock]) -> None:
        """See RunStore.release."""
        for lock in locks:
            row = self._lock(_org(lock.org_id), f"LOCK#{lock.scope}")
            held = (self._lock.run_id == lock.run_id) & (self._lock.attempt == lock.attempt)
            with suppress(ConditionFailed), collection_store():
                row.delete(condition=held)

    def finish(self, run: Run) -> None:
        """See RunStore.finish."""
        if run.finished_at:
            pk = f"{_org(run.org_id)}#RUN#{run.run_id}"
            let_parts_go(self._table, pk, run.finished_at, self._kept_for)
        open_still = self._row.status == RunStatus.RUNNING.value
        row, ours = self._filled(run), (self._row.attempt == run.attempt) & open_still
        with suppress(ConditionFailed):
            settled(lambda: row.save(condition=ours))

    def add(self, org_id: OrgId, run_id: RunId, counters: Counters) -> None:
        """See RunProgress.add."""
        actions = additions(self._row, counters)
        if actions:
            row, exists = self._row(_org(org_id), f"RUN#{run_id}"), self._row.pk.exists()
            with suppress(ConditionFailed):
                settled(lambda: row.update(actions, condition=exists))

    def _filled(self, run: Run) -> RunRow:
        until = seconds_at(run.finished_at, self._kept_for)
        return self._row(_org(run.org_id), f"RUN#{run.run_id}", expires_at=until, **_fields(run))

    def _write(self, run: Run, row: RunRow, condition: Any, locks: Sequence[ScopeLock]) -> None:
        """The run and its first locks in one transaction; further ones take the rest.

        All is undone when one of them is refused.
        """
        chunks = list(_chunks(locks)) or [()]
        taken: list[ScopeLock] = []
        try:
            for number, chunk in enumerate(chunks):
                first = (row, condition) if number == 0 else None
                settled(partial(self._take, chunk, first))
                taken += chunk
        except ConditionFailed as refusal:
            self._refuse(run, chunk, refusal, taken)

    def _take(self, locks: Sequence[ScopeLock], run: tuple[RunRow, Any] | None) -> None:
        with transaction(self._table) as write:
            for lock in locks:
                write.save(self._locked(lock), condition=self._free_for(lock))
            if run:
                write.save(run[0], condition=run[1])

    def _refuse(
        self, run: Run, chunk: Sequence[ScopeLock], refusal: ConditionFailed, taken: list[ScopeLock]
    ) -> None:
        if taken:
            self.release(taken)
            with suppress(ConditionFailed), collection_store():
                self._row(_org(run.org_id), f"RUN#{run.run_id}").update(
                    [self._row.status.set(RunStatus.FAILED.value)],
                    condition=self._row.attempt == run.attempt,
                )
        blocked = [chunk[i] for i in refusal.refused if i < len(chunk)]
        for holder in self.locks(run.org_id, [lock.scope for lock in blocked]):
            if holder.run_id != run.run_id:
                raise RunInProgress(holder.run_id, str(holder.scope)) from refusal
        current = self.find(run.org_id, run.run_id)
        raise StaleAttempt(run.run_id, run.attempt, current.attempt if current else 0) from refusal

    def _locked(self, lock: ScopeLock) -> LockRow:
        return self._lock(
            _org(lock.org_id),
            f"LOCK#{lock.scope}",
            run_id=lock.run_id,
            attempt=lock.attempt,
            execution_arn=lock.execution_arn,
            taken_at=to_z(lock.taken_at),
        )

    def _free_for(self, lock: ScopeLock) -> Any:
        return self._lock.pk.does_not_exist() | (self._lock.run_id == lock.run_id)


def _org(org_id: OrgId) -> str:
    return f"ORG#{org_id}"


def _chunks(locks: Sequence[ScopeLock]) -> Iterator[tuple[ScopeLock, ...]]:
    rest = iter(locks)
    while chunk := tuple(islice(rest, _LOCKS_A_WRITE)):
        yield chunk


def _fields(run: Run) -> dict[str, Any]:
    return {
        **fields(run.counters),
        "attempt": run.attempt,
        "day": run.day.isoformat(),
        "trigger": run.trigger.value,
        "status": run.status.value,
        "stage": run.stage.value,
        "scopes": [str(scope) for scope in run.scopes],
        "execution_arn": run.execution_arn,
        "started_at": to_z(run.started_at),
        "attempt_at": to_z(run.attempt_at),
        "finished_at": to_z(run.finished_at) if run.finished_at else None,
        "permitted_rps": run.permitted_rps,
        "achieved_rps": run.achieved_rps,
        "collection_seconds": run.collection_seconds,
        "engine": run.engine,
        "failure": run.failure,
    }


def _run(row: RunRow) -> Run:
    return Run(
        org_id=OrgId(row.pk.removeprefix("ORG#")),
        run_id=RunId(row.sk.removeprefix("RUN#")),
        day=date.fromisoformat(row.day),
        trigger=RunTrigger(row.trigger),
        started_at=from_z(row.started_at),
        attempt_at=from_z(row.attempt_at),
        attempt=int(row.attempt),
        status=RunStatus(row.status),
        stage=RunStage(row.stage),
        scopes=tuple(_scope(text) for text in row.scopes),
        execution_arn=row.execution_arn,
        finished_at=from_z(row.finished_at) if row.finished_at else None,
        counters=read(row),
        permitted_rps=row.permitted_rps,
        achieved_rps=row.achieved_rps,
        collection_seconds=row.collection_seconds,
        engine=row.engine,
        failure=row.failure,
    )


def _scope(text: str) -> Scope:
    seller, marketplace = text.rsplit("#", 1)
    return Scope(SellerId(seller), Marketplace(marketplace))


def _lock(row: LockRow) -> ScopeLock:
    return ScopeLock(
        org_id=OrgId(row.pk.removeprefix("ORG#")),
        scope=_scope(row.sk.removeprefix("LOCK#")),
        run_id=RunId(row.run_id),
        attempt=int(row.attempt),
        execution_arn=row.execution_arn,
        taken_at=from_z(row.taken_at),
    )
