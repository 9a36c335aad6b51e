"""Asking a seller for consent: what is remembered between sending a person away and their return.

The state is drawn from 256 random bits, kept as a hash, good once and for ten minutes, and bound to
the person who asked: by their organisation and user, and by a cookie of the browser they asked in.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from urllib.parse import urlencode

from shelfsignal.kernel.errors import Rejected
from shelfsignal.kernel.ids import OrgId, Region

STATE_LIFE: Final = timedelta(minutes=10)


class StateRefused(Rejected):
    """The state is missing, forged, used, too old, or somebody else's: which one is not said."""

    code = "state_refused"

    def __init__(self) -> None:
        super().__init__(
            "This consent was not asked for here, or too long ago. Start connecting again.",
            field="state",
        )


class AskerGone(Rejected):
    """Whoever asked has lost the right to connect sellers since."""

    code = "asker_gone"

    def __init__(self) -> None:
        super().__init__(
            "Whoever asked for this consent may no longer connect sellers here. "
            "Ask an owner of the organisation to connect the seller."
        )


class WrongSeller(Rejected):
    """The redirect named another seller than the one whose tokens came of its code."""

    code = "wrong_seller"

    def __init__(self) -> None:
        super().__init__(
            "The consent was given by another seller than the address says. Start connecting again."
        )


class ConsentDenied(Rejected):
    """The seller said no, or Amazon did."""

    code = "consent_denied"

    def __init__(self, error: str) -> None:
        super().__init__("The seller did not consent.", error=error[:100])


class NoMarketplace(Rejected):
    """The seller sells in no marketplace that is served."""

    code = "no_marketplace"

    def __init__(self, region: Region) -> None:
        super().__init__(f"The seller sells in no served marketplace of {region}.", region=region)


@dataclass(frozen=True)
class PendingConsent:
    """Who asked, and for which region; browser is the hash of the cookie's value."""

    org_id: OrgId
    user_id: str
    region: Region
    browser: str
    expires_at: datetime


@dataclass(frozen=True)
class Drawn:
    """What the person takes along: the state in the address, the cookie in the browser."""

    state: str = field(repr=False)
    cookie: str = field(repr=False)


class PendingConsents(Protocol):
    """Consents asked for, by the hash of their state."""

    def put(self, state_hash: str, pending: PendingConsent) -> None:
        """Remembers it until it expires."""

    def take(self, state_hash: str) -> PendingConsent | None:
        """Removes and answers it: of any number of takers, one gets it."""


def draw() -> Drawn:
    """From the system's random source."""
    return Drawn(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def hashed(text: str) -> str:
    """SHA-256, in hex; the text has 256 random bits, so that nothing slower is due."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def consent_address(
    host: str, application_id: str, state: str, redirect_uri: str, *, is_draft: bool = False
) -> str:
    """Where the seller is asked. is_draft: of an application that is not published, whose page
    wants to be told.

    >>> consent_address("https://sellercentral.amazon.com", "app", "s", "https://x/cb")
    'https://sellercentral.amazon.com/apps/authorize/consent?application_id=app&state=s&redirect_uri=https%3A%2F%2Fx%2Fcb'
    """
    query = {"application_id": application_id, "state": state, "redirect_uri": redirect_uri}
    if is_draft:
        query["version"] = "beta"
    return f"{host.rstrip('/')}/apps/authorize/consent?{urlencode(query)}"
