"""Credentials of a connection: what is kept, what may be shown, and who may ask for a new one.

A refresh token is stored encrypted, under a context that names its organisation, seller and region,
so that a ciphertext copied into another row cannot be read there. Access tokens are shared between
workers the same way, so that a token that has expired is exchanged once however many notice.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from shelfsignal.kernel.ids import OrgId, Region, SellerId

# Amazon has a seller consent again after a year.
CONSENT_LIFE: Final = timedelta(days=365)


@dataclass(frozen=True)
class Grant:
    """Whose token it is."""

    org_id: OrgId
    seller_id: SellerId
    region: Region

    @property
    def context(self) -> dict[str, str]:
        """The encryption context; also what an audit log of decryptions shows."""
        return {"org_id": self.org_id, "seller_id": self.seller_id, "region": self.region.value}


@dataclass(frozen=True)
class AccessToken:
    """To be used until good_until (UTC), which is some time before Amazon stops taking it."""

    text: str = field(repr=False)
    good_until: datetime

    def is_good(self, now: datetime) -> bool:
        return now < self.good_until


@dataclass(frozen=True)
class Exchanged:
    """What a consent's code was exchanged for."""

    access: AccessToken
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class TokenMetadata:
    """What may be shown of a grant's tokens: when, never what.

    refresh_failures counts exchanges Login with Amazon refused since the last that worked.
    """

    grant: Grant
    authorised_at: datetime
    access_good_until: datetime | None = None
    refreshed_at: datetime | None = None
    refresh_failures: int = 0
    last_failure: str | None = None
    last_failure_at: datetime | None = None

    @property
    def reauthorise_by(self) -> datetime:
        return self.authorised_at + CONSENT_LIFE


class TokenVault(Protocol):
    """Tokens by grant. Every method may raise StoreUnavailable."""

    def put_refresh(self, grant: Grant, token: str, authorised_at: datetime) -> None:
        """Creates or replaces the refresh token; access tokens of the old one are forgotten."""

    def refresh_token(self, grant: Grant) -> str:
        """Raises: NotFound when there is none."""

    def access(self, grant: Grant) -> AccessToken | None:
        """The shared access token, expired or not."""

    def lease(self, grant: Grant, seen: AccessToken | None, now: datetime, until: datetime) -> bool:
        """Whether the caller is the one to exchange: nobody else is until then, and the shared
        token is still the one the caller has seen."""

    def put_access(self, grant: Grant, token: AccessToken, now: datetime) -> None:
        """Shares it and ends the lease."""

    def failed(self, grant: Grant, reason: str, now: datetime) -> None:
        """Notes a refused exchange and ends the lease."""

    def expire(self, grant: Grant, stale: str) -> None:
        """Amazon refused this access token: it is forgotten, unless a newer one is there."""

    def forget(self, grant: Grant) -> None:
        """Deletes everything about the grant."""

    def metadata(self, grant: Grant) -> TokenMetadata | None:
        """None when the grant has no tokens."""
