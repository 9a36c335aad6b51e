"""Product memories."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from shelfsignal.collection.adapters.dynamo.border import collection_store
from shelfsignal.collection.adapters.dynamo.rows import ProductRow, bind
from shelfsignal.collection.domain.products import CompleteListing, ProductMemory
from shelfsignal.kernel.catalogue import ProductSnapshot
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId, ProductId, RunId


class DynamoProducts:
    """ProductStore."""

    def __init__(self, table: str) -> None:
        self._row = bind(ProductRow, table)

    def recall(
        self, org_id: OrgId, product_ids: Iterable[ProductId]
    ) -> dict[ProductId, ProductMemory]:
        """See ProductStore.recall."""
        keys = [_key(org_id, each) for each in product_ids]
        with collection_store():
            rows = self._row.batch_get(keys, consistent_read=True) if keys else ()
            return {ProductId(row.product_id): _memory(org_id, row) for row in rows}

    def remember(self, memories: Sequence[ProductMemory]) -> None:
        """See ProductStore.remember."""
        with collection_store(), self._row.batch_write() as batch:
            for memory in memories:
                batch.save(self._filled(memory))

    def completed(self, org_id: OrgId, product_id: ProductId, complete: CompleteListing) -> None:
        """See ProductStore.completed."""
        with collection_store():
            self._row(*_key(org_id, product_id)).update(
                [self._row.complete.set(_document(complete))]
            )

    def _filled(self, memory: ProductMemory) -> ProductRow:
        return self._row(
            *_key(memory.org_id, memory.product_id),
            product_id=memory.product_id,
            title=memory.title,
            brand=memory.brand,
            category=memory.category,
            parent_asin=memory.parent_asin,
            first_seen_at=to_z(memory.first_seen_at),
            last_seen_at=to_z(memory.last_seen_at),
            seen_run=memory.seen_run,
            seen_walk=memory.seen_walk,
            seen_page=memory.seen_page,
            complete=_document(memory.complete) if memory.complete else None,
            snapshot=memory.snapshot.model_dump(mode="json") if memory.snapshot else None,
        )


def _key(org_id: OrgId, product_id: ProductId) -> tuple[str, str]:
    return f"ORG#{org_id}#PRODUCT#{product_id}", "PRODUCT"


def _document(complete: CompleteListing) -> dict[str, Any]:
    return {**vars(complete), "day": complete.day.isoformat()}


def _memory(org_id: OrgId, row: ProductRow) -> ProductMemory:
    complete: dict[str, Any] | None = row.complete
    return ProductMemory(
        org_id=org_id,
        product_id=ProductId(row.product_id),
        title=row.title,
        brand=row.brand,
        category=row.category,
        parent_asin=row.parent_asin,
        first_seen_at=from_z(row.first_seen_at),
        last_seen_at=from_z(row.last_seen_at),
        seen_run=RunId(row.seen_run),
        seen_walk=int(row.seen_walk),
        seen_page=int(row.seen_page),
        complete=CompleteListing(**{**complete, "day": date.fromisoformat(complete["day"])})
        if complete
        else None,
        snapshot=ProductSnapshot.model_validate(row.snapshot) if row.snapshot else None,
    )
