"""The people of the API's tests: an owner an organisation, and somebody beside them."""

from functools import cache

from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.me import SignedIn
from shelfsignal.accounts.domain.members import INVITE_LASTS, Invite, Membership
from shelfsignal.accounts.domain.one_time import OneTimeToken, Purpose, hash_token
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.services.access import SessionAuthenticator
from shelfsignal.accounts.services.create_owner import FirstOwner, create_owner
from shelfsignal.accounts.services.identities import LoginDesk
from shelfsignal.accounts.services.saved_views import save_view
from shelfsignal.accounts.services.sign_in import LogIn, log_in
from shelfsignal.kernel.ids import OrgId
from tests.builders.accounts import NOW, a_stored_key
from tests.fakes.accounts import MemoryKeys
from tests.fakes.identities import (
    MemoryPublicKeys,
    MemorySessions,
    PlainHasher,
    PlainTokens,
    State,
    Stopwatch,
    memory_identities,
)

PASSWORD = "ostrich-lamp-velvet"
TOKEN = {purpose: f"sst_{purpose.value.replace('_', '-'):a<43}" for purpose in Purpose}
INVITED = "carol@example.com"


def email_of(org: OrgId) -> str:
    return f"owner@{org}.example.com"


class People:
    """Accounts in memory, beside the keys that a world has."""

    def __init__(self, keys: MemoryKeys) -> None:
        self.state = State()
        self.identities = memory_identities(lambda: NOW, keys, self.state)
        tokens, watch = PlainTokens(), Stopwatch()
        self.desk = LoginDesk(self.identities, PlainHasher(), tokens, watch.pause, watch.ticks)
        self.public_keys = MemoryPublicKeys()
        self.authenticator = SessionAuthenticator(tokens, MemorySessions(self.state), lambda: NOW)
        self.signed_in = cache(self._sign_in)

    def _sign_in(self, org: OrgId) -> SignedIn:
        """The organisation's owner."""
        wanted = FirstOwner(org, f"The {org}", email_of(org), "Ada", PASSWORD)
        create_owner(wanted, self.identities.organisations, self.desk.hasher, lambda: NOW)
        return log_in(self.desk, LogIn(email_of(org), PASSWORD))

    def headers(self, org: OrgId) -> dict[str, str]:
        """Of the owner's browser, whatever the route."""
        return {
            "cookie": f"ss_refresh={self.signed_in(org).refresh_token}",
            "x_requested_with": "shelfsignal",
        }

    def plant(self, org: OrgId) -> None:
        """Links in mails that are under way: one of each purpose."""
        user = self.signed_in(org).me.user
        invite_id = self.invite(org, INVITED)
        for purpose, text in TOKEN.items():
            is_invite = purpose is Purpose.ACCEPT_INVITE
            subject = invite_id if is_invite else user.user_id
            email = INVITED if is_invite else user.email
            token = OneTimeToken(hash_token(text), purpose, subject, email, NOW, org)
            self.state.tokens[token.token_hash] = token

    def member(self, org: OrgId) -> str:
        """Somebody beside the owner."""
        self.signed_in(org)
        user = User(UserId(f"U{org}"), f"bob@{org}.example.com", "Bob", "plain:", NOW, NOW)
        self.state.users[user.user_id] = user
        member = Membership(org, user.user_id, Role.VIEWER, None, NOW)
        self.state.members[org, user.user_id] = member
        return user.user_id

    def invite(self, org: OrgId, email: str = "dora@example.com") -> str:
        self.signed_in(org)
        invite_id = f"I{org}"
        self.state.invites[org, invite_id] = Invite(
            invite_id, org, email, Role.VIEWER, None, "U", NOW, NOW + INVITE_LASTS
        )
        return invite_id

    def key(self, org: OrgId) -> str:
        return a_stored_key(self.identities.keys, org).key.key_id

    def view(self, org: OrgId) -> str:
        principal = self.signed_in(org).me.here.membership.principal()
        return save_view(self.identities, principal, "Mine", "products", "").view_id
