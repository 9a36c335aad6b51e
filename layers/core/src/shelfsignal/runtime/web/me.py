"""Who is signed in, as both HTTP apps tell it."""

from pydantic import Field

from shelfsignal.accounts.domain import me as domain
from shelfsignal.accounts.domain.roles import Role, scopes_of
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.runtime.web.fields import Answer, Moment


class Profile(Answer):
    """The person."""

    id: str
    email: str
    name: str
    email_verified: bool = Field(description="Whether the link in the mail was followed.")


class OrganisationRef(Answer):
    """An organisation by name."""

    id: str
    name: str


class OrganisationRole(OrganisationRef):
    """An organisation the person belongs to, and as what."""

    role: Role


class Me(Answer):
    """The signed-in person, where they work now, and everywhere they could."""

    user: Profile
    organisation: OrganisationRef
    organisations: tuple[OrganisationRole, ...]
    role: Role
    scopes: tuple[Scope, ...] = Field(description="What the role may do, sorted.")
    brands: tuple[str, ...] | None = Field(description="The only brands seen; null for all.")
    previous_visit_at: Moment | None = Field(
        description="When the visit before this one ended; null at the first."
    )


def me_answer(me: domain.Me) -> Me:
    """The answer of what a service knows."""
    here = me.here.membership
    return Me(
        user=Profile(
            id=me.user.user_id,
            email=me.user.email,
            name=me.user.name,
            email_verified=me.user.is_verified,
        ),
        organisation=OrganisationRef(id=here.org_id, name=me.here.organisation.name),
        organisations=tuple(
            OrganisationRole(
                id=each.organisation.org_id,
                name=each.organisation.name,
                role=each.membership.role,
            )
            for each in me.everywhere
        ),
        role=here.role,
        scopes=tuple(sorted(scopes_of(here.role))),
        brands=None if here.brands is None else tuple(sorted(here.brands)),
        previous_visit_at=me.user.previous_visit_at,
    )
