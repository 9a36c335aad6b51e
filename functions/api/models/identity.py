"""One's own profile, saved views, the audit log, and the keys that tokens are verified with."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shelfsignal.accounts.domain.audit import Action, ActorKind
from shelfsignal.runtime.web.fields import Answer, Cursor, Given, Listed, Moment

_PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Page = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_/-]{0,63}$")]
_Query = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[!-~]*$")]
PAGE = "The dashboard's page, such as `products`."
QUERY = "The page's query string, without its question mark."


class ProfileChange(Given):
    """What people call you."""

    name: _PersonName


class ViewPath(Given):
    view_id: str = Field(
        pattern=r"^[0-9A-Za-z]{1,64}$",
        description="The view's, from the list.",
        examples=["01KAMXZ6V4TQ8N3B2D5F7G9H1J"],
    )


class NewView(Given):
    """A page with its filters, under a name."""

    name: _PersonName
    page: _Page = Field(description=PAGE, examples=["products"])
    query: _Query = Field("", description=QUERY, examples=["brand=Brightwell&sort=attention"])


class ViewChange(Given):
    """What is given changes."""

    name: _PersonName | None = None
    page: _Page | None = Field(None, description=PAGE, examples=["products"])
    query: _Query | None = Field(None, description=QUERY, examples=["sort=attention"])


class View(Answer):
    """A saved view of yours."""

    view_id: str
    name: str
    page: str = Field(description=PAGE)
    query: str = Field(description=QUERY)
    created_at: Moment
    updated_at: Moment


class ViewList(Answer):
    """All of them, in the order they were made; there are at most 100."""

    items: tuple[View, ...]


class AuditQuery(Listed):
    pass


class AuditActor(Answer):
    """Who did it, and from which address; null for an operator's script."""

    kind: ActorKind
    id: str
    address: str | None


class AuditItem(Answer):
    """Something that was done."""

    entry_id: str
    at: Moment
    actor: AuditActor
    action: Action
    target: str = Field(description="The id of what it was done to.")
    details: dict[str, str]


class AuditPage(Answer):
    """Newest first."""

    items: tuple[AuditItem, ...]
    cursor: Cursor


class JsonWebKey(Answer):
    """A public key (RFC 8037)."""

    kid: str
    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    x: str
    use: Literal["sig"]
    alg: Literal["EdDSA"]


class JsonWebKeySet(Answer):
    """The keys that access tokens are verified with (RFC 7517)."""

    keys: tuple[JsonWebKey, ...]
