"""Why a caller is refused.

Rejected
|-- Unauthenticated   we do not know who calls       (HTTP 401)
|-- MissingScope      we know, and they may not      (HTTP 403)
|-- UserRequired      a key asks for what is a person's own  (HTTP 403)
|-- KeyNotFound       no such key in this organisation
`-- DuplicateKey      the key id is taken
"""

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.errors import Conflict, NotFound, Rejected


class Unauthenticated(Rejected):
    """No credentials, or not ones we accept; which of the two is not told apart for a caller."""

    code = "unauthenticated"

    def __init__(self) -> None:
        super().__init__(
            "Send a valid access token (Authorization: Bearer …) or API key (X-API-Key)."
        )


class MissingScope(Rejected):
    """The credentials are good and lack the scope; details name it."""

    code = "missing_scope"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"These credentials lack the scope {scope}.", scope=str(scope))


class UserRequired(Rejected):
    """Profiles, views and sessions belong to people: an API key has none."""

    code = "user_required"

    def __init__(self) -> None:
        super().__init__("Only a signed-in person can do this, not an API key.")


class KeyNotFound(NotFound):
    """No such key, or another organisation's."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no API key {key_id}.", key_id=key_id)


class DuplicateKey(Conflict):
    """The key id is already stored; a new one has to be drawn."""

    code = "duplicate_key"

    def __init__(self, key_id: str) -> None:
        super().__init__(f"API key id {key_id} is taken.", key_id=key_id)
