"""The stores of accounts in memory, held to the same contract tests as the table's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.claims import AccessClaims
from shelfsignal.accounts.domain.errors import (
    AlreadyMember,
    BadToken,
    EmailTaken,
    InviteNotFound,
    LastOwner,
    MemberNotFound,
    OrganisationTaken,
    Overtaken,
    SessionNotFound,
    Unauthenticated,
    UserNotFound,
    ViewNotFound,
)
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.joining import Joining
from shelfsignal.accounts.domain.mails import Links, Mail
from shelfsignal.accounts.domain.members import Invite, Membership, Organisation
from shelfsignal.accounts.domain.one_time import OneTimeToken
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.sessions import Session
from shelfsignal.accounts.domain.signing import PublicKey
from shelfsignal.accounts.domain.throttling import Tries
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.domain.views import SavedView
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.throttle import Throttle
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from tests.fakes.accounts import MemoryKeys


@dataclass
class State:
    """Everything that the table would hold."""

    users: dict[str, User] = field(default_factory=dict)
    subjects: dict[tuple[str, str], UserId] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    members: dict[tuple[str, str], Membership] = field(default_factory=dict)
    invites: dict[tuple[str, str], Invite] = field(default_factory=dict)
    tokens: dict[str, OneTimeToken] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    views: dict[tuple[str, str, str], SavedView] = field(default_factory=dict)
    tries: dict[str, Tries] = field(default_factory=dict)

    def by_email(self, email: str) -> User | None:
        return next((each for each in self.users.values() if each.email == email), None)

    def use_up(self, token: OneTimeToken) -> None:
        if self.tokens.pop(token.token_hash, None) is None:
            raise BadToken


class MemoryUsers:
    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, user_id: UserId) -> User:
        if user_id not in self._state.users:
            raise UserNotFound
        return self._state.users[user_id]

    def by_email(self, email: str) -> User:
        user = self._state.by_email(email)
        if user is None:
            raise UserNotFound
        return user

    def many(self, user_ids: Collection[UserId]) -> Mapping[UserId, User]:
        return {each: self._state.users[each] for each in user_ids if each in self._state.users}

    def by_subject(self, issuer: str, subject: str) -> UserId | None:
        return self._state.subjects.get((issuer, subject))

    def link_subject(self, issuer: str, subject: str, user_id: UserId) -> None:
        if self._state.subjects.setdefault((issuer, subject), user_id) != user_id:
            raise Overtaken

    def rename(self, user: User, audit: AuditEntry) -> None:
        stored = self.get(user.user_id)
        self._state.users[user.user_id] = replace(stored, name=user.name)
        self._state.audit.append(audit)

    def note_visit(self, user: User) -> None:
        if stored := self._state.users.get(user.user_id):
            previous = user.previous_visit_at or stored.previous_visit_at
            self._state.users[user.user_id] = replace(
                stored, last_seen_at=user.last_seen_at, previous_visit_at=previous
            )

    def replace_password(self, user: User, *, was: User) -> None:
        stored = self._state.users.get(user.user_id)
        if stored and stored.password_hash == was.password_hash:
            self._state.users[user.user_id] = replace(stored, password_hash=user.password_hash)


class MemoryOrganisations:
    def __init__(self, state: State) -> None:
        self._state = state

    def found(
        self,
        organisation: Organisation,
        owner: User,
        membership: Membership,
        token: OneTimeToken | None,
        audit: AuditEntry,
    ) -> None:
        if organisation.org_id in self._state.organisations:
            raise OrganisationTaken
        if self._state.by_email(owner.email):
            raise EmailTaken
        self._state.organisations[organisation.org_id] = organisation
        self._state.users[owner.user_id] = owner
        self._put(membership)
        if token:
            self._state.tokens[token.token_hash] = token
        self._state.audit.append(audit)

    def many(self, org_ids: Collection[OrgId]) -> Mapping[OrgId, Organisation]:
        known = self._state.organisations
        return {each: known[each] for each in org_ids if each in known}

    def member(self, org_id: OrgId, user_id: UserId) -> Membership:
        if (org_id, user_id) not in self._state.members:
            raise MemberNotFound(user_id)
        return self._state.members[org_id, user_id]

    def of_user(self, user_id: UserId) -> Sequence[Membership]:
        found = (each for each in self._state.members.values() if each.user_id == user_id)
        return sorted(found, key=lambda each: each.org_id)

    def members(self, org_id: OrgId, limit: int, after: UserId | None) -> Sequence[Membership]:
        found = (each for each in self._state.members.values() if each.org_id == org_id)
        ordered = sorted(found, key=lambda each: each.user_id)
        return [each for each in ordered if each.user_id > (after or "")][:limit]

    def change(self, member: Membership, *, was: Membership, audit: AuditEntry) -> None:
        self._require_still(was)
        if was.role is Role.OWNER and member.role is not Role.OWNER:
            self._require_another_owner(was.org_id)
        self._put(member)
        self._state.audit.append(audit)

    def remove(self, member: Membership, audit: AuditEntry) -> None:
        self._require_still(member)
        if member.role is Role.OWNER:
            self._require_another_owner(member.org_id)
        del self._state.members[member.org_id, member.user_id]
        self._state.audit.append(audit)

    def put_invite(self, invite: Invite, token: OneTimeToken, audit: AuditEntry) -> None:
        self._state.invites[invite.org_id, invite.invite_id] = invite
        self._state.tokens[token.token_hash] = token
        self._state.audit.append(audit)

    def invite(self, org_id: OrgId, invite_id: str) -> Invite:
        if (org_id, invite_id) not in self._state.invites:
            raise InviteNotFound(invite_id)
        return self._state.invites[org_id, invite_id]

    def invites(self, org_id: OrgId, limit: int, after: str | None) -> Sequence[Invite]:
        found = (each for each in self._state.invites.values() if each.org_id == org_id)
        ordered = sorted(found, key=lambda each: each.invite_id)
        return [each for each in ordered if each.invite_id > (after or "")][:limit]

    def withdraw(self, org_id: OrgId, invite_id: str, audit: AuditEntry) -> None:
        self.invite(org_id, invite_id)
        del self._state.invites[org_id, invite_id]
        self._state.audit.append(audit)

    def join(self, joining: Joining, audit: AuditEntry) -> None:
        key = joining.invite.org_id, joining.invite.invite_id
        if key not in self._state.invites or joining.token.token_hash not in self._state.tokens:
            raise BadToken
        if (joining.invite.org_id, joining.user.user_id) in self._state.members:
            raise AlreadyMember
        stored = self._state.by_email(joining.user.email)
        was_hash = joining.user_was.password_hash if joining.user_was else None
        if (stored.password_hash if stored else None) != was_hash:
            raise Overtaken
        del self._state.invites[key]
        self._state.use_up(joining.token)
        self._put(joining.membership)
        self._state.users[joining.user.user_id] = joining.user
        self._state.audit.append(audit)

    def _put(self, member: Membership) -> None:
        self._state.members[member.org_id, member.user_id] = member

    def _require_still(self, was: Membership) -> None:
        if self._state.members.get((was.org_id, was.user_id)) != was:
            raise Overtaken

    def _require_another_owner(self, org_id: OrgId) -> None:
        roles = [each.role for each in self._state.members.values() if each.org_id == org_id]
        if roles.count(Role.OWNER) < 2:
            raise LastOwner


class MemorySessions:
    """SessionStore and StandingStore; reads counts what an authenticator asks."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.reads = 0

    def begin(self, session: Session, audit: AuditEntry) -> None:
        self._state.sessions[session.family_id] = session
        self._state.audit.append(audit)

    def get(self, family_id: str) -> Session:
        if family_id not in self._state.sessions:
            raise SessionNotFound
        return self._state.sessions[family_id]

    def rotate(self, session: Session, *, was: Session) -> None:
        stored = self._state.sessions.get(was.family_id)
        if stored is None or stored.nonce != was.nonce or stored.revoked_at:
            raise Overtaken
        self._state.sessions[session.family_id] = session

    def choose(self, family_id: str, org_id: OrgId) -> None:
        if stored := self._state.sessions.get(family_id):
            self._state.sessions[family_id] = replace(stored, org_id=org_id)

    def revoke(self, session: Session, at: datetime, audit: AuditEntry | None) -> None:
        stored = self._state.sessions.get(session.family_id)
        if stored is None or stored.revoked_at:
            return
        self._state.sessions[session.family_id] = replace(stored, revoked_at=at)
        self._state.audit += [audit] if audit else []

    def change_password(
        self, user: User, session_kept: str | None, audits: Sequence[AuditEntry]
    ) -> None:
        if user.user_id not in self._state.users:
            raise UserNotFound
        self._state.users[user.user_id] = user
        if session_kept:
            kept = self._state.sessions[session_kept]
            self._state.sessions[session_kept] = replace(
                kept, signed_in_at=user.sessions_valid_from
            )
        self._state.audit += audits

    def standing(
        self, user_id: UserId, org_id: OrgId, family_id: str
    ) -> tuple[User, Membership, Session] | None:
        self.reads += 1
        user = self._state.users.get(user_id)
        member = self._state.members.get((org_id, user_id))
        session = self._state.sessions.get(family_id)
        return (user, member, session) if user and member and session else None


