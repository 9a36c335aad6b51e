"""Revoke an API key: it stops working within the authenticator's cache time."""

from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId


def revoke_key(org_id: OrgId, key_id: str, store: KeyStore, clock: Clock) -> None:
    """Raises: KeyNotFound, also for another organisation's key; StoreUnavailable."""
    store.revoke(org_id, key_id, clock())
