"""A run's raw and canonical objects and its manifests."""

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Final

from pydantic import BaseModel

from shelfsignal.collection.adapters.s3.results import is_finished
from shelfsignal.collection.domain.runs import Run
from shelfsignal.collection.domain.sources import RawAnswer
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.correlation import FIELD
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Asin, RunId
from shelfsignal.kernel.objects import S3Objects

_READERS: Final = 8
_SPOOL_BYTES: Final = 8_000_000


class S3Lake:
    """PageLake and ScopeManifests."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    @property
    def bucket(self) -> str:
        """See PageLake.bucket."""
        return self._objects.bucket

    def write_scopes(self, run: Run) -> str:
        """See ScopeManifests.write_scopes."""
        key = lake.scopes_key(run.org_id, run.run_id)
        refs = [
            ScopeRef(
                org_id=run.org_id,
                run_id=run.run_id,
                day=run.day,
                seller_id=scope.seller_id,
                marketplace=scope.marketplace,
            )
            for scope in run.scopes
        ]
        self._objects.put(key, _lines(refs))
        return key

    def save_raw_page(self, scope: ScopeRef, page: int, answer: RawAnswer) -> None:
        """See PageLake.save_raw_page."""
        operation = answer.operation
        key = lake.raw_page_key(scope, operation.source, operation, page, answer.part)
        self._objects.put_gzip(key, answer.body)

    def save_page(
        self,
        scope: ScopeRef,
        page: int,
        listings: Sequence[ProductListing],
        batches: Sequence[BatchRef],
    ) -> None:
        """See PageLake.save_page."""
        self._objects.put_gzip(lake.page_key(scope, page), _lines(listings))
        self._objects.put(lake.batches_part_key(scope, page), _lines(batches))

    def publish_batches(self, scope: ScopeRef, pages: int) -> int:
        """See PageLake.publish_batches: parts are small, and only a few are held at a time.

        Every line says for what it is published now, an earlier attempt's included.
        """
        keys = [lake.batches_part_key(scope, page) for page in range(1, pages + 1)]
        count = 0
        with SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
            for part in self._parts(keys):
                batches = [_anew(line) for line in part.splitlines()]
                spool.write(_lines(batches))
                count += len(batches)
            spool.seek(0)
            self._objects.put(lake.batches_key(scope), spool.read())
        return count

    def batches_key(self, scope: ScopeRef) -> str:
        """See PageLake.batches_key."""
        return lake.batches_key(scope)

    def load_batch(self, batch: BatchRef) -> Sequence[ProductListing]:
        """See PageLake.load_batch: lines before and after the slice are not parsed."""
        body = self._objects.get(lake.page_key(batch, batch.page))
        with gzip.open(io.BytesIO(body), "rt", encoding="utf-8") as lines:
            wanted = islice(lines, batch.first, batch.first + batch.count)
            return [ProductListing.model_validate_json(line) for line in wanted]

    def save_raw_tail(self, batch: BatchRef, asin: Asin, page: int, answer: RawAnswer) -> None:
        """See PageLake.save_raw_tail."""
        operation = answer.operation
        key = lake.raw_product_key(batch, operation.source, operation, asin, page)
        self._objects.put_gzip(key, answer.body)

    def has_tail(self, batch: BatchRef, asin: Asin) -> bool:
        """See PageLake.has_tail."""
        return self._objects.exists(lake.tail_key(batch, asin))

    def save_tail(self, batch: BatchRef, listing: ProductListing) -> None:
        """See PageLake.save_tail."""
        self._objects.put_gzip(lake.tail_key(batch, listing.product.asin), _lines([listing]))

    def is_analysed(self, scope: ScopeRef, run_id: RunId, batch: str) -> bool:
        """See PageLake.is_analysed."""
        try:
            body = self._objects.get(lake.result_key(_reference(scope, run_id, batch)))
        except NotFound:
            return False
        return is_finished(body)

    def forget_result(self, batch: BatchRef) -> None:
        """See PageLake.forget_result."""
        key = lake.result_key(batch)
        if self._objects.exists(key):
            self._objects.delete(key)

    def _parts(self, keys: Sequence[str]) -> Iterator[bytes]:
        with ThreadPoolExecutor(_READERS) as pool:
            for start in range(0, len(keys), _READERS * 4):
                yield from pool.map(self._objects.get, keys[start : start + _READERS * 4])


def _anew(line: bytes) -> BatchRef:
    document = json.loads(line)
    document.pop(FIELD, None)
    return BatchRef.model_validate(document)


def _lines(documents: Iterable[BaseModel]) -> bytes:
    return b"".join(each.model_dump_json().encode() + b"\n" for each in documents)


def _reference(scope: ScopeRef, run_id: RunId, batch: str) -> BatchRef:
    """Enough of a batch to name its result."""
    return BatchRef(
        # a batch is a scope with more to it, which is not this one's
        **{**{name: getattr(scope, name) for name in ScopeRef.model_fields}, "run_id": run_id},
        batch=batch,
        page=1,
        first=0,
        count=1,
    )
