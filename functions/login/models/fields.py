"""Fields that several requests share. Whatever is secret is bounded, so that nobody has us hash a
book, and is never shown in a repr."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from shelfsignal.runtime.web.fields import Given, Sent

Email = Annotated[
    str,
    StringConstraints(min_length=3, max_length=254),
    Field(description="Upper and lower case mean the same.", examples=["ada@example.com"]),
]
Password = Annotated[
    SecretStr,
    Field(
        min_length=1,
        max_length=256,
        description="10-128 characters when it is a new one.",
        examples=["copper-lantern-42"],
    ),
]
MailedToken = Annotated[
    SecretStr,
    Field(
        min_length=1,
        max_length=200,
        description="From the link in the mail: good once, for a while.",
        examples=["sst_Zm9yIGV4YW1wbGUgb25seSwgb3BlbnMgbm90aGluZy4"],
    ),
]
PersonName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    Field(examples=["Ada Lovelace"]),
]
OrganisationId = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$"),
    Field(examples=["northwind-7k2m9q"]),
]


class MailedLink(Given):
    """The token of a link."""

    token: MailedToken


class RefreshCookie(Sent):
    """The session, as a browser keeps it."""

    ss_refresh: str | None = Field(
        None, max_length=400, description="Set by signing in; no script can read it.", repr=False
    )
