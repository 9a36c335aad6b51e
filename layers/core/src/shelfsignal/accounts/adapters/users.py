"""People in the accounts table, by id, by address, and by an external issuer's subject."""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.update import Action

from shelfsignal.accounts.adapters.audit_log import DynamoAudit
from shelfsignal.accounts.adapters.identity_rows import PointerRow, UserRow
from shelfsignal.accounts.adapters.table import ConditionFailed, accounts_store, bind, transaction
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.errors import Overtaken, UserNotFound
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.users import User
from shelfsignal.kernel.clock import to_z

_NOBODY = UserId("-")


class DynamoUsers:
    """UserStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._row = bind(UserRow, table)
        self._pointer = bind(PointerRow, table)
        self._audit = DynamoAudit(table)

    def get(self, user_id: UserId) -> User:
        try:
            with accounts_store():
                return self._row.get(*UserRow.key(user_id), consistent_read=True).to_user()
        except DoesNotExist:
            raise UserNotFound from None

    def by_email(self, email: str) -> User:
        # Looks for nobody where there is nobody: two reads, or the time would tell them apart.
        return self.get(self._pointed(PointerRow.email_key(email)) or _NOBODY)

    def many(self, user_ids: Collection[UserId]) -> Mapping[UserId, User]:
        with accounts_store():
            keys = [UserRow.key(user_id) for user_id in set(user_ids)]
            rows = self._row.batch_get(keys, consistent_read=True)
            users = [row.to_user() for row in rows]
        return {user.user_id: user for user in users}

    def by_subject(self, issuer: str, subject: str) -> UserId | None:
        return self._pointed(_subject_key(issuer, subject))

    def link_subject(self, issuer: str, subject: str, user_id: UserId) -> None:
        row = self._pointer(*_subject_key(issuer, subject), user_id=user_id)
        unlinked = self._pointer.pk.does_not_exist() | (self._pointer.user_id == user_id)
        try:
            with accounts_store():
                row.save(unlinked)
        except ConditionFailed:
            raise Overtaken from None

    def rename(self, user: User, audit: AuditEntry) -> None:
        row = self._row(*UserRow.key(user.user_id))
        try:
            with accounts_store(), transaction(self._table) as changes:
                changes.update(
                    row, [self._row.name.set(user.name)], condition=self._row.pk.exists()
                )
                self._audit.add_to(changes, [audit])
        except ConditionFailed:
            raise UserNotFound from None

    def note_visit(self, user: User) -> None:
        if user.last_seen_at is None:
            return
        actions: list[Action] = [self._row.last_seen_at.set(to_z(user.last_seen_at))]
        if user.previous_visit_at:
            actions.append(self._row.previous_visit_at.set(to_z(user.previous_visit_at)))
        with suppress(ConditionFailed), accounts_store():
            row = self._row(*UserRow.key(user.user_id))
            row.update(actions, condition=self._row.pk.exists())

    def replace_password(self, user: User, *, was: User) -> None:
        row = self._row(*UserRow.key(user.user_id))
        unchanged = self._row.password_hash == was.password_hash
        with suppress(ConditionFailed), accounts_store():
            row.update([self._row.password_hash.set(user.password_hash)], condition=unchanged)

    def _pointed(self, key: tuple[str, str]) -> UserId | None:
        try:
            with accounts_store():
                return UserId(self._pointer.get(*key, consistent_read=True).user_id)
        except DoesNotExist:
            return None


def _subject_key(issuer: str, subject: str) -> tuple[str, str]:
    """Hashed: issuers choose their subjects, and a key's parts must not run into each other."""
    digest = hashlib.sha256(f"{len(issuer)}:{issuer}:{subject}".encode()).hexdigest()
    return PointerRow.subject_key(digest)
