"""The lines of a backfill's manifest: some products, and how far the work on them is."""

from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.kernel.correlation import correlation_id
from shelfsignal.kernel.ids import OrgId, ProductId, RunId


class ChunkRef(BaseModel):
    """Products to be read anew. round: which order of answers; after: products already done.

    correlation_id: of whatever had this line written, see kernel.correlation.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    org_id: OrgId
    backfill_id: RunId
    mode: str
    chunk: int = Field(ge=1)
    products: tuple[ProductId, ...]
    round: int = Field(default=1, ge=1)
    after: int = Field(default=0, ge=0)
    correlation_id: str = Field(default_factory=lambda: correlation_id() or "")
