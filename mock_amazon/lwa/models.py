"""Access tokens, who they speak for and how long."""

from dataclasses import dataclass, replace
from enum import StrEnum
from secrets import token_urlsafe

from mock_amazon.clock import VirtualClock
from mock_amazon.lwa.authorisations import Authorisation, Authorisations
from mock_amazon.tokens.models import Resource

LIFETIME_S = 3600
_PRUNE_ABOVE = 50_000


class TokenState(StrEnum):
    """What an access token is worth."""

    VALID = "valid"
    EXPIRED = "expired"
    INVALID = "invalid"


@dataclass(slots=True)
class AccessToken:
    """One exchange; no `authorisation` means grantless; `expires_at` is virtual epoch seconds.

    `resources` are what a restricted data token opens; None: everything.
    """

    client_id: str
    authorisation: Authorisation | None
    expires_at: float
    scope: str | None = None
    resources: tuple[Resource, ...] | None = None


class TokenOffice:
    """Mints and judges access tokens on the virtual clock."""

    def __init__(self, clock: VirtualClock, authorisations: Authorisations) -> None:
        self._clock, self._authorisations = clock, authorisations
        self._tokens: dict[str, AccessToken] = {}

    def mint(self, given: Authorisation) -> str:
        """A new access token for what a seller allowed; older ones stay good."""
        return self._kept(given.client_id, given, None)

    def mint_grantless(self, client_id: str, scope: str) -> str:
        """A new access token that speaks for no seller."""
        return self._kept(client_id, None, scope)

    def mint_restricted(self, text: str, resources: tuple[Resource, ...]) -> str:
        """A restricted data token on the strength of a good access token."""
        base = self._tokens[text]
        minted = f"Atz.sprdt|{token_urlsafe(96)}"
        expires = self._clock.now() + LIFETIME_S
        self._tokens[minted] = replace(base, expires_at=expires, resources=resources)
        return minted

    def judge(self, text: str) -> tuple[TokenState, AccessToken | None]:
        """State of a token, and the token unless it is worth nothing."""
        token = self._tokens.get(text)
        if token is None:
            return TokenState.INVALID, None
        if token.authorisation and not self._authorisations.stands(token.authorisation):
            return TokenState.INVALID, None
        expired = token.expires_at <= self._clock.now()
        return (TokenState.EXPIRED if expired else TokenState.VALID), token

    def expire(self, text: str) -> None:
        """The token is over from now on."""
        if text in self._tokens:
            self._tokens[text].expires_at = self._clock.now()

    def expire_all(self, seller_id: str | None) -> int:
        """Ends every token of a seller (None: of all); how many there were."""
        mine = [
            token
            for token in self._tokens.values()
            if seller_id is None
            or (token.authorisation and token.authorisation.seller_id == seller_id)
        ]
        for token in mine:
            token.expires_at = self._clock.now()
        return len(mine)

    def _kept(self, client: str, given: Authorisation | None, scope: str | None) -> str:
        if len(self._tokens) > _PRUNE_ABOVE:
            self._prune()
        text = f"Atza|{token_urlsafe(96)}"
        self._tokens[text] = AccessToken(client, given, self._clock.now() + LIFETIME_S, scope)
        return text

    def _prune(self) -> None:
        now = self._clock.now()
        self._tokens = {text: t for text, t in self._tokens.items() if t.expires_at > now}
