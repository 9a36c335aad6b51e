"""What an access token says: who, in which organisation, signed in by which session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.kernel.ids import OrgId

ACCESS_LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class AccessClaims:
    """Roles are not among them: they are looked up, so that a change does not wait for a token."""

    user_id: UserId
    org_id: OrgId
    family_id: str
    issued_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.issued_at + ACCESS_LASTS


@dataclass(frozen=True)
class ExternalClaims:
    """What an external issuer says of a person. email is None unless the issuer vouches for it."""

    issuer: str
    subject: str
    email: str | None
