"""The caller of a request, once known: the only source of an organisation id."""

from dataclasses import dataclass
from enum import StrEnum

from shelfsignal.accounts.domain.errors import MissingScope, UserRequired
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.ids import OrgId


class PrincipalKind(StrEnum):
    """A person with a session, or a program with a key."""

    USER = "user"
    API_KEY = "api_key"


@dataclass(frozen=True)
class Principal:
    """Whose data the request sees, and what it may do there.

    subject: the user's id or the key's. role: None for a key. brands: the only ones the caller
    sees; None means all of them.
    """

    org_id: OrgId
    subject: str
    kind: PrincipalKind
    scopes: frozenset[Scope]
    role: Role | None = None
    brands: frozenset[str] | None = None

    @property
    def key_id(self) -> str | None:
        """The API key's id; None for a person."""
        return self.subject if self.kind is PrincipalKind.API_KEY else None

    def require(self, scope: Scope) -> None:
        """Raises: MissingScope."""
        if scope not in self.scopes:
            raise MissingScope(scope)

    def require_user(self) -> str:
        """The user's id. Raises: UserRequired, for a program's key."""
        if self.kind is not PrincipalKind.USER:
            raise UserRequired
        return self.subject

    def sees_brand(self, brand: str) -> bool:
        """Whether what belongs to the brand exists for this caller."""
        return self.brands is None or brand in self.brands
