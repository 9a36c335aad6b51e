"""Who belongs to an organisation, as what."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shelfsignal.accounts.domain.audit import Action, Actor, AuditEntry
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.members import Brands, Membership, brand_scope, require_to_grant
from shelfsignal.accounts.domain.pages import Page, PageWanted, read_page
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.services.identities import Identities


@dataclass(frozen=True)
class Member:
    """A membership with the person it is of."""

    user: User
    membership: Membership


@dataclass(frozen=True)
class MemberChange:
    """What is to be different: role None keeps the role; brands counts if it was given."""

    role: Role | None = None
    has_brands: bool = False
    brands: Iterable[str] | None = None

    def of(self, member: Membership) -> Membership:
        """The member as wished; who becomes an owner sees every brand. Raises: InvalidInput."""
        role = self.role or member.role
        kept: Brands = None if role is Role.OWNER else member.brands
        brands = brand_scope(role, self.brands) if self.has_brands else kept
        return replace(member, role=role, brands=brands)


def list_members(identities: Identities, principal: Principal, wanted: PageWanted) -> Page[Member]:
    """In the order of their ids. Raises: BadCursor, StoreUnavailable."""
    org_id, organisations = principal.org_id, identities.organisations
    page = read_page(
        org_id,
        "members",
        wanted,
        lambda limit, after: organisations.members(org_id, limit, UserId(after) if after else None),
        lambda each: each.user_id,
    )
    users = identities.users.many([each.user_id for each in page.items])
    members = (Member(users[each.user_id], each) for each in page.items if each.user_id in users)
    return Page(tuple(members), page.cursor)


def change_member(
    identities: Identities,
    principal: Principal,
    user_id: UserId,
    change: MemberChange,
    address: str | None,
) -> Member:
    """Raises: MemberNotFound, MissingScope, InvalidInput, LastOwner, Overtaken."""
    was = identities.organisations.member(principal.org_id, user_id)
    member = change.of(was)
    require_to_grant(principal, was.role, was.brands)
    require_to_grant(principal, member.role, member.brands)
    if member != was:
        details = {"was": str(was.role), "role": str(member.role), "brands": _text(member.brands)}
        audit = _audit(identities, principal, Action.MEMBER_CHANGED, user_id, address)
        changed = replace(audit, details=details)
        identities.organisations.change(member, was=was, audit=changed)
    return Member(identities.users.get(user_id), member)


def remove_member(
    identities: Identities, principal: Principal, user_id: UserId, address: str | None
) -> None:
    """Their sessions here end within the time that standings are remembered.

    Raises: MemberNotFound, MissingScope, LastOwner, Overtaken, StoreUnavailable.
    """
    member = identities.organisations.member(principal.org_id, user_id)
    require_to_grant(principal, member.role, member.brands)
    audit = _audit(identities, principal, Action.MEMBER_REMOVED, user_id, address)
    identities.organisations.remove(member, audit)


def _audit(
    identities: Identities,
    principal: Principal,
    action: Action,
    target: str,
    address: str | None,
) -> AuditEntry:
    actor = Actor.of(principal, address)
    return AuditEntry(principal.org_id, identities.clock(), actor, action, target)


def _text(brands: Brands) -> str:
    return "all" if brands is None else ", ".join(sorted(brands))[:500]
