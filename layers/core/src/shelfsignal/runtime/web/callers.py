"""Who calls: an API key or a person's access token, and what the route asks of them."""

from typing import Final, Protocol

from chalice.app import Request

from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import GRANTING, Scope
from shelfsignal.runtime.web.routing import Access

_BEARER: Final = "bearer"


class KeyAuthenticator(Protocol):
    """Knows API keys."""

    def authenticate(self, text: str | None, *, anew: bool = False) -> Principal:
        """anew: nothing remembered counts. Raises: Unauthenticated, StoreUnavailable."""


class TokenAuthenticator(Protocol):
    """Knows access tokens."""

    def authenticate(self, token: str, *, anew: bool = False) -> Principal:
        """anew: nothing remembered counts. Raises: Unauthenticated, StoreUnavailable."""


class NoTokens:
    """A deployment without users: every token is refused."""

    def authenticate(self, token: str, *, anew: bool = False) -> Principal:
        """Raises: Unauthenticated."""
        raise Unauthenticated


class Authenticators(Protocol):
    """What looks credentials up."""

    @property
    def authenticator(self) -> KeyAuthenticator: ...
    @property
    def tokens(self) -> TokenAuthenticator: ...


def caller_of(request: Request, known: Authenticators, access: Scope | Access) -> Principal:
    """The caller. Two credentials at once are refused: which one counts must not be a guess.

    Who may give rights away is looked up anew: half a minute of a remembered caller is time enough
    for somebody who was just removed to make a key.
    Raises: Unauthenticated, StoreUnavailable.
    """
    anew = access in GRANTING
    key = request.headers.get("x-api-key")
    authorization = request.headers.get("authorization")
    if not authorization:
        return known.authenticator.authenticate(key, anew=anew)
    scheme, _, token = authorization.partition(" ")
    if key or scheme.lower() != _BEARER or not token.strip():
        raise Unauthenticated
    return known.tokens.authenticate(token.strip(), anew=anew)


def require(principal: Principal, access: Scope | Access) -> None:
    """Raises: MissingScope, UserRequired."""
    if isinstance(access, Scope):
        principal.require(access)
    else:
        principal.require_user()
