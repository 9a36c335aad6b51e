"""Tokens of an external OpenID Connect issuer. Issuer, audience and algorithms are pinned by
configuration; of the token's header only the key's id is used."""

from dataclasses import dataclass
from typing import Any, Final

import jwt
from jwt.exceptions import PyJWKClientConnectionError

from shelfsignal.accounts.domain.claims import ExternalClaims
from shelfsignal.accounts.domain.emails import normal_email
from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.kernel.errors import InvalidInput, StoreUnavailable

# HMAC is not among them: a public key must never pass for a shared secret.
ASYMMETRIC: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
_LEEWAY_S: Final = 30
_TIMEOUT_S: Final = 3
_REQUIRED: Final = ["iss", "aud", "sub", "exp", "iat"]


@dataclass(frozen=True)
class Trust:
    """Whom to believe. algorithms: names in ASYMMETRIC."""

    issuer: str
    audience: str
    algorithms: tuple[str, ...]
    jwks_url: str

    def __post_init__(self) -> None:
        if not self.algorithms or not set(self.algorithms) <= ASYMMETRIC:
            message = f"algorithms have to be some of {sorted(ASYMMETRIC)}"
            raise ValueError(message)


class OidcReader:
    """ExternalTokenReader. Keys are kept for five minutes; one that is unknown makes it look again,
    at most twice a minute."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._keys = jwt.PyJWKClient(trust.jwks_url, timeout=_TIMEOUT_S)

    def claims_to_be(self, token: str) -> bool:
        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError):
            return False
        return bool(claims.get("iss") == self._trust.issuer)

    def read(self, token: str) -> ExternalClaims:
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=list(self._trust.algorithms),
                audience=self._trust.audience,
                issuer=self._trust.issuer,
                leeway=_LEEWAY_S,
                options={"require": _REQUIRED},
            )
        except PyJWKClientConnectionError as error:
            raise StoreUnavailable("identity provider's key") from error
        except (jwt.PyJWTError, ValueError, TypeError):
            raise Unauthenticated from None
        return ExternalClaims(self._trust.issuer, _subject(claims), _email(claims))


def _subject(claims: dict[str, Any]) -> str:
    subject = claims["sub"]
    if not isinstance(subject, str) or not subject:
        raise Unauthenticated
    return subject


def _email(claims: dict[str, Any]) -> str | None:
    """The address, if the issuer says that it is verified."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return None
    try:
        return normal_email(email)
    except InvalidInput:
        return None
