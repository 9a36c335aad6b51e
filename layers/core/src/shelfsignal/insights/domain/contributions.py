"""What one product adds to the rollups, and what one batch leaves behind in S3.

Contributions are kept a product, not summed a batch: a product that a later run did not reach can
then still be counted from the run before, and a review shared by variations can be taken out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.attention import Assessment
from shelfsignal.insights.domain.body import FamilyReview, InsightBody, sentiment_shares
from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.figures import Quote, Ratings, Rise
from shelfsignal.insights.domain.series import DayCounts
from shelfsignal.insights.domain.views import NeedsAttention
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, RunId
from shelfsignal.kernel.progress import BUDGET_EXHAUSTED


@dataclass(frozen=True, slots=True)
class IssueContribution:
    code: str
    mentions: int
    loss: float
    count_by_day: dict[int, int]
    quote: Quote | None
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Contribution:
    """A product's figures in the form that adds up; rises are those of `tests` that were called."""

    product_id: ProductId
    marketplace: Marketplace
    brand: str
    category: str
    parent_asin: Asin | None
    ratings: Ratings
    days: tuple[DayCounts, ...]
    issues: tuple[IssueContribution, ...]
    attention: NeedsAttention
    family: tuple[FamilyReview, ...] = ()
    rises: tuple[Rise, ...] = ()
    tests: int = 0

    @property
    def prevailing(self) -> Sentiment | None:
        """What most of its reviews say; None when too few were read."""
        counts = (
            sum(row.positive for row in self.days),
            sum(row.neutral for row in self.days),
            sum(row.negative for row in self.days),
        )
        return sentiment_shares(counts).dominant


def contribute(card: Card, body: InsightBody, assessment: Assessment) -> Contribution:
    """The contribution of a product whose figures were assessed for the run's day."""
    attention = assessment.attention
    return Contribution(
        product_id=card.product_id,
        marketplace=card.marketplace,
        brand=card.brand,
        category=card.category,
        parent_asin=card.parent_asin,
        ratings=body.ratings,
        days=body.days,
        issues=tuple(
            IssueContribution(
                issue.figures.code,
                issue.figures.mentions,
                issue.loss,
                issue.count_by_day,
                issue.figures.quotes[0] if issue.figures.quotes else None,
                issue.variance,
            )
            for issue in body.issues
        ),
        attention=NeedsAttention(
            product_id=card.product_id,
            title=card.title,
            brand=card.brand,
            category=card.category,
            score=attention.score,
            reasons=tuple(part.why for part in attention.parts),
            since=attention.since,
            version=card.version,
        ),
        family=body.family if card.parent_asin else (),
        rises=assessment.rising,
        tests=assessment.tests,
    )


@dataclass(frozen=True, slots=True)
class ProductFailure:
    """A product that could not be analysed, and why; its last insight stays shown."""

    product_id: ProductId
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The outcome of one batch: totals for the run's closing, contributions for its rollups.

    reviews: delivered with the products that succeeded; reviews_analysed, versions_written, tokens
    and cost_usd belong to this run however often the batch was tried; dropped counts by reason;
    held_reviews are kept although a complete listing lacks them; unread: the reviews by product
    that there was no money to have read.
    """

    run_id: RunId
    day: date
    batch: str
    products: int
    reviews: int
    reviews_analysed: int
    versions_written: int
    held_reviews: int
    failures: tuple[ProductFailure, ...]
    dropped: Mapping[str, int]
    tokens: int
    cost_usd: Decimal
    engine: str
    contributions: tuple[Contribution, ...] = field(default=())
    unread: Mapping[ProductId, int] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """True when trying the batch again could bring nothing."""
        return not self.failures and BUDGET_EXHAUSTED not in self.dropped