class MemoryTokens:
    def __init__(self, state: State) -> None:
        self._state = state

    def put(self, token: OneTimeToken) -> None:
        self._state.tokens[token.token_hash] = token

    def get(self, token_hash: str) -> OneTimeToken:
        if token_hash not in self._state.tokens:
            raise BadToken
        return self._state.tokens[token_hash]

    def reset_password(self, token: OneTimeToken, user: User, audits: Sequence[AuditEntry]) -> None:
        self._state.use_up(token)
        self._state.users[user.user_id] = user
        self._state.audit += audits

    def verify_email(self, token: OneTimeToken, user: User, audits: Sequence[AuditEntry]) -> None:
        self._state.use_up(token)
        stored = self._state.users[user.user_id]
        first = stored.email_verified_at or user.email_verified_at
        self._state.users[user.user_id] = replace(stored, email_verified_at=first)
        self._state.audit += audits


class MemoryAudit:
    def __init__(self, state: State) -> None:
        self._state = state

    def append(self, entry: AuditEntry) -> None:
        self._state.audit.append(entry)

    def page(self, org_id: OrgId, limit: int, before: str | None) -> Sequence[AuditEntry]:
        found = (each for each in self._state.audit if each.org_id == org_id)
        newest = sorted(found, key=lambda each: each.entry_id, reverse=True)
        return [each for each in newest if before is None or each.entry_id < before][:limit]


