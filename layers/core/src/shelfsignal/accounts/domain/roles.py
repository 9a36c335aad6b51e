"""What a member of an organisation may do: three roles, each a fixed set of scopes."""

from enum import StrEnum
from typing import Final

from shelfsignal.accounts.domain.scopes import Scope


class Role(StrEnum):
    """From the most to the least powerful."""

    OWNER = "owner"
    MANAGER = "manager"
    VIEWER = "viewer"


_VIEWER: Final = frozenset(
    {
        Scope.PRODUCTS_READ,
        Scope.RUNS_READ,
        Scope.SELLERS_READ,
        Scope.JOBS_READ,
        Scope.ACCOUNT_READ,
    }
)
_MANAGER: Final = _VIEWER | {
    Scope.PRODUCTS_WRITE,
    Scope.RUNS_WRITE,
    Scope.JOBS_WRITE,
    Scope.USAGE_READ,
}
_SCOPES: Final = {
    Role.OWNER: frozenset(Scope) - {Scope.OPERATOR_METRICS},
    Role.MANAGER: _MANAGER,
    Role.VIEWER: _VIEWER,
}


def scopes_of(role: Role) -> frozenset[Scope]:
    """What the role may do; operator scopes belong to none.

    >>> Scope.OPERATOR_METRICS in scopes_of(Role.OWNER), Scope.RUNS_WRITE in scopes_of(Role.VIEWER)
    (False, False)
    """
    return _SCOPES[role]
