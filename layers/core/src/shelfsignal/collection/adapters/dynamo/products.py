"""Product memories."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pynamodb.expressions.update import Action

from shelfsignal.collection.adapters.dynamo.border import collection_store
from shelfsignal.collection.adapters.dynamo.rows import ProductRow, bind
from shelfsignal.collection.domain.jobs import Mark
from shelfsignal.collection.domain.products import CompleteListing, FeedbackAsked, ProductMemory
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

    def fetched(
        self,
        org_id: OrgId,
        product_id: ProductId,
        complete: CompleteListing | None,
        feedback: FeedbackAsked | None,
    ) -> None:
        """See ProductStore.fetched."""
        actions: list[Action] = []
        if complete:
            actions.append(self._row.complete.set(_complete_document(complete)))
        if feedback:
            actions.append(self._row.feedback.set(_feedback_document(feedback)))
        with collection_store():
            self._row(*_key(org_id, product_id)).update(actions)

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
            complete=_complete_document(memory.complete) if memory.complete else None,
            feedback=_feedback_document(memory.feedback) if memory.feedback else None,
            snapshot=memory.snapshot.model_dump(mode="json") if memory.snapshot else None,
        )


def _key(org_id: OrgId, product_id: ProductId) -> tuple[str, str]:
    return f"ORG#{org_id}#PRODUCT#{product_id}", "PRODUCT"


def _complete_document(complete: CompleteListing) -> dict[str, Any]:
    mark = complete.mark
    return {
        **vars(complete),
        "day": complete.day.isoformat(),
        "mark": {"at": to_z(mark.at), "seen": sorted(mark.seen)} if mark else None,
    }


def _complete(document: dict[str, Any]) -> CompleteListing:
    mark = document.get("mark")
    return CompleteListing(
        **{
            **document,
            "day": date.fromisoformat(document["day"]),
            "mark": Mark(from_z(mark["at"]), frozenset(mark["seen"])) if mark else None,
        }
    )


def _feedback_document(asked: FeedbackAsked) -> dict[str, Any]:
    return {**vars(asked), "day": asked.day.isoformat()}


def _feedback(document: dict[str, Any]) -> FeedbackAsked:
    return FeedbackAsked(**{**document, "day": date.fromisoformat(document["day"])})


def _memory(org_id: OrgId, row: ProductRow) -> ProductMemory:
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
        complete=_complete(row.complete) if row.complete else None,
        feedback=_feedback(row.feedback) if row.feedback else None,
        snapshot=ProductSnapshot.model_validate(row.snapshot) if row.snapshot else None,
    )
