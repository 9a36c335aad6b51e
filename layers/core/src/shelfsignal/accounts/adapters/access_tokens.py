"""Access tokens as JWTs signed with Ed25519; the algorithm is ours to say, never the token's."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from jwt.algorithms import OKPAlgorithm

from shelfsignal.accounts.domain.claims import AccessClaims
from shelfsignal.accounts.domain.credential_ports import PublicKeyStore
from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.accounts.domain.identifiers import UserId, new_id
from shelfsignal.accounts.domain.signing import PublicKey, SigningKey
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId

ALGORITHM: Final = "EdDSA"
AUDIENCE: Final = "shelfsignal-api"
_TYPE: Final = "at+jwt"
_LEEWAY: Final = timedelta(seconds=5)
_KEYS_KEPT_FOR: Final = timedelta(seconds=30)
_KEYS_ASKED_AGAIN_AFTER: Final = timedelta(seconds=5)
_REQUIRED: Final = ["iss", "aud", "sub", "org", "sid", "iat", "exp"]


class JwtIssuer:
    """TokenIssuer. signing_key is asked for each token, so that a rotation is noticed."""

    def __init__(self, signing_key: Callable[[], SigningKey], issuer: str) -> None:
        self._signing_key = signing_key
        self._issuer = issuer

    def issue(self, claims: AccessClaims) -> str:
        key = self._signing_key()
        payload = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": claims.user_id,
            "org": claims.org_id,
            "sid": claims.family_id,
            "iat": int(claims.issued_at.timestamp()),
            "exp": int(claims.expires_at.timestamp()),
        }
        headers = {"kid": key.kid, "typ": _TYPE}
        return jwt.encode(payload, key.private_pem, algorithm=ALGORITHM, headers=headers)


class JwtReader:
    """TokenReader over the published keys, which it keeps for half a minute."""

    def __init__(self, keys: PublicKeyStore, issuer: str, clock: Clock) -> None:
        self._keys = _KnownKeys(keys, clock)
        self._issuer = issuer
        self._clock = clock

    def read(self, token: str) -> AccessClaims:
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.find(header.get("kid"))
            if key is None or header.get("typ") != _TYPE:
                raise Unauthenticated
            payload = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                # Time is compared with our own clock below.
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            return self._claims(payload)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise Unauthenticated from None

    def _claims(self, payload: dict[str, Any]) -> AccessClaims:
        now = self._clock()
        issued_at = datetime.fromtimestamp(int(payload["iat"]), UTC)
        expires_at = datetime.fromtimestamp(int(payload["exp"]), UTC)
        if now >= expires_at + _LEEWAY or issued_at > now + _LEEWAY:
            raise Unauthenticated
        texts = [payload[name] for name in ("sub", "org", "sid")]
        if not all(isinstance(each, str) and each for each in texts):
            raise Unauthenticated
        user_id, org_id, family_id = texts
        return AccessClaims(UserId(user_id), OrgId(org_id), family_id, issued_at)


class _KnownKeys:
    """Public keys by id. A key nobody knows asks the store again, but not at every request."""

    def __init__(self, store: PublicKeyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._read_at: datetime | None = None
        self._by_id: dict[str, PublicKey] = {}

    def find(self, kid: object) -> Any:
        """The key object; None when there is no such key any more."""
        if not isinstance(kid, str):
            return None
        now = self._clock()
        age = _KEYS_KEPT_FOR if self._read_at is None else now - self._read_at
        is_unknown = kid not in self._by_id
        if age >= _KEYS_KEPT_FOR or (is_unknown and age >= _KEYS_ASKED_AGAIN_AFTER):
            self._by_id = {key.kid: key for key in self._store.all()}
            self._read_at = now
        key = self._by_id.get(kid)
        if key is None or not key.is_accepted(now):
            return None
        return OKPAlgorithm.from_jwk(json.dumps(dict(key.jwk)))


def draw_signing_key(now: datetime) -> tuple[SigningKey, PublicKey]:
    """A new pair from the system's random source."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    kid = new_id()
    jwk = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    described = {**jwk, "kid": kid, "use": "sig", "alg": ALGORITHM}
    return SigningKey(kid, pem), PublicKey(kid, described, now)
