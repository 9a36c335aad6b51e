"""Registering, signing in, staying signed in."""

from typing import Literal

from pydantic import Field

from functions.login.models.fields import Email, OrganisationId, Password, PersonName
from shelfsignal.runtime.web.fields import Answer, Given, Sent
from shelfsignal.runtime.web.me import Me


class Registration(Given):
    """A new person with a new organisation, which they own."""

    organisation_name: PersonName
    name: PersonName
    email: Email
    password: Password


class Credentials(Given):
    """organisation_id: where to work, for people who belong to several; default: joined first."""

    email: Email
    password: Password
    organisation_id: OrganisationId | None = None


class RefreshOptions(Given):
    """organisation_id: move to another organisation of the same person."""

    organisation_id: OrganisationId | None = None


class OwnPage(Sent):
    """A header that a page of another site cannot set: cookies alone move nothing."""

    x_requested_with: Literal["shelfsignal"] = Field(
        alias="x-requested-with", description="Always `shelfsignal`."
    )


class Session(Answer):
    """Send access_token as `Authorization: Bearer`, and refresh it before expires_in seconds."""

    access_token: str = Field(repr=False)
    token_type: Literal["Bearer"]
    expires_in: int
    me: Me
