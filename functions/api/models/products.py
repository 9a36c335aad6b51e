"""Products: lists, the latest insight, versions and reviews."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from functions.api.models.figures import (
    RATINGS,
    Attention,
    AttentionPart,
    Quote,
    Ratings,
    Rise,
    SentimentShares,
    Share,
    TrendPoint,
    WindowShare,
)
from shelfsignal.insights.domain.analysis import AnalysisStatus, Sentiment, Severity
from shelfsignal.insights.domain.in_category import Standing
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.runtime.web.fields import (
    Answer,
    Code,
    CostUsd,
    Cursor,
    Given,
    Instant,
    Listed,
    Moment,
    Name,
)


class SortBy(StrEnum):
    ATTENTION = "attention"
    NEGATIVE_SHARE = "negative_share"
    REVIEW_COUNT = "review_count"
    LAST_CHANGE = "last_change"


class Order(StrEnum):
    ASC = "asc"
    DESC = "desc"


class ProductQuery(Listed):
    """Every filter that is given has to hold."""

    brand: Name | None = Field(None, description="Exactly this brand.")
    category: Name | None = Field(None, description="Exactly this category.")
    marketplace: Marketplace | None = Field(None, description="Sold there.")
    sentiment: Sentiment | None = Field(None, description="The prevailing one.")
    issue: Code | None = Field(None, description="A code among the product's costliest issues.")
    rating: int | None = Field(None, ge=1, le=5, description="Mean rating, rounded to stars.")
    q: Name | None = Field(None, description="Words that all stand in title, brand or ASIN.")
    sort: SortBy = Field(SortBy.ATTENTION, description="What the list is sorted by.")
    order: Order = Field(Order.DESC, description="Which end comes first.")


class ProductPath(Given):
    product_id: str = Field(
        pattern=r"^([A-Z]{2}-)?[A-Z0-9]{10}$",
        description="US-B07X6C9RMF, or a bare ASIN when one marketplace only sells it.",
    )


class VersionPath(ProductPath):
    n: int = Field(ge=1, le=999_999_999, description="The version.")


class ProductAt(Given):
    as_of: Instant | None = Field(None, description="Show what was shown at this time.")


class ReviewQuery(Listed):
    issue: Code | None = Field(None, description="Reviews that report this issue.")
    sentiment: Sentiment | None = Field(None, description="Reviews of this sentiment.")
    as_of: Instant | None = Field(None, description="Reviews as read at this time.")


class CardIssue(Answer):
    """One of the costliest issues; rising_since is null when it is not on the rise."""

    code: str
    name: str
    mentions: int
    star_impact: float
    rising_since: date | None


class ProductCard(Answer):
    """A product in a list. Shares are of the analysed reviews, null when they are too few."""

    product_id: str
    asin: str
    marketplace: Marketplace
    seller_id: str
    parent_asin: str | None
    title: str
    brand: str
    category: str
    image_url: str | None
    price: Decimal | None
    currency: str | None
    reviews: int
    analysed: int
    mean_rating: float | None
    sentiment: Sentiment | None
    positive_share: float | None
    neutral_share: float | None
    negative_share: float | None
    negative_low: float | None
    negative_high: float | None
    attention: float
    attention_parts: tuple[AttentionPart, ...]
    attention_since: date | None
    issues: tuple[CardIssue, ...]
    held_reviews: int
    version: int
    last_change: Moment


class ProductPage(Answer):
    """A short page with a cursor is not the end: rare combinations of filters take several."""

    items: tuple[ProductCard, ...]
    cursor: Cursor


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


class ProductDetail(Answer):
    """A product as shown at `day`: its card, its insight, and figures computed for that day.

    in_category is empty when the category's figures are not known for the day.
    """

    product: ProductCard
    day: date
    insight: Insight
    window: WindowShare
    rising: tuple[Rise, ...]
    attention: Attention
    trend: tuple[TrendPoint, ...]
    in_category: tuple[InCategory, ...]
