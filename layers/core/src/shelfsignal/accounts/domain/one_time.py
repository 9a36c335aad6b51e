"""Tokens that travel by mail: good once, for a while, for one purpose; stored as a hash."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from shelfsignal.kernel.ids import OrgId

_TEXT: Final = re.compile(r"sst_[A-Za-z0-9_-]{43}")


class Purpose(StrEnum):
    """What a token opens; one made for something else is no token."""

    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
    VERIFY_EMAIL = "verify_email"
    ACCEPT_INVITE = "accept_invite"


LASTS: Final = {
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.VERIFY_EMAIL: timedelta(days=3),
    Purpose.ACCEPT_INVITE: timedelta(days=7),
}


@dataclass(frozen=True)
class OneTimeToken:
    """A stored token: subject is the user's id or the invite's, whose organisation org_id is.

    email: where it was sent; it proves nothing about any other address.
    """

    token_hash: str
    purpose: Purpose
    subject: str
    email: str
    issued_at: datetime
    org_id: OrgId | None = None

    @property
    def expires_at(self) -> datetime:
        return self.issued_at + LASTS[self.purpose]

    def opens(self, purpose: Purpose, now: datetime) -> bool:
        return self.purpose is purpose and now < self.expires_at


def draw_token(
    purpose: Purpose, subject: str, email: str, now: datetime, org_id: OrgId | None = None
) -> tuple[str, OneTimeToken]:
    """The text for the mail, which exists nowhere else, and what is stored of it."""
    text = f"sst_{secrets.token_urlsafe(32)}"
    return text, OneTimeToken(hash_token(text), purpose, subject, email, now, org_id)


def hash_token(text: str) -> str:
    """SHA-256 in hex: 256 random bits leave nothing to guess."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_token_text(text: str) -> bool:
    """Whether it has the form of one, so that the store is not asked about anything else."""
    return _TEXT.fullmatch(text) is not None
