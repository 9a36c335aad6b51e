"""FeedbackStore on DynamoDB: pk of the product, sk FEEDBACK#<fetched_at>, an item a fetch.

Items are only ever created; they expire by themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pynamodb.attributes import BinaryAttribute, NumberAttribute

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo.border import ConditionFailed, insights_store
from shelfsignal.insights.adapters.dynamo.rows import Row, bind, product_pk
from shelfsignal.insights.domain.feedback import KEPT_FOR, cleaned, fitted
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import OrgId, ProductId

MAX_BYTES: Final = 32 * 1024
_PREFIX: Final = "FEEDBACK#"


class FeedbackRow(Row):
    """A fetch, gzipped JSON."""

    feedback = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute()


class DynamoFeedback:
    """FeedbackStore over the insights table."""

    def __init__(self, table: str) -> None:
        self._row = bind(FeedbackRow, table)

    def put(self, org: OrgId, feedback: CustomerFeedback) -> None:
        """See FeedbackStore.put."""
        kept = fitted(cleaned(feedback), MAX_BYTES, lambda each: len(_pack(each)))
        row = self._row(
            product_pk(org, feedback.product_id),
            f"{_PREFIX}{to_z(feedback.fetched_at)}",
            feedback=_pack(kept),
            expires_at=int((feedback.fetched_at + KEPT_FOR).timestamp()),
        )
        try:
            with insights_store():
                row.save(condition=self._row.pk.does_not_exist())
        except ConditionFailed:
            return

    def newest(
        self, org: OrgId, product: ProductId, until: datetime | None = None
    ) -> CustomerFeedback | None:
        """See FeedbackStore.newest."""
        last = f"{_PREFIX}{to_z(until)}" if until else f"{_PREFIX}~"
        with insights_store():
            found = self._row.query(
                product_pk(org, product),
                self._row.sk.between(_PREFIX, last),
                scan_index_forward=False,
                limit=1,
            )
            rows = list(found)
        return _unpack(rows[0].feedback) if rows else None


def _pack(feedback: CustomerFeedback) -> bytes:
    return codec.pack(feedback, CustomerFeedback)


def _unpack(body: bytes) -> CustomerFeedback | None:
    """None for an item of another edition of this code: Amazon will be asked again."""
    try:
        return codec.unpack(body, CustomerFeedback)
    except codec.Undecodable:
        return None
