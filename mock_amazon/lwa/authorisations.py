"""What a seller has allowed an application: refresh tokens, and the codes that lead to them."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from mock_amazon.clock import DAY_S, VirtualClock
from mock_amazon.dataset.sellers import Seller
from mock_amazon.operations import ROLES, Role
from mock_amazon.seals import Seal

CODE_LIFE_S = 300
AUTHORISED_FOR_S = 365 * DAY_S
_PREFIX = "Atzr|"


@dataclass(frozen=True, slots=True)
class Authorisation:
    """One consent; `region` None covers every region; `granted_at` is virtual epoch seconds."""

    seller_id: str
    client_id: str
    region: str | None
    roles: frozenset[Role]
    granted_at: float


@dataclass(frozen=True, slots=True)
class _Code:
    authorisation: Authorisation
    redirect_uri: str
    expires_at: float


class Authorisations:
    """Consents given, withdrawn and worn out.

    A refresh token says all there is to know about itself, so it outlives a restart of the mock.
    """

    def __init__(self, seed: int, clock: VirtualClock, sellers: tuple[Seller, ...]) -> None:
        self._seal, self._clock, self._started = Seal(seed, "refresh"), clock, clock.now()
        self._by_seed = {one.refresh_token: one.seller_id for one in sellers}
        self._codes: dict[str, _Code] = {}
        self._withdrawn: dict[tuple[str, str | None], float] = {}

    def issue_code(self, given: Authorisation, redirect_uri: str) -> str:
        """An authorisation code for one exchange within five minutes."""
        now = self._clock.now()
        self._codes = {text: one for text, one in self._codes.items() if one.expires_at > now}
        text = f"S{token_urlsafe(24)}"
        self._codes[text] = _Code(given, redirect_uri, now + CODE_LIFE_S)
        return text

    def redeem(self, code: str, client_id: str, redirect_uri: str | None) -> Authorisation | None:
        """What the code stands for, once; None when used, expired or another's."""
        found = self._codes.get(code)
        if found is None or found.authorisation.client_id != client_id:
            return None
        del self._codes[code]
        if self._clock.now() >= found.expires_at or redirect_uri not in (None, found.redirect_uri):
            return None
        return found.authorisation

    def refresh_token(self, given: Authorisation) -> str:
        """The token that stands for the authorisation from now on."""
        claims = {
            "seller": given.seller_id, "client": given.client_id, "region": given.region,
            "roles": sorted(given.roles), "at": given.granted_at,
        }  # fmt: skip
        return _PREFIX + self._seal.close(claims)

    def seeded_token(self, seller_id: str, client_id: str, region: str) -> str:
        """A refresh token of one region, as old as the server, for seeding a local stack."""
        claims = {"seller": seller_id, "client": client_id, "region": region}
        return _PREFIX + self._seal.close(claims)

    def of(self, refresh_token: str, client_id: str) -> Authorisation | None:
        """The authorisation behind a refresh token shown by this client; None when nobody's."""
        if seller_id := self._by_seed.get(refresh_token):
            return Authorisation(seller_id, client_id, None, ROLES, self._started)
        claims = self._seal.open(refresh_token.removeprefix(_PREFIX))
        if claims is None or claims["client"] != client_id:
            return None
        return self._stated(claims)

    def stands(self, given: Authorisation) -> bool:
        """Whether it is neither withdrawn nor older than a year."""
        if given.granted_at + AUTHORISED_FOR_S <= self._clock.now():
            return False
        scopes = ((given.seller_id, None), (given.seller_id, given.client_id))
        return not any(given.granted_at <= self._withdrawn.get(scope, -1.0) for scope in scopes)

    def withdraw(self, seller_id: str, client_id: str | None = None) -> None:
        """All that the seller allowed so far is over (for one client, or for all)."""
        self._withdrawn[seller_id, client_id] = self._clock.now()

    def restore(self, seller_id: str | None = None) -> None:
        """As though the seller had withdrawn nothing (None: no seller had)."""
        self._withdrawn = {
            scope: at for scope, at in self._withdrawn.items() if seller_id not in (None, scope[0])
        }

    def _stated(self, claims: dict[str, Any]) -> Authorisation:
        roles = frozenset(map(Role, claims["roles"])) if "roles" in claims else ROLES
        at = claims.get("at", self._started)
        return Authorisation(claims["seller"], claims["client"], claims["region"], roles, at)
