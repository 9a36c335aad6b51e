"""The lines of a run's manifests: small enough to pass through any state."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.kernel.correlation import correlation_id
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId


class ScopeRef(BaseModel):
    """One (seller, marketplace) of a run; day is the UTC day the run is stated for.

    correlation_id: of whatever had this line written, see kernel.correlation.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    org_id: OrgId
    run_id: RunId
    day: date
    seller_id: SellerId
    marketplace: Marketplace
    correlation_id: str = Field(default_factory=lambda: correlation_id() or "")


class BatchRef(ScopeRef):
    """Products [first, first + count) of normalised page `page`; tails = how many need a tail."""

    batch: str
    page: int = Field(ge=1)
    first: int = Field(ge=0)
    count: int = Field(ge=1)
    tails: int = Field(default=0, ge=0)
