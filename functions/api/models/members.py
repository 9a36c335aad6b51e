"""Members and invites."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shelfsignal.accounts.domain.roles import Role
from shelfsignal.runtime.web.fields import Answer, Cursor, Given, Listed, Moment

_Brand = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Brands = Annotated[tuple[_Brand, ...], Field(min_length=1, max_length=100)]
BRANDS = "The only brands that are seen; null for all of them. An owner always sees all."


class MemberPath(Given):
    user_id: str = Field(
        pattern=r"^[0-9A-Za-z]{1,64}$",
        description="The member's, from the list.",
        examples=["01KAMXZ6V4TQ8N3B2D5F7G9H1J"],
    )


class InvitePath(Given):
    invite_id: str = Field(
        pattern=r"^[0-9A-Za-z]{1,64}$",
        description="The invite's, from the list.",
        examples=["01KAMXZ6V4TQ8N3B2D5F7G9H1J"],
    )


class MemberQuery(Listed):
    pass


class MemberChange(Given):
    """What is given changes; brands null opens all of them."""

    role: Role | None = None
    brands: _Brands | None = Field(None, description=BRANDS)


class NewInvite(Given):
    """Who is to be what."""

    email: str = Field(min_length=3, max_length=254, examples=["ada@example.com"])
    role: Role
    brands: _Brands | None = Field(None, description=BRANDS)


class Member(Answer):
    """A person of the organisation."""

    user_id: str
    email: str
    name: str
    role: Role
    brands: tuple[str, ...] | None = Field(description=BRANDS)
    joined_at: Moment
    last_seen_at: Moment | None


class MemberPage(Answer):
    """In the order in which they registered."""

    items: tuple[Member, ...]
    cursor: Cursor


class Invite(Answer):
    """An invite that is open; its link went out by mail and is shown nowhere."""

    invite_id: str
    email: str
    role: Role
    brands: tuple[str, ...] | None = Field(description=BRANDS)
    invited_by: str = Field(description="The user's id or the API key's.")
    created_at: Moment
    expires_at: Moment


class InvitePage(Answer):
    """Oldest first. A short page with a cursor is not the end."""

    items: tuple[Invite, ...]
    cursor: Cursor
