"""API keys in the accounts table: the key itself, and an entry in its organisation's list.

pk KEY#<key_id>  sk KEY             everything, with the secret's hash
pk ORG#<org>     sk KEY#<key_id>    what never changes, without the hash
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist

from shelfsignal.accounts.adapters.audit_log import DynamoAudit
from shelfsignal.accounts.adapters.row_values import (
    brands_of,
    brands_text,
    moment_of,
    org_pk,
    text_of,
)
from shelfsignal.accounts.adapters.table import (
    ConditionFailed,
    Row,
    accounts_store,
    bind,
    transaction,
)
from shelfsignal.accounts.domain.api_keys import ApiKey
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.errors import DuplicateKey, KeyNotFound
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId


class KeyRow(Row):
    """An item of either kind; secret_hash is absent in an organisation's list.

    valid_until is not named expires_at: DynamoDB would let an expired key vanish from the list.
    """

    key_id = UnicodeAttribute()
    org_id = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = UnicodeSetAttribute()
    secret_hash = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    created_by = UnicodeAttribute(null=True)
    brands = JSONAttribute(null=True)
    valid_until = UnicodeAttribute(null=True)
    revoked_at = UnicodeAttribute(null=True)
    last_used_at = UnicodeAttribute(null=True)


class DynamoKeyStore:
    """KeyStore over the accounts table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._row = bind(KeyRow, table)
        self._audit = DynamoAudit(table)

    def put_new(self, key: ApiKey, audit: AuditEntry | None = None) -> None:
        by_id, listed = self._rows(key)
        try:
            with accounts_store(), transaction(self._table) as changes:
                changes.save(by_id, condition=self._row.pk.does_not_exist())
                changes.save(listed)
                self._audit.add_to(changes, [audit] if audit else [])
        except ConditionFailed:
            raise DuplicateKey(key.key_id) from None

    def get(self, key_id: str) -> ApiKey:
        try:
            with accounts_store():
                return _to_key(self._row.get(*_by_id(key_id), consistent_read=True))
        except DoesNotExist:
            raise KeyNotFound(key_id) from None

    def of_org(self, org_id: OrgId, limit: int, after: str | None) -> Sequence[ApiKey]:
        behind = self._row.sk.between(f"KEY#{after}#", "KEY#~")
        wanted = behind if after else self._row.sk.startswith("KEY#")
        with accounts_store():
            listed = self._row.query(org_pk(org_id), wanted, limit=limit, consistent_read=True)
            ids = [_by_id(row.key_id) for row in listed]
            keys = [_to_key(row) for row in self._row.batch_get(ids, consistent_read=True)]
        return sorted(keys, key=lambda key: key.key_id)

    def record_use(self, key: ApiKey, at: datetime) -> None:
        with suppress(ConditionFailed), accounts_store():
            self._row(*_by_id(key.key_id)).update(
                [self._row.last_used_at.set(to_z(at))], condition=self._row.pk.exists()
            )

    def revoke(
        self, org_id: OrgId, key_id: str, at: datetime, audit: AuditEntry | None = None
    ) -> None:
        first = self._row.revoked_at | to_z(at)
        try:
            with accounts_store(), transaction(self._table) as changes:
                changes.update(
                    self._row(*_by_id(key_id)),
                    [self._row.revoked_at.set(first)],
                    condition=self._row.org_id == org_id,
                )
                self._audit.add_to(changes, [audit] if audit else [])
        except ConditionFailed:
            raise KeyNotFound(key_id) from None

    def _rows(self, key: ApiKey) -> tuple[KeyRow, KeyRow]:
        shared: dict[str, Any] = {
            "key_id": key.key_id,
            "org_id": key.org_id,
            "name": key.name,
            "scopes": {str(scope) for scope in key.scopes},
            "created_at": to_z(key.created_at),
            "created_by": key.created_by,
            "brands": brands_text(key.brands),
            "valid_until": text_of(key.expires_at),
        }
        by_id = self._row(*_by_id(key.key_id), secret_hash=key.secret_hash, **shared)
        return by_id, self._row(org_pk(key.org_id), f"KEY#{key.key_id}", **shared)


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
        revoked_at=moment_of(row.revoked_at),
        last_used_at=moment_of(row.last_used_at),
        expires_at=moment_of(row.valid_until),
        created_by=row.created_by,
        brands=brands_of(row.brands),
    )
