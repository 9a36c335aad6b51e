"""What checks and makes credentials: passwords, access tokens, keys, mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shelfsignal.accounts.domain.claims import AccessClaims, ExternalClaims
from shelfsignal.accounts.domain.mails import Mail
from shelfsignal.accounts.domain.signing import PublicKey, SigningKey


class PasswordHasher(Protocol):
    """Slow on purpose."""

    def hash(self, password: str) -> str: ...

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; None costs the same time and never fits."""

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with other parameters than today's."""


class TokenIssuer(Protocol):
    """Holds the signing key."""

    def issue(self, claims: AccessClaims) -> str:
        """Raises: MisconfiguredError when there is no key yet; StoreUnavailable."""


class TokenReader(Protocol):
    """Knows the public keys."""

    def read(self, token: str) -> AccessClaims:
        """Raises: Unauthenticated whatever is wrong with it; StoreUnavailable."""


class ExternalTokenReader(Protocol):
    """Knows an external issuer."""

    def claims_to_be(self, token: str) -> bool:
        """Whether the token names that issuer; nothing of it is believed yet."""

    def read(self, token: str) -> ExternalClaims:
        """Raises: Unauthenticated; StoreUnavailable when the issuer's keys cannot be had."""


class Mailer(Protocol):
    """Hands mail on."""

    def send(self, mail: Mail) -> None:
        """Raises: StoreUnavailable."""


class PublicKeyStore(Protocol):
    """Public keys, where every function can read them."""

    def all(self) -> Sequence[PublicKey]:
        """Oldest first. Raises: StoreUnavailable."""

    def put(self, key: PublicKey) -> None:
        """Adds it, or changes until when it is accepted. Raises: StoreUnavailable."""


class SigningSecret(Protocol):
    """The private key, where only the login function can read it."""

    def write(self, key: SigningKey) -> None:
        """Raises: StoreUnavailable."""


class KeyMaker(Protocol):
    """Draws key pairs."""

    def __call__(self, now: datetime) -> tuple[SigningKey, PublicKey]: ...
