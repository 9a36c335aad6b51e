"""Exports under way, kept for as long as their file."""

from __future__ import annotations

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import insights_store
from shelfsignal.insights.domain.exports import Export, ExportId
from shelfsignal.kernel.ids import OrgId


class DynamoExports:
    """ExportStore over the insights table."""

    def __init__(self, table: str) -> None:
        self._row = rows.bind(rows.ExportRow, table)

    def put(self, export: Export) -> None:
        row = self._row(
            rows.exports_pk(export.org_id),
            export.export_id,
            export=codec.pack(export, Export),
            expires_at=int(export.expires_at.timestamp()),
        )
        with insights_store():
            row.save()

    def get(self, org: OrgId, export: ExportId) -> Export | None:
        with insights_store():
            found = list(
                self._row.batch_get([(rows.exports_pk(org), export)], consistent_read=True)
            )
        return codec.unpack(found[0].export, Export) if found else None
