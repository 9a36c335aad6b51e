"""A world of accounts for tests: a desk in memory, a clock that is set by hand, people to be."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shelfsignal.accounts.domain.me import SignedIn
from shelfsignal.accounts.domain.members import Membership
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.services import invites
from shelfsignal.accounts.services.access import SessionAuthenticator
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.sign_in import LogIn, Register, log_in, register
from tests.builders.accounts import NOW
from tests.fakes.identities import (
    MemoryMailer,
    MemorySessions,
    PlainHasher,
    PlainTokens,
    State,
    Stopwatch,
    memory_identities,
)

PASSWORD = "ostrich-lamp-velvet"
ADDRESS = "203.0.113.7"


@dataclass
class Office:
    """now moves by hand."""

    now: datetime = NOW
    state: State = field(default_factory=State)

    def __post_init__(self):
        self.watch = Stopwatch()
        self.mailer, self.hasher, self.tokens = MemoryMailer(), PlainHasher(), PlainTokens()
        self.identities: Identities = replace(
            memory_identities(self.clock, state=self.state), mailer=self.mailer
        )
        self.desk = LoginDesk(
            self.identities, self.hasher, self.tokens, self.watch.pause, self.watch.ticks
        )
        self.authenticator = SessionAuthenticator(
            self.tokens, MemorySessions(self.state), self.clock
        )

    def clock(self):
        return self.now

    def wait(self, **duration):
        self.now += timedelta(**duration)

    def register(self, email="ada@example.com", organisation="Northwind") -> SignedIn:
        wanted = Register(organisation, "Ada", email, PASSWORD, ADDRESS)
        return register(self.desk, wanted)

    def log_in(self, email="ada@example.com", password=PASSWORD, org_id=None) -> SignedIn:
        return log_in(self.desk, LogIn(email, password, org_id, ADDRESS))

    def principal(self, signed_in: SignedIn) -> Principal:
        return signed_in.me.here.membership.principal()

    def join(
        self, owner: SignedIn, email="bob@example.com", role=Role.VIEWER, brands=None
    ) -> SignedIn:
        """Invites and accepts."""
        wanted = invites.Invitation(email, role, brands)
        invites.invite(self.identities, self.principal(owner), wanted, ADDRESS)
        token = self.mailer.last_token()
        return invites.accept_invite(self.desk, invites.Accept(token, "Bob", PASSWORD, ADDRESS))

    def actions(self) -> list[str]:
        """What the audit log says, oldest first."""
        return [str(each.action) for each in self.state.audit]

    def member(self, signed_in: SignedIn) -> Membership:
        return signed_in.me.here.membership