class MemoryViews:
    def __init__(self, state: State) -> None:
        self._views = state.views

    def put(self, view: SavedView, *, is_new: bool) -> None:
        key = view.org_id, view.user_id, view.view_id
        if (key in self._views) == is_new:
            raise ViewNotFound(view.view_id)
        self._views[key] = view

    def get(self, org_id: OrgId, user_id: UserId, view_id: str) -> SavedView:
        if (org_id, user_id, view_id) not in self._views:
            raise ViewNotFound(view_id)
        return self._views[org_id, user_id, view_id]

    def of_user(self, org_id: OrgId, user_id: UserId) -> Sequence[SavedView]:
        return [self._views[key] for key in sorted(self._views) if key[:2] == (org_id, user_id)]

    def delete(self, org_id: OrgId, user_id: UserId, view_id: str) -> None:
        self.get(org_id, user_id, view_id)
        del self._views[org_id, user_id, view_id]


class MemoryTries:
    def __init__(self, state: State) -> None:
        self._tries = state.tries

    def get(self, key: str) -> Tries | None:
        return self._tries.get(key)

    def put(self, key: str, tries: Tries, *, was: Tries | None, expires_at: datetime) -> None:
        if self._tries.get(key) != was:
            raise Overtaken
        self._tries[key] = tries

    def take_back(self, key: str) -> None:
        if (stored := self._tries.get(key)) and stored.count > 0:
            self._tries[key] = replace(stored, count=stored.count - 1)

    def forget(self, key: str) -> None:
        self._tries.pop(key, None)


class PlainHasher:
    """Hashes that are none, at once; looked counts what was compared, for equal effort."""

    def __init__(self) -> None:
        self.compared: list[str | None] = []

    def hash(self, password: str) -> str:
        return f"plain:{password}"

    def verify(self, password_hash: str | None, password: str) -> bool:
        self.compared.append(password_hash)
        return password_hash in (self.hash(password), f"old:{password}")

    def is_outdated(self, password_hash: str) -> bool:
        return password_hash.startswith("old:")


class PlainTokens:
    """TokenIssuer and TokenReader without signatures."""

    def __init__(self) -> None:
        self._issued: dict[str, AccessClaims] = {}

    def issue(self, claims: AccessClaims) -> str:
        token = f"access-{len(self._issued) + 1}"
        self._issued[token] = claims
        return token

    def read(self, token: str) -> AccessClaims:
        if token not in self._issued:
            raise Unauthenticated
        return self._issued[token]


class MemoryMailer:
    """Mails by hand; fails on demand."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.is_down = False

    def send(self, mail: Mail) -> None:
        if self.is_down:
            raise StoreUnavailable("mail")
        self.sent.append(mail)

    def last_token(self) -> str:
        """The token in the link of the last mail."""
        return self.sent[-1].text.split("#token=")[1].split("\n")[0]


class MemoryPublicKeys:
    def __init__(self) -> None:
        self.by_id: dict[str, PublicKey] = {}
        self.reads = 0

    def all(self) -> Sequence[PublicKey]:
        self.reads += 1
        return list(self.by_id.values())

    def put(self, key: PublicKey) -> None:
        self.by_id[key.kid] = key


def memory_identities(
    clock: Clock, keys: MemoryKeys | None = None, state: State | None = None
) -> Identities:
    """All of it in memory."""
    state = state or State()
    return Identities(
        users=MemoryUsers(state),
        organisations=MemoryOrganisations(state),
        sessions=MemorySessions(state),
        tokens=MemoryTokens(state),
        audit=MemoryAudit(state),
        views=MemoryViews(state),
        keys=keys or MemoryKeys(),
        throttle=Throttle(MemoryTries(state), clock),
        mailer=MemoryMailer(),
        links=Links("https://app.example.com"),
        clock=clock,
    )


class Stopwatch:
    """pause and ticks of a desk: time passes when somebody pauses, and when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def pause(self, seconds: float) -> None:
        self.now += seconds

    def ticks(self) -> float:
        return self.now


def memory_desk(identities: Identities, watch: Stopwatch | None = None) -> LoginDesk:
    """A login desk with quick hashes and tokens without signatures."""
    watch = watch or Stopwatch()
    return LoginDesk(identities, PlainHasher(), PlainTokens(), watch.pause, watch.ticks)
