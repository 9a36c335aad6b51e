"""Page tokens: opaque to the client, bound to the request they continue, and short-lived."""

import base64
import hmac
from hashlib import sha256
from typing import Any

import orjson

from mock_amazon.answers import invalid_input

_MARK_BYTES = 12


class PageTokens:
    """Signs and reads tokens; nothing is stored, so they outlive a restart with the same seed."""

    def __init__(self, seed: int, lifetime_s: float) -> None:
        self._key = f"page-token-{seed}".encode()
        self.lifetime_s = lifetime_s

    def issue(self, claims: dict[str, Any], now: float) -> str:
        """A token that says this until the lifetime is over."""
        body = orjson.dumps({**claims, "exp": int(now + self.lifetime_s)})
        return base64.urlsafe_b64encode(self._mark(body) + body).decode().rstrip("=")

    def read(self, token: str, now: float, **bound: object) -> dict[str, Any]:
        """What the token says. Raises: Refusal (400) when forged, another request's, or expired."""
        claims = self._opened(token)
        for name, value in bound.items():
            if claims.get(name) != value:
                raise invalid_input(
                    "Invalid page token",
                    f"The page token belongs to a request with another {name}.",
                )
        if now >= claims["exp"]:
            raise invalid_input("page token expired", "Start again from the first page.")
        return claims

    def _opened(self, token: str) -> dict[str, Any]:
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError as error:
            raise invalid_input("Invalid page token") from error
        mark, body = raw[:_MARK_BYTES], raw[_MARK_BYTES:]
        if not hmac.compare_digest(mark, self._mark(body)):
            raise invalid_input("Invalid page token")
        claims: dict[str, Any] = orjson.loads(body)
        return claims

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, sha256)[:_MARK_BYTES]
