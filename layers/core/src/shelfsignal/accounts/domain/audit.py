"""Who did what to what, when and from where: entries are only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shelfsignal.accounts.domain.identifiers import new_id
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.kernel.ids import OrgId


class ActorKind(StrEnum):
    """operator: somebody with access to the deployment itself, through a script."""

    USER = "user"
    API_KEY = "api_key"
    OPERATOR = "operator"


class Action(StrEnum):
    """What can be done to an account; a verb after its noun, so that they sort together."""

    ORGANISATION_REGISTERED = "organisation.registered"
    SESSION_STARTED = "session.started"
    SESSION_ENDED = "session.ended"
    SESSION_REUSED = "session.reuse_detected"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - the name of an action
    PASSWORD_RESET = "password.reset"  # noqa: S105 - the name of an action
    EMAIL_VERIFIED = "email.verified"
    USER_RENAMED = "user.renamed"
    INVITE_CREATED = "invite.created"
    INVITE_ACCEPTED = "invite.accepted"
    INVITE_WITHDRAWN = "invite.withdrawn"
    MEMBER_CHANGED = "member.changed"
    MEMBER_REMOVED = "member.removed"
    KEY_CREATED = "api_key.created"
    KEY_REVOKED = "api_key.revoked"


@dataclass(frozen=True)
class Actor:
    """Who acts; address: where the request came from, None for a script."""

    kind: ActorKind
    actor_id: str
    address: str | None = None

    @classmethod
    def of(cls, principal: Principal, address: str | None) -> "Actor":
        return cls(ActorKind(principal.kind.value), principal.subject, address)


@dataclass(frozen=True)
class AuditEntry:
    """details are short texts for people; no secret ever is among them."""

    org_id: OrgId
    at: datetime
    actor: Actor
    action: Action
    target: str
    details: Mapping[str, str] = field(default_factory=dict)
    entry_id: str = field(default_factory=new_id)
