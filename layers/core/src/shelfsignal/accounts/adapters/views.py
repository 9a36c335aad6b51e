"""Saved views in the accounts table."""

from collections.abc import Sequence

from pynamodb.exceptions import DoesNotExist

from shelfsignal.accounts.adapters.row_values import org_pk
from shelfsignal.accounts.adapters.session_rows import ViewRow
from shelfsignal.accounts.adapters.table import ConditionFailed, accounts_store, bind
from shelfsignal.accounts.domain.errors import ViewNotFound
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.views import SavedView
from shelfsignal.kernel.ids import OrgId


class DynamoViews:
    """ViewStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._row = bind(ViewRow, table)

    def put(self, view: SavedView, *, is_new: bool) -> None:
        row = self._row(*ViewRow.key(view.org_id, view.user_id, view.view_id))
        for name, value in ViewRow.values(view).items():
            setattr(row, name, value)
        exists = self._row.pk.exists()
        try:
            with accounts_store():
                row.save(~exists if is_new else exists)
        except ConditionFailed:
            raise ViewNotFound(view.view_id) from None

    def get(self, org_id: OrgId, user_id: UserId, view_id: str) -> SavedView:
        try:
            with accounts_store():
                key = ViewRow.key(org_id, user_id, view_id)
                return self._row.get(*key, consistent_read=True).to_view()
        except DoesNotExist:
            raise ViewNotFound(view_id) from None

    def of_user(self, org_id: OrgId, user_id: UserId) -> Sequence[SavedView]:
        with accounts_store():
            mine = self._row.sk.startswith(f"VIEW#{user_id}#")
            rows = self._row.query(org_pk(org_id), mine, consistent_read=True)
            return [row.to_view() for row in rows]

    def delete(self, org_id: OrgId, user_id: UserId, view_id: str) -> None:
        row = self._row(*ViewRow.key(org_id, user_id, view_id))
        try:
            with accounts_store():
                row.delete(self._row.pk.exists())
        except ConditionFailed:
            raise ViewNotFound(view_id) from None
