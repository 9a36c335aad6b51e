"""Sessions and mailed tokens in the accounts table."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shelfsignal.accounts.adapters.audit_log import DynamoAudit
from shelfsignal.accounts.adapters.identity_rows import MemberRow, UserRow
from shelfsignal.accounts.adapters.session_rows import SessionRow, TokenRow
from shelfsignal.accounts.adapters.table import (
    ConditionFailed,
    accounts_store,
    bind,
    connection_of,
    transaction,
)
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.errors import BadToken, Overtaken, SessionNotFound, UserNotFound
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.members import Membership
from shelfsignal.accounts.domain.one_time import OneTimeToken
from shelfsignal.accounts.domain.sessions import Session
from shelfsignal.accounts.domain.users import User
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId


class DynamoSessions:
    """SessionStore and StandingStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._row = bind(SessionRow, table)
        self._user = bind(UserRow, table)
        self._audit = DynamoAudit(table)

    def begin(self, session: Session, audit: AuditEntry) -> None:
        row = self._row(*SessionRow.key(session.family_id), **SessionRow.values(session))
        with accounts_store(), transaction(self._table) as changes:
            changes.save(row, condition=self._row.pk.does_not_exist())
            self._audit.add_to(changes, [audit])

    def get(self, family_id: str) -> Session:
        try:
            with accounts_store():
                row = self._row.get(*SessionRow.key(family_id), consistent_read=True)
                return row.to_session()
        except DoesNotExist:
            raise SessionNotFound from None

    def rotate(self, session: Session, *, was: Session) -> None:
        same = (self._row.nonce == was.nonce) & self._row.revoked_at.does_not_exist()
        row = self._row(*SessionRow.key(session.family_id), **SessionRow.values(session))
        try:
            with accounts_store():
                row.save(same)
        except ConditionFailed:
            raise Overtaken from None

    def choose(self, family_id: str, org_id: OrgId) -> None:
        row = self._row(*SessionRow.key(family_id))
        with suppress(ConditionFailed), accounts_store():
            row.update([self._row.org_id.set(org_id)], condition=self._row.pk.exists())

    def revoke(self, session: Session, at: datetime, audit: AuditEntry | None) -> None:
        row = self._row(*SessionRow.key(session.family_id))
        with suppress(ConditionFailed), accounts_store(), transaction(self._table) as changes:
            unrevoked = self._row.pk.exists() & self._row.revoked_at.does_not_exist()
            changes.update(row, [self._row.revoked_at.set(to_z(at))], condition=unrevoked)
            self._audit.add_to(changes, [audit] if audit else [])

    def change_password(
        self, user: User, session_kept: str | None, audits: Sequence[AuditEntry]
    ) -> None:
        try:
            with accounts_store(), transaction(self._table) as changes:
                store_password(self._user, changes, user)
                if session_kept:
                    row = self._row(*SessionRow.key(session_kept))
                    signed_in = self._row.signed_in_at.set(to_z(user.sessions_valid_from))
                    changes.update(row, [signed_in], condition=self._row.pk.exists())
                self._audit.add_to(changes, audits)
        except ConditionFailed:
            raise UserNotFound from None

    def standing(
        self, user_id: UserId, org_id: OrgId, family_id: str
    ) -> tuple[User, Membership, Session] | None:
        member_key, _ = MemberRow.keys(org_id, user_id)
        keys = [UserRow.key(user_id), member_key, SessionRow.key(family_id)]
        with accounts_store():
            # Its annotation says texts; what it takes is the keys' attributes by name.
            wanted: Any = [{"pk": pk, "sk": sk} for pk, sk in keys]
            answer = connection_of(self._table).batch_get_item(wanted, consistent_read=True)
        if answer.get("UnprocessedKeys"):
            # Not read is not gone: nobody is signed out because a table is busy.
            raise StoreUnavailable("accounts")
        found = {item["pk"]["S"]: item for item in answer["Responses"][self._table]}
        if not all(pk in found for pk, _ in keys):
            return None
        user, member, session = (found[pk] for pk, _ in keys)
        return (
            UserRow.from_raw_data(user).to_user(),
            MemberRow.from_raw_data(member).to_membership(),
            SessionRow.from_raw_data(session).to_session(),
        )


class DynamoTokens:
    """TokenStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._row = bind(TokenRow, table)
        self._user = bind(UserRow, table)
        self._audit = DynamoAudit(table)

    def put(self, token: OneTimeToken) -> None:
        with accounts_store():
            self._row(*TokenRow.key(token.token_hash), **TokenRow.values(token)).save()

    def get(self, token_hash: str) -> OneTimeToken:
        try:
            with accounts_store():
                return self._row.get(*TokenRow.key(token_hash), consistent_read=True).to_token()
        except DoesNotExist:
            raise BadToken from None

    def reset_password(self, token: OneTimeToken, user: User, audits: Sequence[AuditEntry]) -> None:
        with self._using(token) as changes:
            store_password(self._user, changes, user)
            self._audit.add_to(changes, audits)

    def verify_email(self, token: OneTimeToken, user: User, audits: Sequence[AuditEntry]) -> None:
        with self._using(token) as changes:
            row = self._user(*UserRow.key(user.user_id))
            now = self._user.email_verified_at | to_z(user.email_verified_at or token.issued_at)
            changes.update(
                row,
                [self._user.email_verified_at.set(now)],
                condition=self._user.email == token.email,
            )
            self._audit.add_to(changes, audits)

    @contextmanager
    def _using(self, token: OneTimeToken) -> Iterator[TransactWrite]:
        """What is done with the token, together with its end. Raises: BadToken."""
        try:
            with accounts_store(), transaction(self._table) as changes:
                row = self._row(*TokenRow.key(token.token_hash))
                changes.delete(row, condition=self._row.pk.exists())
                yield changes
        except ConditionFailed:
            raise BadToken from None


def store_password(row: type[UserRow], changes: TransactWrite, user: User) -> None:
    """The new hash, and with it the end of older sessions. A reset has verified the address too."""
    actions: list[Action] = [
        row.password_hash.set(user.password_hash),
        row.sessions_valid_from.set(to_z(user.sessions_valid_from)),
    ]
    if user.email_verified_at:
        actions.append(row.email_verified_at.set(to_z(user.email_verified_at)))
    changes.update(row(*UserRow.key(user.user_id)), actions, condition=row.pk.exists())
