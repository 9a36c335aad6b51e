"""What the admin routes accept."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.faults.kinds import FaultKind
from mock_amazon.operations import Operation
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
    """New limits; what is left out matches all sellers, regions or operations."""

    seller_id: str | None = None
    region: str | None = None
    operation: Operation | None = None
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
    """expire_access ends access tokens; revoke withdraws an authorisation, restore returns it."""

    action: str = Field(pattern="^(expire_access|revoke|restore)$")
    seller_id: str | None = None


class ResetBody(_Body):
    """Which parts start anew."""

    parts: list[str] = ["traffic", "faults", "plants", "buckets", "tokens", "clock"]
