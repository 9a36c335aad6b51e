"""Where people, organisations and sessions are kept. Every method raises StoreUnavailable.

What changes an account takes the audit entry of the change and stores both or neither.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.joining import Joining
from shelfsignal.accounts.domain.members import Invite, Membership, Organisation
from shelfsignal.accounts.domain.one_time import OneTimeToken
from shelfsignal.accounts.domain.sessions import Session
from shelfsignal.accounts.domain.throttling import Tries
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.domain.views import SavedView
from shelfsignal.kernel.ids import OrgId


class UserStore(Protocol):
    """Users by id and by address."""

    def get(self, user_id: UserId) -> User:
        """Raises: UserNotFound."""

    def by_email(self, email: str) -> User:
        """Raises: UserNotFound."""

    def many(self, user_ids: Collection[UserId]) -> Mapping[UserId, User]:
        """Those of them that there are."""

    def by_subject(self, issuer: str, subject: str) -> UserId | None:
        """Who an external issuer's subject is here, as linked before."""

    def link_subject(self, issuer: str, subject: str, user_id: UserId) -> None:
        """The first link stands. Raises: Overtaken when it is to somebody else."""

    def rename(self, user: User, audit: AuditEntry) -> None:
        """Stores the name. Raises: UserNotFound."""

    def note_visit(self, user: User) -> None:
        """Stores last_seen_at and previous_visit_at."""

    def replace_password(self, user: User, *, was: User) -> None:
        """Stores a better hash of the same password; leaves a user changed meanwhile alone."""


class OrganisationStore(Protocol):
    """Organisations, members and invites."""

    def found(
        self,
        organisation: Organisation,
        owner: User,
        membership: Membership,
        token: OneTimeToken | None,
        audit: AuditEntry,
    ) -> None:
        """A new user's new organisation, with the token that will verify the address, if any.

        Raises: EmailTaken, OrganisationTaken.
        """

    def many(self, org_ids: Collection[OrgId]) -> Mapping[OrgId, Organisation]:
        """Those of them that there are."""

    def member(self, org_id: OrgId, user_id: UserId) -> Membership:
        """Raises: MemberNotFound."""

    def of_user(self, user_id: UserId) -> Sequence[Membership]:
        """Everywhere the user belongs, in order of organisation ids."""

    def members(self, org_id: OrgId, limit: int, after: UserId | None) -> Sequence[Membership]:
        """In order of user ids, those behind `after`."""

    def change(self, member: Membership, *, was: Membership, audit: AuditEntry) -> None:
        """Raises: LastOwner, Overtaken when the member is no longer what it was."""

    def remove(self, member: Membership, audit: AuditEntry) -> None:
        """Raises: LastOwner, Overtaken."""

    def put_invite(self, invite: Invite, token: OneTimeToken, audit: AuditEntry) -> None:
        """A new invite and the token that accepts it."""

    def invite(self, org_id: OrgId, invite_id: str) -> Invite:
        """Raises: InviteNotFound."""

    def invites(self, org_id: OrgId, limit: int, after: str | None) -> Sequence[Invite]:
        """Oldest first, those behind `after`."""

    def withdraw(self, org_id: OrgId, invite_id: str, audit: AuditEntry) -> None:
        """Raises: InviteNotFound."""

    def join(self, joining: Joining, audit: AuditEntry) -> None:
        """Raises: BadToken when either is used up, AlreadyMember, Overtaken."""


class TokenStore(Protocol):
    """Mailed tokens, and what they open."""

    def put(self, token: OneTimeToken) -> None: ...

    def get(self, token_hash: str) -> OneTimeToken:
        """Raises: BadToken."""

    def reset_password(self, token: OneTimeToken, user: User, audits: Sequence[AuditEntry]) -> None:
        """Uses the token up and stores the user's new password. Raises: BadToken."""

    def verify_email(self, token: OneTimeToken, user: User, audits: Sequence[AuditEntry]) -> None:
        """Uses the token up and stores that the address is verified. Raises: BadToken."""


class SessionStore(Protocol):
    """Families of refresh tokens."""

    def begin(self, session: Session, audit: AuditEntry) -> None: ...

    def get(self, family_id: str) -> Session:
        """Raises: SessionNotFound."""

    def rotate(self, session: Session, *, was: Session) -> None:
        """Raises: Overtaken when the family has been rotated or revoked meanwhile."""

    def choose(self, family_id: str, org_id: OrgId) -> None:
        """Notes the organisation last worked in; a family that is gone is left alone."""

    def revoke(self, session: Session, at: datetime, audit: AuditEntry | None) -> None:
        """Revoking again keeps the first moment."""

    def change_password(
        self, user: User, session_kept: str | None, audits: Sequence[AuditEntry]
    ) -> None:
        """Stores the new password and keeps one session signed in. Raises: UserNotFound."""


class StandingStore(Protocol):
    """What decides, at each request, whether a session still counts: one read of three items."""

    def standing(
        self, user_id: UserId, org_id: OrgId, family_id: str
    ) -> tuple[User, Membership, Session] | None:
        """None when one of the three is gone."""


class AuditStore(Protocol):
    """Entries of an organisation, newest first."""

    def append(self, entry: AuditEntry) -> None: ...

    def page(self, org_id: OrgId, limit: int, before: str | None) -> Sequence[AuditEntry]: ...


class ViewStore(Protocol):
    """A person's saved views in an organisation."""

    def put(self, view: SavedView, *, is_new: bool) -> None:
        """Raises: ViewNotFound when it is to replace one that is gone."""

    def get(self, org_id: OrgId, user_id: UserId, view_id: str) -> SavedView:
        """Raises: ViewNotFound."""

    def of_user(self, org_id: OrgId, user_id: UserId) -> Sequence[SavedView]:
        """In the order they were made."""

    def delete(self, org_id: OrgId, user_id: UserId, view_id: str) -> None:
        """Raises: ViewNotFound."""


class TryStore(Protocol):
    """How often things were tried, by a key that names what and who."""

    def get(self, key: str) -> Tries | None: ...

    def put(self, key: str, tries: Tries, *, was: Tries | None, expires_at: datetime) -> None:
        """Raises: Overtaken when the stored tries are not what they were."""

    def take_back(self, key: str) -> None:
        """One try less, and no wait; nothing when there is none."""

    def forget(self, key: str) -> None: ...
