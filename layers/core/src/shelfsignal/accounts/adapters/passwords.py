"""Passwords as argon2id hashes: 19 MiB, two passes, one lane (OWASP's first choice).

An unknown address is checked against a hash of nothing with the same parameters, so that the time
of an answer does not tell who has an account.
"""

import base64
import secrets
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_MEMORY_KIB: Final = 19 * 1024
_PASSES: Final = 2
_LANES: Final = 1


class Argon2Hasher:
    """PasswordHasher over argon2-cffi."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher(
            time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES, type=Type.ID
        )

    def hash(self, password: str) -> str:
        return self._argon2.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        try:
            fits = self._argon2.verify(password_hash or _NOBODYS, password)
        except (VerificationError, InvalidHashError):
            return False
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._argon2.check_needs_rehash(password_hash)


def _random(size_bytes: int) -> str:
    return base64.b64encode(secrets.token_bytes(size_bytes)).decode().rstrip("=")


# No password has this hash; comparing one with it costs what any comparison costs.
_NOBODYS: Final = (
    f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}${_random(16)}${_random(32)}"
)
