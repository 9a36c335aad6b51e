"""API keys: ``ss_<key_id>_<secret>``, shown once, of which only the secret's hash is kept.

The secret holds 256 random bits, so a plain SHA-256 is enough: there is nothing to guess, and a
slow hash would only slow every request.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.ids import OrgId

_TEXT: Final = re.compile(r"ss_([0-9a-f]{16})_([0-9a-f]{64})")
USE_RECORDED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class KeyText:
    """The two halves of a key as a client sends it; never logged, hence no repr of the secret."""

    key_id: str
    secret: str

    def __str__(self) -> str:
        return f"ss_{self.key_id}_{self.secret}"

    def __repr__(self) -> str:
        return f"KeyText({self.key_id!r})"


class KeyStatus(StrEnum):
    """Only an active key opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class ApiKey:
    """A stored key. Times are UTC.

    last_used_at is coarse: it moves at most once an hour. created_by: who made it, None for an
    operator. brands: those it sees, None for all.
    """

    key_id: str
    org_id: OrgId
    name: str
    scopes: frozenset[Scope]
    secret_hash: str
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    expires_at: datetime | None = None
    created_by: str | None = None
    brands: frozenset[str] | None = None

    @property
    def prefix(self) -> str:
        """What of its text may be shown, so that people tell their keys apart."""
        return f"ss_{self.key_id}"

    def accepts(self, secret: str, now: datetime) -> bool:
        """Whether the secret is this key's and it still counts; compares in constant time."""
        same = hmac.compare_digest(self.secret_hash, hash_secret(secret))
        return same and self.status(now) is KeyStatus.ACTIVE

    def status(self, now: datetime) -> "KeyStatus":
        """Whether it opens anything."""
        if self.revoked_at is not None:
            return KeyStatus.REVOKED
        is_over = self.expires_at is not None and now >= self.expires_at
        return KeyStatus.EXPIRED if is_over else KeyStatus.ACTIVE

    def is_use_due(self, now: datetime) -> bool:
        """Whether a use at this moment is to be recorded."""
        return self.last_used_at is None or now - self.last_used_at >= USE_RECORDED_EVERY

    def principal(self) -> Principal:
        return Principal(
            self.org_id, self.key_id, PrincipalKind.API_KEY, self.scopes, brands=self.brands
        )


def draw_key_text() -> KeyText:
    """A new key from the system's random source."""
    return KeyText(key_id=secrets.token_hex(8), secret=secrets.token_hex(32))


def parse_key_text(text: str) -> KeyText | None:
    """The halves of a key; None when the text has not the form of one.

    >>> parse_key_text("ss_short_one") is None
    True
    """
    match = _TEXT.fullmatch(text)
    return KeyText(*match.groups()) if match else None


def hash_secret(secret: str) -> str:
    """SHA-256 of the secret, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
