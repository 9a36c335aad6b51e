"""Access tokens, who they speak for and how long."""

from dataclasses import dataclass
from enum import StrEnum
from secrets import token_urlsafe

from mock_amazon.clock import VirtualClock

LIFETIME_S = 3600
_PRUNE_ABOVE = 50_000


class TokenState(StrEnum):
    """What an access token is worth."""

    VALID = "valid"
    EXPIRED = "expired"
    INVALID = "invalid"


@dataclass(slots=True)
class AccessToken:
    """One exchange; no `seller_id` means grantless; `expires_at` is virtual epoch seconds."""

    seller_id: str | None
    expires_at: float
    scope: str | None = None


class TokenOffice:
    """Mints and judges access tokens on the virtual clock."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._tokens: dict[str, AccessToken] = {}
        self._revoked: set[str] = set()

    def mint(self, seller_id: str | None, scope: str | None = None) -> str:
        """A new access token; older ones stay good."""
        if len(self._tokens) > _PRUNE_ABOVE:
            self._prune()
        text = f"Atza|{token_urlsafe(96)}"
        self._tokens[text] = AccessToken(seller_id, self._clock.now() + LIFETIME_S, scope)
        return text

    def judge(self, text: str) -> tuple[TokenState, str | None]:
        """State of a token, and the seller it speaks for."""
        token = self._tokens.get(text)
        if token is None or token.seller_id in self._revoked:
            return TokenState.INVALID, None
        if token.expires_at <= self._clock.now():
            return TokenState.EXPIRED, token.seller_id
        return TokenState.VALID, token.seller_id

    def expire(self, text: str) -> None:
        """The token is over from now on."""
        if text in self._tokens:
            self._tokens[text].expires_at = self._clock.now()

    def expire_all(self, seller_id: str | None) -> int:
        """Ends every token of a seller (None: of all); how many there were."""
        mine = [t for t in self._tokens.values() if seller_id in (None, t.seller_id)]
        for token in mine:
            token.expires_at = self._clock.now()
        return len(mine)

    def revoke(self, seller_id: str) -> None:
        """The seller withdrew the authorisation: no refresh, no access."""
        self._revoked.add(seller_id)

    def restore(self, seller_id: str | None = None) -> None:
        """The seller authorised again (None: all of them)."""
        if seller_id is None:
            self._revoked.clear()
        self._revoked.discard(seller_id or "")

    def is_revoked(self, seller_id: str) -> bool:
        """Whether the seller withdrew."""
        return seller_id in self._revoked

    def _prune(self) -> None:
        now = self._clock.now()
        self._tokens = {text: t for text, t in self._tokens.items() if t.expires_at > now}
