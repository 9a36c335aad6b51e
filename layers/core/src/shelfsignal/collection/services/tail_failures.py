"""The products of a batch of which something could not be fetched, attempt by attempt."""

from shelfsignal.collection.domain.checkpoints import Failure, FailureStage
from shelfsignal.collection.domain.errors import SourceRefused
from shelfsignal.collection.services.collector import Collector
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.ids import Asin


class TailFailures:
    """What is recorded of them, and what the attempt before this one recorded."""

    def __init__(self, collector: Collector, batch: BatchRef) -> None:
        self._at = collector
        self._batch = batch

    def record(self, asin: Asin, refusal: SourceRefused) -> None:
        """Left to the next attempt."""
        self._at.failures.record(
            Failure(
                org_id=self._batch.org_id,
                run_id=self._batch.run_id,
                attempt=self._attempt(),
                stage=FailureStage.TAIL,
                subject=self._subject(asin),
                error=type(refusal).__name__,
                reason=str(refusal),
                at=self._at.clock(),
                products=1,
            )
        )

    def of_last_attempt(self, asins: set[Asin]) -> set[Asin]:
        """Those of these that it could not fetch."""
        attempt = self._attempt()
        if attempt == 1 or not asins:
            return set()
        found = self._at.failures.of_attempt(self._batch.org_id, self._batch.run_id, attempt - 1)
        refused = {each.subject for each in found if each.stage is FailureStage.TAIL}
        return {each for each in asins if self._subject(each) in refused}

    def _attempt(self) -> int:
        return self._at.runs.get(self._batch.org_id, self._batch.run_id).attempt

    def _subject(self, asin: Asin) -> str:
        return f"{self._batch.seller_id}#{self._batch.marketplace}#{asin}"
