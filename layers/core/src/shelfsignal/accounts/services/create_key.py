"""Create an API key for an organisation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.api_keys import ApiKey, KeyText, draw_key_text, hash_secret
from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, is_org_id

MAX_NAME_CHARS: Final = 100
MAX_LIFE: Final = timedelta(days=3653)


@dataclass(frozen=True)
class NewKey:
    """What is asked for.

    Raises: InvalidInput naming the field.
    """

    org_id: OrgId
    name: str
    scopes: frozenset[Scope]
    expires_at: datetime | None = None
    brands: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if not is_org_id(self.org_id):
            raise InvalidInput(
                "org_id takes 1-63 lower-case letters, digits and hyphens.", field="org_id"
            )
        if not 0 < len(self.name.strip()) <= MAX_NAME_CHARS:
            raise InvalidInput(f"name takes 1-{MAX_NAME_CHARS} characters.", field="name")
        if not self.scopes:
            raise InvalidInput("A key without a scope opens nothing.", field="scopes")


@dataclass(frozen=True)
class IssuedKey:
    """The stored key and its text, which exists nowhere else once this is dropped."""

    key: ApiKey
    text: KeyText


def create_key(
    wanted: NewKey, store: KeyStore, clock: Clock, creator: Actor | None = None
) -> IssuedKey:
    """Draws, stores and returns a key. creator: who makes it, None for an operator's script.

    Raises: DuplicateKey, InvalidInput, StoreUnavailable.
    """
    now = clock()
    if wanted.expires_at is not None and not now < wanted.expires_at <= now + MAX_LIFE:
        raise InvalidInput("expires_at takes a time in the next ten years.", field="expires_at")
    text = draw_key_text()
    key = ApiKey(
        key_id=text.key_id,
        org_id=wanted.org_id,
        name=wanted.name.strip(),
        scopes=wanted.scopes,
        secret_hash=hash_secret(text.secret),
        created_at=now,
        expires_at=wanted.expires_at,
        created_by=creator.actor_id if creator else None,
        brands=wanted.brands,
    )
    actor = creator or Actor(ActorKind.OPERATOR, "operator")
    details = {"name": key.name, "scopes": " ".join(sorted(key.scopes))}
    audit = AuditEntry(key.org_id, now, actor, Action.KEY_CREATED, key.key_id, details)
    store.put_new(key, audit)
    return IssuedKey(key, text)
