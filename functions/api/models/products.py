"""One product: its latest insight, versions and reviews."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, RootModel

from functions.api.models.cards import ProductCard
from functions.api.models.figures import (
    RATINGS,
    Attention,
    IssuePoint,
    Quote,
    Ratings,
    Rise,
    SentimentShares,
    Share,
    TrendPoint,
    WindowShare,
)
from functions.api.models.sparse import sparse
from shelfsignal.insights.domain.analysis import AnalysisStatus, Sentiment, Severity
from shelfsignal.insights.domain.in_category import Standing
from shelfsignal.runtime.web.fields import (
    Answer,
    Code,
    CostUsd,
    Cursor,
    Given,
    Instant,
    Listed,
    Moment,
)


class ProductPath(Given):
    product_id: str = Field(
        pattern=r"^([A-Z]{2}-)?[A-Z0-9]{10}$",
        description="US-B07X6C9RMF, or a bare ASIN when one marketplace only sells it.",
    )


class VersionPath(ProductPath):
    n: int = Field(ge=1, le=999_999_999, description="The version.")


class ReviewPath(ProductPath):
    review_id: str = Field(
        min_length=1,
        max_length=200,
        description="As lists, quotes and summaries name it; percent-encoded.",
    )


class ReviewWhere(Given):
    issue: Code | None = Field(None, description="Reviews that report this issue.")
    sentiment: Sentiment | None = Field(None, description="Reviews of this sentiment.")
    rating: int | None = Field(None, ge=1, le=5, description="Reviews with this many stars.")
    as_of: Instant | None = Field(None, description="Reviews as read at this time.")


class ReviewQuery(Listed, ReviewWhere):
    pass


class VersionHead(Answer):
    """Where a version comes from."""

    version: int
    created_at: Moment
    run_id: str
    engine: str
    model_version: str
    prompt_version: str
    taxonomy_version: str
    inputs_hash: str
    reviews: int
    analysed: int
    tokens: int
    cost_usd: CostUsd


class VersionPage(Answer):
    """Newest first."""

    items: tuple[VersionHead, ...]
    cursor: Cursor


class Issue(Answer):
    """star_impact: stars the mean rating loses to it; severity: the worst reported.

    star_impact_low and star_impact_high: its 95 % interval, null when there is not enough data.
    """

    code: str
    name: str
    mentions: int
    share: Share
    star_impact: float
    star_impact_low: float | None
    star_impact_high: float | None
    severity: Severity
    first_day: date
    last_day: date
    quotes: tuple[Quote, ...]


class SummarySentence(Answer):
    """A sentence and the reviews it rests on."""

    text: str
    review_ids: tuple[str, ...]


class Insight(Answer):
    """One immutable version. aspects: positive, neutral and negative mentions by aspect."""

    head: VersionHead
    is_latest: bool
    ratings: Ratings = RATINGS
    mean_rating: float | None
    sentiment: SentimentShares
    unanalysed: dict[AnalysisStatus, int]
    issues: tuple[Issue, ...]
    aspects: dict[str, tuple[int, int, int]]
    summary: tuple[SummarySentence, ...]
    rejected_quotes: int
    rejected_labels: int


class InCategory(Answer):
    """An issue's share here and in the category's other products.

    ratio: here over others, with its 95 % interval, null when there is not enough data.
    """

    code: str
    name: str
    here: Share
    others: Share
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    standing: Standing


class IssueTrend(Answer):
    """An issue by week over the last quarter, and its share of late against the time before."""

    code: str
    points: tuple[IssuePoint, ...]
    window: WindowShare


class Shown(Answer):
    """From `at` on, `version` was shown."""

    at: Moment
    version: int


class PricePoint(Answer):
    """The price from `day` on."""

    day: date
    price: Decimal
    currency: str | None


class ProductDetail(Answer):
    """A product as shown at `day`: its card, its insight, and figures computed for that day.

    in_category is empty when the category's figures are not known for the day. Prices are as
    collected, one for every change of price.
    """

    product: ProductCard = Field(validation_alias="card")
    day: date
    cached: bool = Field(
        description="The day's figures were computed before; false: for this answer."
    )
    stale_at: Moment | None = Field(
        description="When they are due to be computed anew. A later read answers at once all the "
        "same and has that done in the background, once. Null with as_of: the past stays."
    )
    insight: Insight
    window: WindowShare
    rising: tuple[Rise, ...]
    attention: Attention
    trend: tuple[TrendPoint, ...] = Field(description="The last year by week.")
    daily: tuple[TrendPoint, ...] = Field(description="The last 90 days.")
    issue_trends: tuple[IssueTrend, ...]
    in_category: tuple[InCategory, ...]
    moves: tuple[Shown, ...] = Field(description="Which version was shown when, newest first.")
    prices: tuple[PricePoint, ...]


SparseDetail: Any = sparse(
    "SparseDetail",
    ProductDetail,
    ("product",),
    "The parts of a ProductDetail that were asked for, and its product.",
)


class ShownProduct(RootModel[ProductDetail | SparseDetail]):
    """A product's page: whole, or with `fields` the parts that were asked for."""

    model_config = ConfigDict(frozen=True, defer_build=True, hide_input_in_errors=True)


def _parts(text: str) -> str:
    unknown = sorted(set(text.split(",")) - set(ProductDetail.model_fields))
    if unknown:
        message = f"a product's page has no {', '.join(unknown)[:200]}"
        raise ValueError(message)
    return text


class ProductAt(Given):
    as_of: Instant | None = Field(None, description="Show what was shown at this time.")
    fields: Annotated[str, AfterValidator(_parts)] | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Answer with these parts only: names with commas between.",
        examples=["insight,rising"],
    )
