"""Organisations, who belongs to them, and who is invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.roles import Role, scopes_of
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId

Brands = frozenset[str] | None
INVITE_LASTS: Final = timedelta(days=7)
MAX_BRANDS: Final = 100


@dataclass(frozen=True)
class Organisation:
    org_id: OrgId
    name: str
    created_at: datetime


@dataclass(frozen=True)
class Membership:
    """What a user is in an organisation; brands None means all of them."""

    org_id: OrgId
    user_id: UserId
    role: Role
    brands: Brands
    joined_at: datetime

    def principal(self) -> Principal:
        return Principal(
            org_id=self.org_id,
            subject=self.user_id,
            kind=PrincipalKind.USER,
            scopes=scopes_of(self.role),
            role=self.role,
            brands=self.brands,
        )


@dataclass(frozen=True)
class Invite:
    """An offer of a membership to whoever reads this address's mail."""

    invite_id: str
    org_id: OrgId
    email: str
    role: Role
    brands: Brands
    invited_by: str
    created_at: datetime
    expires_at: datetime

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


def brand_scope(role: Role, brands: Iterable[str] | None) -> Brands:
    """The brands as a role may have them. Raises: InvalidInput.

    >>> sorted(brand_scope(Role.MANAGER, ["Lumenry", " Lumenry "]))
    ['Lumenry']
    """
    if brands is None:
        return None
    named = frozenset(each.strip() for each in brands)
    if role is Role.OWNER:
        raise InvalidInput("An owner sees every brand: leave brands out.", field="brands")
    if not 0 < len(named) <= MAX_BRANDS or "" in named:
        raise InvalidInput(f"brands takes 1-{MAX_BRANDS} names.", field="brands")
    return named


def require_to_grant(giver: Principal, role: Role, brands: Brands) -> None:
    """Nobody gives, changes or takes away more than they hold.

    Raises: MissingScope, InvalidInput.
    """
    for scope in sorted(scopes_of(role)):
        giver.require(scope)
    if giver.brands is not None and (brands is None or not brands <= giver.brands):
        raise InvalidInput("You cannot open brands that you do not see.", field="brands")
