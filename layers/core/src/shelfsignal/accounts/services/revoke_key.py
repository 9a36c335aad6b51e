"""Revoke an API key: it stops working within the authenticator's cache time."""

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId


def revoke_key(
    org_id: OrgId, key_id: str, store: KeyStore, clock: Clock, revoker: Actor | None = None
) -> None:
    """Raises: KeyNotFound, also for another organisation's key; StoreUnavailable."""
    now = clock()
    actor = revoker or Actor(ActorKind.OPERATOR, "operator")
    store.revoke(org_id, key_id, now, AuditEntry(org_id, now, actor, Action.KEY_REVOKED, key_id))
