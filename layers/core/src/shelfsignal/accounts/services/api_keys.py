"""An organisation's API keys, over HTTP: nobody makes one that may more than they do."""

from dataclasses import dataclass
from datetime import datetime

from shelfsignal.accounts.domain.api_keys import ApiKey
from shelfsignal.accounts.domain.audit import Actor
from shelfsignal.accounts.domain.errors import KeyNotFound
from shelfsignal.accounts.domain.pages import Page, PageWanted, read_page
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import IssuedKey, NewKey, create_key
from shelfsignal.accounts.services.identities import Identities
from shelfsignal.accounts.services.revoke_key import revoke_key
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId


@dataclass(frozen=True)
class KeyWanted:
    """expires_at None: until it is revoked."""

    name: str
    scopes: frozenset[Scope]
    expires_at: datetime | None = None


def issue_key(
    identities: Identities, principal: Principal, wanted: KeyWanted, address: str | None
) -> IssuedKey:
    """Raises: MissingScope naming a scope that the caller lacks, InvalidInput for an end that is
    later than that of the key it is made with, TooManyTries, StoreUnavailable."""
    for scope in sorted(wanted.scopes):
        principal.require(scope)
    _refuse_to_outlive(identities, principal, wanted.expires_at)
    identities.throttle.by_organisation("key", principal.org_id)
    new = NewKey(principal.org_id, wanted.name, wanted.scopes, wanted.expires_at, principal.brands)
    creator = Actor.of(principal, address)
    return create_key(new, identities.keys, identities.clock, creator)


def _refuse_to_outlive(
    identities: Identities, principal: Principal, expires_at: datetime | None
) -> None:
    """A key that was given for a day must not become one for good."""
    if principal.key_id is None:
        return
    ends = identities.keys.get(principal.key_id).expires_at
    if ends is not None and (expires_at is None or expires_at > ends):
        message = "A key ends no later than the key it is made with."
        raise InvalidInput(message, field="expires_at")


def list_keys(identities: Identities, org_id: OrgId, wanted: PageWanted) -> Page[ApiKey]:
    """In order of their ids, revoked and expired ones too. Raises: BadCursor, StoreUnavailable."""
    return read_page(
        org_id,
        "keys",
        wanted,
        lambda limit, after: identities.keys.of_org(org_id, limit, after),
        lambda each: each.key_id,
    )


def show_key(identities: Identities, org_id: OrgId, key_id: str) -> ApiKey:
    """Raises: KeyNotFound, StoreUnavailable."""
    key = identities.keys.get(key_id)
    if key.org_id != org_id:
        raise KeyNotFound(key_id)
    return key


def end_key(identities: Identities, principal: Principal, key_id: str, address: str | None) -> None:
    """Revokes it; doing so again changes nothing. Raises: KeyNotFound, StoreUnavailable."""
    if show_key(identities, principal.org_id, key_id).revoked_at is not None:
        return
    revoker = Actor.of(principal, address)
    revoke_key(principal.org_id, key_id, identities.keys, identities.clock, revoker)
