"""Seller connections: what is connected, how it is, and how to connect."""

from datetime import date, datetime

from pydantic import Field

from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.kernel.ids import Marketplace, Region
from shelfsignal.runtime.web.fields import Answer, Given, Moment, Sent

_SELLER_ID = r"^[A-Za-z0-9]{1,64}$"
_TOKEN_TEXT = r"^[!-~]{1,2048}$"  # noqa: S105 - a pattern


class SellerPath(Given):
    seller_id: str = Field(pattern=_SELLER_ID, description="Amazon's id of the selling partner.")


class ConsentQuery(Given):
    region: Region = Field(description="Amazon's region: a seller consents in each by itself.")


class ConsentRequest(Answer):
    """Open authorize_url in the same browser, before expires_at."""

    authorize_url: str
    expires_at: Moment


class CallbackQuery(Sent):
    """What Amazon's redirect carries; parameters Amazon may add are ignored."""

    state: str | None = Field(None, max_length=500, description="What the start gave it.")
    spapi_oauth_code: str | None = Field(None, max_length=2048, description="Good once.")
    selling_partner_id: str | None = Field(None, max_length=64, description="Who consented.")
    error: str | None = Field(None, max_length=200, description="Why there was no consent.")


class ConnectCookie(Sent):
    connect: str | None = Field(
        None, alias="ss_connect", max_length=200, description="Ties the browser to the start."
    )


class NewConnection(Given):
    """The older form of the callback: what Amazon's redirect carried, posted by the caller."""

    state: str = Field(pattern=_TOKEN_TEXT)
    code: str = Field(pattern=_TOKEN_TEXT, description="Amazon's spapi_oauth_code.")
    selling_partner_id: str = Field(pattern=_SELLER_ID)


class SellerConnection(Answer):
    """A seller's consent in one region."""

    seller_id: str
    region: Region
    name: str
    marketplaces: tuple[Marketplace, ...]
    status: ConnectionStatus
    status_reason: str | None = Field(description="In words: why it has to authorise again.")
    feedback_refused_on: date | None = Field(
        description="The last day on which Amazon refused its Customer Feedback for lack of a role."
        " All else works."
    )
    connected_at: Moment
    reauthorise_by: Moment = Field(description="Amazon ends a consent a year after it was given.")
    reauthorise_in_days: int


class SellerPage(Answer):
    """Every connection of the organisation, by seller and region.

    client_secret_expires_at: Amazon wants the application's secret rotated every 180 days; null
    when nobody noted when it was last.
    """

    items: tuple[SellerConnection, ...]
    client_secret_expires_at: Moment | None
    client_secret_expires_in_days: int | None


class TokenMetadata(Answer):
    """When, never what: no token is ever shown."""

    region: Region
    authorised_at: Moment
    reauthorise_by: Moment
    access_good_until: Moment | None = Field(description="Of the shared access token, if any.")
    refreshed_at: Moment | None
    refresh_failures: int = Field(description="Refused exchanges since the last that worked.")
    last_failure: str | None
    last_failure_at: Moment | None


class SellerTokens(Answer):
    """The tokens held for a seller, by region."""

    seller_id: str
    items: tuple[TokenMetadata, ...]


def days_until(moment: datetime, now: datetime) -> int:
    """Whole days left; negative once it is past."""
    return (moment - now).days
