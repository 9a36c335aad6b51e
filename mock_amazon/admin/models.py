"""What the admin routes accept."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.faults.kinds import FaultKind
from mock_amazon.lwa.applications import AppStatus, Grant
from mock_amazon.operations import Operation, Role
from mock_amazon.plants import PlantKind


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ClockBody(_Body):
    """Puts the virtual clock forward; `now` is an ISO time not before the present."""

    advance_days: float = 0
    advance_seconds: float = 0
    now: str | None = None


class FaultBody(_Body):
    """One targeted fault; what is left out matches all; `times` null never ends."""

    kind: FaultKind
    seller_id: str | None = None
    operation: Operation | None = None
    marketplace: str | None = None
    asin: str | None = None
    page: int | None = Field(default=None, ge=1)
    times: int | None = Field(default=1, ge=1)
    seconds: float | None = Field(default=None, ge=0)
    retry_after_s: int | None = Field(default=None, ge=0)


class FaultsBody(_Body):
    """A profile, targeted faults to add, or both; `clear` first drops the targeted ones."""

    profile: str | None = None
    hold_s: float | None = Field(default=None, ge=0)
    clear: bool = False
    faults: list[FaultBody] = []


class BucketBody(_Body):
    """New limits; what is left out matches all of its kind; `application` is a client id."""

    seller_id: str | None = None
    region: str | None = None
    operation: Operation | None = None
    application: str | None = None
    rate: float | None = Field(default=None, gt=0)
    burst: float | None = Field(default=None, ge=1)
    header_on_429: bool | None = None
    send_header: bool | None = None
    retry_after_s: int | None = Field(default=None, ge=0)


class PlantBody(_Body):
    """Something odd on one product.

    `review` overrides fields; `review_id` names the one to edit or delete (default: the newest).
    """

    kind: PlantKind
    asin: str
    marketplace: Marketplace | None = None
    review_id: str | None = None
    review: dict[str, Any] = {}


class TokensBody(_Body):
    """Ends tokens or authorisations; `client_id` narrows a revocation to one application.

    expire_access ends access tokens; revoke withdraws what the seller allowed so far, restore
    undoes that.
    """

    action: Literal["expire_access", "revoke", "restore"]
    seller_id: str | None = None
    client_id: str | None = None


class ApplicationBody(_Body):
    """Changes an application (default: the first), or registers another when `name` is new."""

    application_id: str | None = None
    name: str | None = Field(default=None, min_length=1, max_length=100)
    status: AppStatus | None = None
    redirect_uris: list[str] | None = None
    roles: list[Role] | None = None
    grants: list[Grant] | None = None
    rotate_secret: bool = False


class ReportsBody(_Body):
    """How the next reports end, one entry each; `seconds` is how long each takes from now on."""

    outcomes: list[Literal["DONE", "CANCELLED", "FATAL"]] = []
    seconds: float | None = Field(default=None, ge=0)


class SignaturesBody(_Body):
    """Whether requests must be signed from now on."""

    verify: bool


class RolesBody(_Body):
    """The roles a seller lacks from now on; an empty list gives them all back."""

    seller_id: str
    lacking: list[Role]


class ConsentBody(_Body):
    """A consent without a browser: what the page would have been told."""

    seller_id: str
    region: Literal["NA", "EU", "FE"]
    application_id: str | None = None
    redirect_uri: str | None = None
    state: str = ""


class ResetBody(_Body):
    """Which parts start anew."""

    parts: list[str] = ["traffic", "faults", "plants", "buckets", "tokens", "clock", "reports"]
