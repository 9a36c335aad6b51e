"""Items of sessions, mailed tokens, tries, audit entries and views; see identity_rows for the types
of their attributes."""

from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from shelfsignal.accounts.adapters.row_values import epoch, moment_of, org_pk, text_of
from shelfsignal.accounts.adapters.table import Row
from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.one_time import OneTimeToken, Purpose
from shelfsignal.accounts.domain.sessions import Session
from shelfsignal.accounts.domain.throttling import Tries
from shelfsignal.accounts.domain.views import SavedView
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId


class TokenRow(Row):
    purpose = UnicodeAttribute()
    subject = UnicodeAttribute()
    email = UnicodeAttribute()
    issued_at = UnicodeAttribute()
    org_id = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()

    @staticmethod
    def key(token_hash: str) -> tuple[str, str]:
        return f"TOKEN#{token_hash}", "TOKEN"

    @staticmethod
    def values(token: OneTimeToken) -> dict[str, Any]:
        return {
            "purpose": str(token.purpose),
            "subject": token.subject,
            "email": token.email,
            "issued_at": to_z(token.issued_at),
            "org_id": token.org_id,
            "expires_at": epoch(token.expires_at),
        }

    def to_token(self) -> OneTimeToken:
        return OneTimeToken(
            token_hash=self.pk.removeprefix("TOKEN#"),
            purpose=Purpose(self.purpose),
            subject=self.subject,
            email=self.email,
            issued_at=from_z(self.issued_at),
            org_id=OrgId(self.org_id) if self.org_id else None,
        )


class SessionRow(Row):
    family_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    org_id = UnicodeAttribute()
    root_hash = UnicodeAttribute()
    nonce = UnicodeAttribute()
    previous_nonce = UnicodeAttribute(null=True)
    rotated_at = UnicodeAttribute()
    signed_in_at = UnicodeAttribute()
    created_at = UnicodeAttribute()
    revoked_at = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()

    @staticmethod
    def key(family_id: str) -> tuple[str, str]:
        return f"SESSION#{family_id}", "SESSION"

    @staticmethod
    def values(session: Session) -> dict[str, Any]:
        return {
            "family_id": session.family_id,
            "user_id": session.user_id,
            "org_id": session.org_id,
            "root_hash": session.root_hash,
            "nonce": session.nonce,
            "previous_nonce": session.previous_nonce,
            "rotated_at": to_z(session.rotated_at),
            "signed_in_at": to_z(session.signed_in_at),
            "created_at": to_z(session.created_at),
            "revoked_at": text_of(session.revoked_at),
            "expires_at": epoch(session.expires_at),
        }

    def to_session(self) -> Session:
        return Session(
            family_id=self.family_id,
            user_id=UserId(self.user_id),
            org_id=OrgId(self.org_id),
            root_hash=self.root_hash,
            nonce=self.nonce,
            previous_nonce=self.previous_nonce,
            rotated_at=from_z(self.rotated_at),
            signed_in_at=from_z(self.signed_in_at),
            created_at=from_z(self.created_at),
            revoked_at=moment_of(self.revoked_at),
        )


class AuditRow(Row):
    org_id = UnicodeAttribute()
    entry_id = UnicodeAttribute()
    at = UnicodeAttribute()
    actor_kind = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    address = UnicodeAttribute(null=True)
    action = UnicodeAttribute()
    target = UnicodeAttribute()
    details = JSONAttribute()

    @staticmethod
    def key(entry: AuditEntry) -> tuple[str, str]:
        return org_pk(entry.org_id), f"AUDIT#{entry.entry_id}"

    @staticmethod
    def values(entry: AuditEntry) -> dict[str, Any]:
        return {
            "org_id": entry.org_id,
            "entry_id": entry.entry_id,
            "at": to_z(entry.at),
            "actor_kind": str(entry.actor.kind),
            "actor_id": entry.actor.actor_id,
            "address": entry.actor.address,
            "action": str(entry.action),
            "target": entry.target,
            "details": dict(entry.details),
        }

    def to_entry(self) -> AuditEntry:
        return AuditEntry(
            org_id=OrgId(self.org_id),
            at=from_z(self.at),
            actor=Actor(ActorKind(self.actor_kind), self.actor_id, self.address),
            action=Action(self.action),
            target=self.target,
            details=dict(self.details),
            entry_id=self.entry_id,
        )


class ViewRow(Row):
    org_id = UnicodeAttribute()
    user_id = UnicodeAttribute()
    view_id = UnicodeAttribute()
    name = UnicodeAttribute()
    page = UnicodeAttribute()
    query_text = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()

    @staticmethod
    def key(org_id: OrgId, user_id: str, view_id: str) -> tuple[str, str]:
        return org_pk(org_id), f"VIEW#{user_id}#{view_id}"

    @staticmethod
    def values(view: SavedView) -> dict[str, Any]:
        return {
            "org_id": view.org_id,
            "user_id": view.user_id,
            "view_id": view.view_id,
            "name": view.name,
            "page": view.page,
            "query_text": view.query,
            "created_at": to_z(view.created_at),
            "updated_at": to_z(view.updated_at),
        }

    def to_view(self) -> SavedView:
        return SavedView(
            view_id=self.view_id,
            org_id=OrgId(self.org_id),
            user_id=UserId(self.user_id),
            name=self.name,
            page=self.page,
            query=self.query_text,
            created_at=from_z(self.created_at),
            updated_at=from_z(self.updated_at),
        )


class TriesRow(Row):
    tries = NumberAttribute()
    last_at = UnicodeAttribute()
    blocked_until = UnicodeAttribute()
    expires_at = NumberAttribute()

    @staticmethod
    def key(key: str) -> tuple[str, str]:
        return f"TRIES#{key}", "TRIES"

    def to_tries(self) -> Tries:
        return Tries(int(self.tries), from_z(self.last_at), from_z(self.blocked_until))
