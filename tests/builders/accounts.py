"""Keys for tests."""

from datetime import UTC, datetime

from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import IssuedKey, NewKey, create_key
from shelfsignal.kernel.ids import OrgId

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def a_stored_key(
    store: KeyStore, org: str = "demo", scopes: frozenset[Scope] = frozenset(Scope)
) -> IssuedKey:
    return create_key(NewKey(OrgId(org), "a test", scopes), store, lambda: NOW)
