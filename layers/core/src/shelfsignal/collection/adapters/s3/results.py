"""Reading batch results: the part of them that closing a run needs."""

import gzip
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.collection.domain.collect_ports import BatchSummary
from shelfsignal.kernel import lake
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.objects import S3Objects
from shelfsignal.kernel.progress import BUDGET_EXHAUSTED, Counters

_READERS: Final = 8


class _Result(BaseModel):
    """The counts of a batch result; its aggregates are the insights' business."""

    model_config = ConfigDict(extra="ignore")

    products: int = 0
    reviews: int = 0
    reviews_analysed: int = 0
    versions_written: int = 0
    failures: list[Any] = Field(default_factory=list)
    dropped: dict[str, int] = Field(default_factory=dict)
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    engine: str | None = None
    unread: dict[str, int] = Field(default_factory=dict)


class S3Results:
    """ResultReader: reads a window of results at a time, in parallel."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def summaries(self, org_id: OrgId, run_id: RunId) -> Iterable[BatchSummary]:
        """See ResultReader.summaries."""
        keys = self._objects.keys(lake.results_prefix(org_id, run_id))
        with ThreadPoolExecutor(_READERS) as pool:
            for window in _windows(keys):
                yield from map(_summary, pool.map(self._objects.get, window))


def is_finished(body: bytes) -> bool:
    """True when this batch result names no failed product and no review left for lack of money."""
    result = _read(body)
    return not result.failures and BUDGET_EXHAUSTED not in result.dropped


def what_is_left(body: bytes) -> str | None:
    """Why a batch of one product is not finished, in words; None when it is."""
    result = _read(body)
    if result.failures:
        first = result.failures[0]
        return str(first.get("reason") or first.get("code")) if isinstance(first, dict) else "?"
    if BUDGET_EXHAUSTED in result.dropped:
        return "The budget for reading reviews is exhausted."
    return None


def _windows(keys: Iterator[str]) -> Iterator[list[str]]:
    while window := list(islice(keys, _READERS * 4)):
        yield window


def _read(body: bytes) -> _Result:
    return _Result.model_validate(json.loads(gzip.decompress(body), parse_float=Decimal))


def _summary(body: bytes) -> BatchSummary:
    result = _read(body)
    return BatchSummary(
        products=result.products,
        reviews=result.reviews,
        failed=len(result.failures),
        counters=Counters(
            reviews_analysed=result.reviews_analysed,
            versions_written=result.versions_written,
            tokens=result.tokens,
            cost_usd=result.cost_usd,
            dropped=result.dropped,
        ),
        engine=result.engine,
        unread=result.unread,
    )
