"""Audit entries in the organisation's partition: their ids are ULIDs, so they sort by time."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from shelfsignal.accounts.adapters.row_values import org_pk
from shelfsignal.accounts.adapters.session_rows import AuditRow
from shelfsignal.accounts.adapters.table import accounts_store, bind
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.kernel.ids import OrgId

_FIRST = "AUDIT#"
_LAST = "AUDIT#~"


class DynamoAudit:
    """AuditStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._row = bind(AuditRow, table)

    def append(self, entry: AuditEntry) -> None:
        with accounts_store():
            self._made(entry).save(self._row.pk.does_not_exist())

    def add_to(self, transaction: TransactWrite, entries: Sequence[AuditEntry]) -> None:
        """Stores them if everything else of the transaction is stored."""
        for entry in entries:
            transaction.save(self._made(entry), condition=self._row.pk.does_not_exist())

    def page(self, org_id: OrgId, limit: int, before: str | None) -> Sequence[AuditEntry]:
        until = f"{_FIRST}{before}" if before else _LAST
        with accounts_store():
            rows = self._row.query(
                org_pk(org_id),
                self._row.sk.between(_FIRST, until),
                scan_index_forward=False,
                limit=limit + 1,
            )
            entries = [row.to_entry() for row in rows]
        # `between` includes its end, which is the last entry that was shown.
        return [entry for entry in entries if entry.entry_id != before][:limit]

    def _made(self, entry: AuditEntry) -> AuditRow:
        return self._row(*AuditRow.key(entry), **AuditRow.values(entry))
