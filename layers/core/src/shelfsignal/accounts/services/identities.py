"""What the use cases of accounts need: the stores, the mail, the time."""

from collections.abc import Callable
from dataclasses import dataclass

from shelfsignal.accounts.domain.credential_ports import Mailer, PasswordHasher, TokenIssuer
from shelfsignal.accounts.domain.identity_ports import (
    AuditStore,
    OrganisationStore,
    SessionStore,
    TokenStore,
    UserStore,
    ViewStore,
)
from shelfsignal.accounts.domain.mails import Links, Mail
from shelfsignal.accounts.domain.ports import KeyStore
from shelfsignal.accounts.services.throttle import Throttle
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import Transient
from shelfsignal.kernel.logs import logger


@dataclass(frozen=True)
class Identities:
    """Everything but what only the login function holds."""

    users: UserStore
    organisations: OrganisationStore
    sessions: SessionStore
    tokens: TokenStore
    audit: AuditStore
    views: ViewStore
    keys: KeyStore
    throttle: Throttle
    mailer: Mailer
    links: Links
    clock: Clock

    def post(self, mail: Mail) -> bool:
        """Hands the mail on; False when that failed, for a link can be asked for again."""
        try:
            self.mailer.send(mail)
        except Transient as error:
            logger().error(  # noqa: TRY400 - an expected failure is a fact, not a stack trace
                "mail_not_sent", extra={"code": error.code}
            )
            return False
        return True


@dataclass(frozen=True)
class LoginDesk:
    """With what only the login function holds: slow hashes and the signing key.

    pause and ticks: sleeping and a clock of seconds, for answers that take the same time.
    """

    identities: Identities
    hasher: PasswordHasher
    issuer: TokenIssuer
    pause: Callable[[float], None]
    ticks: Callable[[], float]
