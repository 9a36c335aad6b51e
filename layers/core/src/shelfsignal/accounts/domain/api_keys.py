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


@dataclass(frozen=True)
class ApiKey:
    """A stored key. last_used_at is coarse: it moves at most once an hour. Times are UTC."""

    key_id: str
    org_id: OrgId
    name: str
    scopes: frozenset[Scope]
    secret_hash: str
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def accepts(self, secret: str) -> bool:
        """Whether the secret is this key's and it is not revoked; compares in constant time."""
        same = hmac.compare_digest(self.secret_hash, hash_secret(secret))
        return same and self.revoked_at is None

    def is_use_due(self, now: datetime) -> bool:
        """Whether a use at this moment is to be recorded."""
        return self.last_used_at is None or now - self.last_used_at >= USE_RECORDED_EVERY

    def principal(self) -> Principal:
        return Principal(self.org_id, self.key_id, PrincipalKind.API_KEY, self.scopes)


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
