"""The lines of a run's manifests: small enough to pass through any state."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.kernel.correlation import correlation_id
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, RunId, SellerId


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


class ReviewTask(ScopeRef):
    """One product of a review job, whose id is run_id. kind says where its reviews come from;
    item is its number in the job and the page of its canonical object."""

    kind: str
    mode: str
    attempt: int = Field(ge=1)
    item: int = Field(ge=1)
    asin: Asin

    @property
    def batch(self) -> BatchRef:
        """Its canonical object, as analysis takes it: a page of one product."""
        return BatchRef(
            **{name: getattr(self, name) for name in ScopeRef.model_fields},
            batch=f"{self.item:05d}-00",
            page=self.item,
            first=0,
            count=1,
        )
