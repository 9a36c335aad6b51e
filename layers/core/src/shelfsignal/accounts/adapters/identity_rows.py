"""Items of people and organisations. Times are ISO-8601 Z text; `expires_at` is DynamoDB's
own: seconds since 1970, after which the item may vanish."""

from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from shelfsignal.accounts.adapters.row_values import (
    brands_of,
    brands_text,
    epoch,
    from_epoch,
    moment_of,
    org_pk,
    text_of,
    user_pk,
)
from shelfsignal.accounts.adapters.table import Row
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.members import Invite, Membership, Organisation
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId


class UserRow(Row):
    user_id = UnicodeAttribute()
    email = UnicodeAttribute()
    name = UnicodeAttribute()
    password_hash = UnicodeAttribute()
    created_at = UnicodeAttribute()
    sessions_valid_from = UnicodeAttribute()
    email_verified_at = UnicodeAttribute(null=True)
    last_seen_at = UnicodeAttribute(null=True)
    previous_visit_at = UnicodeAttribute(null=True)

    @staticmethod
    def key(user_id: str) -> tuple[str, str]:
        return user_pk(user_id), "USER"

    @staticmethod
    def values(user: User) -> dict[str, Any]:
        return {
            "user_id": user.user_id,
            "email": user.email,
            "name": user.name,
            "password_hash": user.password_hash,
            "created_at": to_z(user.created_at),
            "sessions_valid_from": to_z(user.sessions_valid_from),
            "email_verified_at": text_of(user.email_verified_at),
            "last_seen_at": text_of(user.last_seen_at),
            "previous_visit_at": text_of(user.previous_visit_at),
        }

    def to_user(self) -> User:
        return User(
            user_id=UserId(self.user_id),
            email=self.email,
            name=self.name,
            password_hash=self.password_hash,
            created_at=from_z(self.created_at),
            sessions_valid_from=from_z(self.sessions_valid_from),
            email_verified_at=moment_of(self.email_verified_at),
            last_seen_at=moment_of(self.last_seen_at),
            previous_visit_at=moment_of(self.previous_visit_at),
        )


class PointerRow(Row):
    """Whose an address, or an external subject, is."""

    user_id = UnicodeAttribute()

    @staticmethod
    def email_key(email: str) -> tuple[str, str]:
        return f"EMAIL#{email}", "EMAIL"

    @staticmethod
    def subject_key(digest: str) -> tuple[str, str]:
        return f"SUBJECT#{digest}", "SUBJECT"


class OrganisationRow(Row):
    """owners is counted, so that the last one cannot go however many go at once."""

    org_id = UnicodeAttribute()
    name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    owners = NumberAttribute()

    @staticmethod
    def key(org_id: OrgId) -> tuple[str, str]:
        return org_pk(org_id), "ORG"

    def to_organisation(self) -> Organisation:
        return Organisation(OrgId(self.org_id), self.name, from_z(self.created_at))


class MemberRow(Row):
    """Stored twice: in the organisation's partition and in the user's."""

    org_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    role = UnicodeAttribute()
    brands = JSONAttribute(null=True)
    joined_at = UnicodeAttribute()

    @staticmethod
    def keys(org_id: OrgId, user_id: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return (org_pk(org_id), f"MEMBER#{user_id}"), (user_pk(user_id), f"ORG#{org_id}")

    @staticmethod
    def values(member: Membership) -> dict[str, Any]:
        return {
            "org_id": member.org_id,
            "user_id": member.user_id,
            "role": str(member.role),
            "brands": brands_text(member.brands),
            "joined_at": to_z(member.joined_at),
        }

    def to_membership(self) -> Membership:
        return Membership(
            org_id=OrgId(self.org_id),
            user_id=UserId(self.user_id),
            role=Role(self.role),
            brands=brands_of(self.brands),
            joined_at=from_z(self.joined_at),
        )


class InviteRow(Row):
    org_id = UnicodeAttribute()
    invite_id = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    brands = JSONAttribute(null=True)
    invited_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute()

    @staticmethod
    def key(org_id: OrgId, invite_id: str) -> tuple[str, str]:
        return org_pk(org_id), f"INVITE#{invite_id}"

    @staticmethod
    def values(invite: Invite) -> dict[str, Any]:
        return {
            "org_id": invite.org_id,
            "invite_id": invite.invite_id,
            "email": invite.email,
            "role": str(invite.role),
            "brands": brands_text(invite.brands),
            "invited_by": invite.invited_by,
            "created_at": to_z(invite.created_at),
            "expires_at": epoch(invite.expires_at),
        }

    def to_invite(self) -> Invite:
        return Invite(
            invite_id=self.invite_id,
            org_id=OrgId(self.org_id),
            email=self.email,
            role=Role(self.role),
            brands=brands_of(self.brands),
            invited_by=self.invited_by,
            created_at=from_z(self.created_at),
            expires_at=from_epoch(self.expires_at),
        )
