"""The keys that access tokens are signed with: one signs, several are still believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.claims import ACCESS_LASTS

# The login function may sign with the key it remembers this long after another took its place.
SIGNER_REMEMBERS: Final = timedelta(minutes=5)
RETIRED_FOR: Final = SIGNER_REMEMBERS + ACCESS_LASTS + timedelta(minutes=5)


@dataclass(frozen=True)
class PublicKey:
    """A key to verify with, as a JSON Web Key; accepted_until None: it signs now."""

    kid: str
    jwk: Mapping[str, str]
    created_at: datetime
    accepted_until: datetime | None = None

    def is_accepted(self, now: datetime) -> bool:
        return self.accepted_until is None or now < self.accepted_until


@dataclass(frozen=True)
class SigningKey:
    """The private half, in PEM."""

    kid: str
    private_pem: str = field(repr=False)
