"""Passwords as argon2id hashes: 19 MiB, two passes, one lane (OWASP's first choice).

An unknown address is checked against a hash of nothing, made with the same parameters, so that
the time of an answer does not tell who has an account.
"""

import secrets
from functools import cached_property
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
            fits = self._argon2.verify(password_hash or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return fits and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return self._argon2.check_needs_rehash(password_hash)

    @cached_property
    def _nobodys(self) -> str:
        return self.hash(secrets.token_hex(32))
