"""What insights keeps in the data bucket: ledgers, pointer moves, bodies too large for items."""

from __future__ import annotations

import json
import zlib
from hashlib import blake2b

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.domain.ledger import Ledger, entry_from_json, entry_to_json
from shelfsignal.insights.domain.ports import UnreadableLedger
from shelfsignal.insights.domain.versions import Latest, PointerMove, Version
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Asin, OrgId, ProductId
from shelfsignal.kernel.objects import S3Objects


class S3Listings:
    """ListingSource over the normalised objects."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def page_slice(self, batch: BatchRef) -> list[ProductListing]:
        key = lake.page_key(batch, batch.page)
        text = self._objects.find_gzip(key)
        if text is None:
            raise NotFound(f"There is no page {batch.page} of {batch.seller_id}.", key=key)
        lines = text.splitlines()[batch.first : batch.first + batch.count]
        return [ProductListing.model_validate_json(line) for line in lines]

    def tail(self, scope: ScopeRef, asin: Asin) -> ProductListing | None:
        text = self._objects.find_gzip(lake.tail_key(scope, asin))
        return None if text is None else ProductListing.model_validate_json(text)


class S3Ledgers:
    """LedgerStore: a labelled review a line, by id; the name is the hash of the lines."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def put(self, org: OrgId, product: ProductId, ledger: Ledger) -> str:
        lines = (entry_to_json(entry) for _, entry in sorted(ledger.entries.items()))
        text = "\n".join(json.dumps(line, separators=(",", ":")) for line in lines).encode()
        name = blake2b(text, digest_size=16).hexdigest()
        self._objects.put_gzip(lake.ledger_key(org, product, name), text)
        return name

    def get(self, org: OrgId, product: ProductId, name: str) -> Ledger:
        try:
            text = self._objects.find_gzip(lake.ledger_key(org, product, name))
            if text is None:
                raise UnreadableLedger(product, name)
            entries = [entry_from_json(json.loads(line)) for line in text.splitlines()]
        except (ValueError, KeyError, TypeError, EOFError, OSError, zlib.error) as error:
            raise UnreadableLedger(product, name) from error
        return Ledger({entry.review.review_id: entry for entry in entries})


class S3PointerLog:
    """PointerLog: an object a version, and a small one a move."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def keep(self, org: OrgId, version: Version) -> None:
        key = lake.version_key(org, version.product_id, version.number)
        self._objects.put(key, codec.pack(version, Version))

    def append(self, org: OrgId, move: PointerMove) -> None:
        moved_at = to_z(move.moved_at)
        document: dict[str, object] = {
            "product_id": move.product_id,
            "version": move.version,
            "inputs_hash": move.inputs_hash,
            "moved_at": moved_at,
            "run_id": move.run_id,
        }
        if move.latest is not None:
            document["latest"] = json.loads(codec.to_json(move.latest, Latest))
        key = lake.pointer_key(org, move.product_id, move.version, moved_at)
        self._objects.put(key, json.dumps(document).encode(), "application/json")


class S3Bodies:
    """Bodies too large for an item, named by version and content."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def put(self, org: OrgId, product: ProductId, version: int, body: bytes) -> str:
        key = self._key(org, product, version, body)
        self._objects.put(key, body)
        return key

    def get(self, key: str) -> bytes | None:
        return self._objects.find(key)

    def _key(self, org: OrgId, product: ProductId, version: int, body: bytes) -> str:
        name = blake2b(body, digest_size=8).hexdigest()
        return lake.insight_body_key(org, product, version, name)


class S3KnownBodies(S3Bodies):
    """Bodies for a rebuild, which writes none that is there."""

    def put(self, org: OrgId, product: ProductId, version: int, body: bytes) -> str:
        key = self._key(org, product, version, body)
        return key if self._objects.exists(key) else super().put(org, product, version, body)
