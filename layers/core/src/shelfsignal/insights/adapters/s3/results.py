"""Batch results: one object a batch, read back a few at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import islice
from typing import Final

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.domain.contributions import BatchResult
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.objects import S3Objects

AT_ONCE: Final = 16


class UnreadableResult(Broken):
    """A batch result is not one of ours."""

    code = "unreadable_result"

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is no batch result.", key=key)


class S3Results:
    """ResultStore over results/."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def is_finished(self, batch: BatchRef) -> bool:
        key = lake.result_key(batch)
        body = self._objects.find(key)
        return body is not None and result_of(key, body).is_finished

    def put(self, batch: BatchRef, result: BatchResult) -> None:
        self._objects.put(lake.result_key(batch), codec.pack(result, BatchResult))

    def restate(
        self, prefix: str, act: RunId, change: Callable[[BatchResult], BatchResult]
    ) -> None:
        for key in self._objects.keys(prefix):
            body = self._objects.find(key)
            if body is None:
                continue
            before = result_of(key, body)
            after = change(before)
            if after is not before:
                self._objects.put(lake.restated_key(key, act), body)
                self._objects.put(key, codec.pack(after, BatchResult))

    def scopes(self, org: OrgId, run: RunId) -> dict[str, str]:
        start = lake.results_prefix(org, run)
        return {
            folder.removeprefix(start).rstrip("/"): folder
            for folder in self._objects.folders(start)
        }

    def note_rolled_up(self, org: OrgId, run: RunId, day: date) -> None:
        text = json.dumps({"day": day.isoformat()})
        key = lake.rolled_up_key(org, run)
        self._objects.put(key, text.encode(), "application/json")

    def read(self, prefix: str) -> Iterator[BatchResult]:
        """AT_ONCE objects are in memory at most."""
        keys = self._objects.keys(prefix)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while some := list(islice(keys, AT_ONCE)):
                for key, body in zip(some, pool.map(self._objects.find, some), strict=True):
                    if body is not None:
                        yield result_of(key, body)


def result_of(key: str, body: bytes) -> BatchResult:
    try:
        return codec.unpack(body, BatchResult)
    except codec.Undecodable as error:
        raise UnreadableResult(key) from error
