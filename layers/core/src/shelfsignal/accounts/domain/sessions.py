"""Sessions: a family of refresh tokens, of which one at a time is good.

A refresh token is ``ssr_<family>_<root>_<turn>``. The root is random and the family's own; the turn
is an HMAC, keyed with the root, of a nonce that only the store knows and that each rotation draws
anew. The store keeps the root's hash and two nonces: neither it nor an old token is enough to
make the next one, and yet the same answer can be given twice. So two tabs that refresh at once,
or a browser that lost an answer, get the same successor within GRACE; later, an old token of the
family is a stolen one, and the whole family is over.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from shelfsignal.accounts.domain.identifiers import UserId, new_id
from shelfsignal.kernel.ids import OrgId

_TEXT: Final = re.compile(r"ssr_([0-9A-Z]{26})_([0-9a-f]{64})_([0-9a-f]{64})")
GRACE: Final = timedelta(seconds=20)
IDLE_FOR: Final = timedelta(days=7)
LASTS: Final = timedelta(days=30)


@dataclass(frozen=True)
class RefreshToken:
    """As the browser's cookie holds it; never logged, hence no repr of its secrets."""

    family_id: str
    root: str = field(repr=False)
    turn: str = field(repr=False)

    def __str__(self) -> str:
        return f"ssr_{self.family_id}_{self.root}_{self.turn}"


class Turn(Enum):
    """What a token of a family is worth now."""

    CURRENT = auto()
    TOO_SOON = auto()
    REPLAYED = auto()
    REUSED = auto()
    FORGED = auto()


@dataclass(frozen=True)
class Session:
    """A family. org_id: the organisation last worked in. rotated_at: when the nonce was drawn."""

    family_id: str
    user_id: UserId
    org_id: OrgId
    root_hash: str = field(repr=False)
    nonce: str = field(repr=False)
    previous_nonce: str | None = field(repr=False)
    rotated_at: datetime
    signed_in_at: datetime
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        """Unused for a week, or thirty days old."""
        return min(self.created_at + LASTS, self.rotated_at + IDLE_FOR)

    def is_over(self, now: datetime) -> bool:
        return self.revoked_at is not None or now >= self.expires_at

    def judge(self, token: RefreshToken, now: datetime) -> Turn:
        """What the token is worth; compares in constant time."""
        if not hmac.compare_digest(self.root_hash, _hash(token.root)):
            return Turn.FORGED
        is_fresh = now - self.rotated_at < GRACE
        if hmac.compare_digest(turn_of(token.root, self.nonce), token.turn):
            # At most one rotation a GRACE, so that a token two turns old is never an honest tab's.
            return Turn.TOO_SOON if is_fresh else Turn.CURRENT
        previous = turn_of(token.root, self.previous_nonce or "")
        if self.previous_nonce and is_fresh and hmac.compare_digest(previous, token.turn):
            return Turn.REPLAYED
        return Turn.REUSED

    def rotated(self, now: datetime) -> "Session":
        """The family with its next token's nonce."""
        return replace(self, nonce=secrets.token_hex(32), previous_nonce=self.nonce, rotated_at=now)

    def token(self, root: str) -> RefreshToken:
        """The token that is good now, for who holds the root."""
        return RefreshToken(self.family_id, root, turn_of(root, self.nonce))


def begin_session(user_id: UserId, org_id: OrgId, now: datetime) -> tuple[Session, RefreshToken]:
    """A new family and its first token."""
    root = secrets.token_hex(32)
    session = Session(
        family_id=new_id(),
        user_id=user_id,
        org_id=org_id,
        root_hash=_hash(root),
        nonce=secrets.token_hex(32),
        previous_nonce=None,
        rotated_at=now,
        signed_in_at=now,
        created_at=now,
    )
    return session, session.token(root)


def parse_refresh_token(text: str) -> RefreshToken | None:
    """Its parts; None when the text has not the form of one.

    >>> parse_refresh_token("ssr_x") is None
    True
    """
    match = _TEXT.fullmatch(text)
    return RefreshToken(*match.groups()) if match else None


def turn_of(root: str, nonce: str) -> str:
    """The part of a token that changes."""
    return hmac.new(bytes.fromhex(root), nonce.encode(), hashlib.sha256).hexdigest()


def _hash(root: str) -> str:
    return hashlib.sha256(root.encode()).hexdigest()
