"""The insights table as a rebuild fills it."""

from __future__ import annotations

from typing import Final

from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import insights_store
from shelfsignal.insights.adapters.dynamo.insight_store import BodyStore, DynamoInsightStore
from shelfsignal.insights.domain.rebuilding import History
from shelfsignal.kernel.ids import OrgId

NOT_DERIVED: Final = ("WORK", "PREFERENCES", "ENGINES", "BUDGET", "EXPORTS", "CLAIMS")
"""Partitions of what people decided, spent and asked for: no rebuild writes them."""


class DynamoRebuildTarget(DynamoInsightStore):
    """RebuildTarget over the insights table."""

    def __init__(self, table: str, bodies: BodyStore) -> None:
        super().__init__(table, bodies)
        self._row = rows.bind(rows.Row, table)

    def found(self, org: OrgId) -> str | None:
        """Looks at the whole table: it is meant to be empty."""
        start = rows.org_prefix(org)
        with insights_store():
            for row in self._row.scan(
                self._row.pk.startswith(start), attributes_to_get=["pk", "sk"], consistent_read=True
            ):
                if row.pk.removeprefix(start) not in NOT_DERIVED:
                    return f"{row.pk} {row.sk}"
        return None

    def restore(self, org: OrgId, history: History) -> None:
        """LATEST last: without it nobody looks at the others."""
        pk = rows.product_pk(org, history.product_id)
        with insights_store(), self._insight.batch_write() as batch:
            for version in history.versions:
                batch.save(self._insight_row(org, version))
        with insights_store(), self._pointer.batch_write() as moves:
            for move in history.moves:
                moves.save(
                    self._pointer(
                        pk,
                        rows.pointer_sk(move.moved_at),
                        version=move.version,
                        inputs_hash=move.inputs_hash,
                        run_id=move.run_id,
                    )
                )
        with insights_store():
            self._latest_row(pk, history.latest).save()
