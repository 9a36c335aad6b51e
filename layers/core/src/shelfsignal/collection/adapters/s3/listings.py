"""A scope's listings report and the list made of it, in parts that are read back one at a time."""

import gzip
from collections.abc import Sequence
from typing import Final

from shelfsignal.collection.domain.listing_ports import Document
from shelfsignal.collection.domain.listings_report import ListedProduct
from shelfsignal.collection.domain.reports import LISTINGS_REPORT
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.objects import S3Objects

PART_ROWS: Final = 1000


class S3ListingsShelf:
    """ListingsShelf."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def save_report(self, scope: ScopeRef, document: Document) -> None:
        """See ListingsShelf.save_report."""
        self._objects.put(lake.raw_report_key(scope, LISTINGS_REPORT), document.gzipped)

    def save_listed(self, scope: ScopeRef, listed: Sequence[ListedProduct]) -> None:
        """See ListingsShelf.save_listed."""
        for first in range(0, len(listed), PART_ROWS):
            rows = listed[first : first + PART_ROWS]
            lines = b"".join(each.model_dump_json().encode() + b"\n" for each in rows)
            self._objects.put_gzip(lake.listed_key(scope, first // PART_ROWS + 1), lines)

    def load_listed(self, scope: ScopeRef, first: int, count: int) -> Sequence[ListedProduct]:
        """See ListingsShelf.load_listed. Raises: NotFound."""
        found: list[ListedProduct] = []
        for number in range(first // PART_ROWS, (first + count - 1) // PART_ROWS + 1):
            begins = number * PART_ROWS
            part = self._load(lake.listed_key(scope, number + 1))
            found += part[max(0, first - begins) : first + count - begins]
            if len(part) < PART_ROWS:
                break
        return found

    def _load(self, key: str) -> list[ListedProduct]:
        lines = gzip.decompress(self._objects.get(key)).splitlines()
        return [ListedProduct.model_validate_json(line) for line in lines]
