"""Texts that only the mock can have written: opaque to a client, readable after a restart."""

import base64
import hmac
from hashlib import sha256
from typing import Any

import orjson

_MARK_BYTES = 12


class Seal:
    """Signs claims with a key of its own; nothing is stored."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._key = f"{purpose}-{seed}".encode()

    def close(self, claims: dict[str, Any]) -> str:
        """The claims as a text that is safe in a URL."""
        body = orjson.dumps(claims)
        return base64.urlsafe_b64encode(self._mark(body) + body).decode().rstrip("=")

    def open(self, text: str) -> dict[str, Any] | None:
        """The claims of a text; None when this seal never closed it."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return None
        mark, body = raw[:_MARK_BYTES], raw[_MARK_BYTES:]
        if not hmac.compare_digest(mark, self._mark(body)):
            return None
        claims: dict[str, Any] = orjson.loads(body)
        return claims

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, sha256)[:_MARK_BYTES]
