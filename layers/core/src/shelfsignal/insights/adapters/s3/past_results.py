"""Batch results as they stood when a run was rolled up, whatever restated them since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shelfsignal.insights.adapters.s3.results import S3Results, result_of
from shelfsignal.insights.domain.contributions import BatchResult
from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.objects import S3Objects


class S3PastResults(S3Results):
    """ResultStore that reads what acts later than `run` found, and not what they left."""

    def __init__(self, objects: S3Objects, run: RunId) -> None:
        super().__init__(objects)
        self._run = run

    def note_rolled_up(self, org: OrgId, run: RunId, day: date) -> None:
        """It stands there: that is why it is rolled up again."""

    def read(self, prefix: str) -> Iterator[BatchResult]:
        before = self._restated_later(prefix)
        for key in self._objects.keys(prefix):
            found = before.get(key, key)
            yield result_of(found, self._objects.get(found))

    def _restated_later(self, prefix: str) -> dict[str, str]:
        """What the first later act found, by the result's key."""
        start, found = lake.restated_prefix(prefix), dict[str, str]()
        for key in self._objects.keys(start):  # an act's copies of a result stand in order
            name, _, act = key.removeprefix(start).rpartition("/")
            if act > self._run:
                found.setdefault(f"{prefix}{name}", key)
        return found
