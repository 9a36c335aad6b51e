"""Tries in the accounts table: a conditional write each, so that tries made at once all count."""

from contextlib import suppress
from datetime import datetime

from pynamodb.exceptions import DoesNotExist

from shelfsignal.accounts.adapters.row_values import epoch
from shelfsignal.accounts.adapters.session_rows import TriesRow
from shelfsignal.accounts.adapters.table import ConditionFailed, accounts_store, bind
from shelfsignal.accounts.domain.errors import Overtaken
from shelfsignal.accounts.domain.throttling import Tries
from shelfsignal.kernel.clock import to_z


class DynamoTries:
    """TryStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._row = bind(TriesRow, table)

    def get(self, key: str) -> Tries | None:
        try:
            with accounts_store():
                return self._row.get(*TriesRow.key(key), consistent_read=True).to_tries()
        except DoesNotExist:
            return None

    def put(self, key: str, tries: Tries, *, was: Tries | None, expires_at: datetime) -> None:
        row = self._row(
            *TriesRow.key(key),
            tries=tries.count,
            last_at=to_z(tries.last_at),
            blocked_until=to_z(tries.blocked_until),
            expires_at=epoch(expires_at),
        )
        same = self._row.pk.does_not_exist()
        if was:
            same = (self._row.tries == was.count) & (self._row.last_at == to_z(was.last_at))
        try:
            with accounts_store():
                row.save(same)
        except ConditionFailed:
            raise Overtaken from None

    def take_back(self, key: str) -> None:
        row = self._row(*TriesRow.key(key))
        some = self._row.tries > 0
        with suppress(ConditionFailed), accounts_store():
            row.update([self._row.tries.add(-1)], condition=some)

    def forget(self, key: str) -> None:
        with accounts_store():
            self._row(*TriesRow.key(key)).delete()
