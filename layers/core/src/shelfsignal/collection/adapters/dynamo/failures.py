"""Failures of a run."""

from collections.abc import Sequence

from shelfsignal.collection.adapters.dynamo.border import collection_store
from shelfsignal.collection.adapters.dynamo.rows import FailureRow, bind
from shelfsignal.collection.domain.checkpoints import Failure, FailureStage
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.progress import Counters, RunProgress


class DynamoFailures:
    """FailureStore; each new failure is counted on the run."""

    def __init__(self, table: str, progress: RunProgress) -> None:
        self._row = bind(FailureRow, table)
        self._progress = progress

    def record(self, failure: Failure) -> None:
        """See FailureStore.record."""
        with collection_store():
            self._row(
                _run(failure.org_id, failure.run_id),
                f"FAILURE#{failure.stage}#{failure.subject}",
                attempt=failure.attempt,
                stage=failure.stage.value,
                subject=failure.subject,
                error=failure.error,
                reason=failure.reason,
                at=to_z(failure.at),
                products=failure.products,
            ).save()
        self._progress.add(failure.org_id, failure.run_id, Counters(failures=1))

    def of_attempt(self, org_id: OrgId, run_id: RunId, attempt: int) -> Sequence[Failure]:
        """See FailureStore.of_attempt."""
        with collection_store():
            rows = self._row.query(
                _run(org_id, run_id), self._row.sk.startswith("FAILURE#"), consistent_read=True
            )
            found = [_failure(org_id, run_id, row) for row in rows]
        return [each for each in found if each.attempt == attempt]


def _run(org_id: OrgId, run_id: RunId) -> str:
    return f"ORG#{org_id}#RUN#{run_id}"


def _failure(org_id: OrgId, run_id: RunId, row: FailureRow) -> Failure:
    return Failure(
        org_id=org_id,
        run_id=run_id,
        attempt=int(row.attempt),
        stage=FailureStage(row.stage),
        subject=row.subject,
        error=row.error,
        reason=row.reason,
        at=from_z(row.at),
        products=int(row.products),
    )
