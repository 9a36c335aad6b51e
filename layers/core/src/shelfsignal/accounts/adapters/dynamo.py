"""Keys in the accounts table: the key itself by its id, and an entry in its organisation's list.

pk KEY#<key_id>  sk KEY             everything, with the secret's hash
pk ORG#<org>     sk KEY#<key_id>    what never changes, without the hash
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Any, cast

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from shelfsignal.accounts.domain.api_keys import ApiKey
from shelfsignal.accounts.domain.errors import DuplicateKey, KeyNotFound
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId


class KeyRow(Model):
    """An item of either kind; secret_hash is absent in an organisation's list."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    key_id = UnicodeAttribute()
    org_id = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = UnicodeSetAttribute()
    secret_hash = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    revoked_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)


@cache
def bind(table: str) -> type[KeyRow]:
    """The row class of this table; a request waits seconds for a key, not PynamoDB's minute."""
    timeouts = {"connect_timeout_seconds": 2, "read_timeout_seconds": 3, "max_retry_attempts": 2}
    meta = type("Meta", (), {"table_name": table, **timeouts})
    return cast(type[KeyRow], type("BoundKeyRow", (KeyRow,), {"Meta": meta}))


class DynamoKeyStore:
    """KeyStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._row = bind(table)

    def put_new(self, key: ApiKey) -> None:
        by_id, listed = self._rows(key)
        try:
            with _translated(), TransactWrite(connection=Connection()) as transaction:
                transaction.save(by_id, condition=self._row.pk.does_not_exist())
                transaction.save(listed)
        except _ConditionFailed:
            raise DuplicateKey(key.key_id) from None

    def get(self, key_id: str) -> ApiKey:
        try:
            with _translated():
                return _to_key(self._row.get(*_by_id(key_id)))
        except DoesNotExist:
            raise KeyNotFound(key_id) from None

    def record_use(self, key: ApiKey, at: datetime) -> None:
        with suppress(_ConditionFailed), _translated():
            self._row(*_by_id(key.key_id)).update(
                [self._row.last_used_at.set(to_z(at))], condition=self._row.pk.exists()
            )

    def revoke(self, org_id: OrgId, key_id: str, at: datetime) -> None:
        first = self._row.revoked_at | to_z(at)
        try:
            with _translated():
                self._row(*_by_id(key_id)).update(
                    [self._row.revoked_at.set(first)], condition=self._row.org_id == org_id
                )
        except _ConditionFailed:
            raise KeyNotFound(key_id) from None

    def _rows(self, key: ApiKey) -> tuple[KeyRow, KeyRow]:
        shared: dict[str, Any] = {
            "key_id": key.key_id,
            "org_id": key.org_id,
            "name": key.name,
            "scopes": {str(scope) for scope in key.scopes},
            "created_at": to_z(key.created_at),
        }
        by_id = self._row(*_by_id(key.key_id), secret_hash=key.secret_hash, **shared)
        return by_id, self._row(f"ORG#{key.org_id}", f"KEY#{key.key_id}", **shared)


class _ConditionFailed(Exception):  # noqa: N818 -- an outcome inside this module, never seen outside
    pass


@contextmanager
def _translated() -> Iterator[None]:
    """DoesNotExist passes; a failed condition and a failing store get our own names."""
    try:
        yield
    except DoesNotExist:
        raise
    except TransactWriteError as error:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        if codes == {"ConditionalCheckFailed"}:
            raise _ConditionFailed from error
        raise StoreUnavailable("accounts") from error
    except PynamoDBException as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise _ConditionFailed from error
        raise StoreUnavailable("accounts") from error


def _by_id(key_id: str) -> tuple[str, str]:
    return f"KEY#{key_id}", "KEY"


def _to_key(row: KeyRow) -> ApiKey:
    return ApiKey(
        key_id=row.key_id,
        org_id=OrgId(row.org_id),
        name=row.name,
        # A scope that this release no longer knows grants nothing.
        scopes=frozenset(Scope(scope) for scope in row.scopes if scope in set(Scope)),
        secret_hash=row.secret_hash or "",
        created_at=from_z(row.created_at),
        revoked_at=from_z(row.revoked_at) if row.revoked_at else None,
        last_used_at=from_z(row.last_used_at) if row.last_used_at else None,
    )
