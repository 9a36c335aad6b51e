"""The caller of a request, once known: the only source of an organisation id."""

from dataclasses import dataclass

from shelfsignal.accounts.domain.errors import MissingScope
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.ids import OrgId


@dataclass(frozen=True)
class Principal:
    """Whose data the request sees, and what it may do there."""

    org_id: OrgId
    key_id: str
    scopes: frozenset[Scope]

    def require(self, scope: Scope) -> None:
        """Raises: MissingScope."""
        if scope not in self.scopes:
            raise MissingScope(scope)
