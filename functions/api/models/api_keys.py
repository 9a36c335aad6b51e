"""API keys: what a key may, never its secret but once."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shelfsignal.accounts.domain.api_keys import KeyStatus
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.runtime.web.fields import Answer, Cursor, Given, Instant, Listed, Moment

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class KeyPath(Given):
    key_id: str = Field(
        pattern=r"^[0-9a-f]{16}$",
        description="The part of a key between its two underscores.",
        examples=["4f2b0c1d9e8a7b6c"],
    )


class KeyQuery(Listed):
    pass


class NewApiKey(Given):
    """scopes: none that you lack yourself. Without expires_at a key counts until it is revoked."""

    name: _Name
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=len(Scope))
    expires_at: Instant | None = None


class ApiKey(Answer):
    """A key as it may be shown. last_used_at moves at most once an hour."""

    key_id: str
    name: str
    prefix: str = Field(description="The key's beginning, to tell keys apart.")
    scopes: tuple[Scope, ...]
    status: KeyStatus
    created_at: Moment
    created_by: str | None = Field(description="A user's or key's id; null: an operator.")
    expires_at: Moment | None
    revoked_at: Moment | None
    last_used_at: Moment | None


class IssuedApiKey(ApiKey):
    """A new key. `key` is shown this once; only its hash is kept."""

    key: str = Field(repr=False, description="Send it as X-API-Key.")


class ApiKeyPage(Answer):
    """Revoked and expired ones too."""

    items: tuple[ApiKey, ...]
    cursor: Cursor
