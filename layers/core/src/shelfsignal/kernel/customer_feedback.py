"""What Amazon itself says buyers talk about: Customer Feedback's topics of one product.

Amazon's aggregates, not ours: kept beside our own issues, compared with them, never mixed in. From
Customer Feedback 2024-06-01, `getItemReviewTopics`.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, product_id


class FeedbackSide(StrEnum):
    """Whether Amazon lists the topic among the negative or the positive ones."""

    NEGATIVE = "negative"
    POSITIVE = "positive"


class _Document(BaseModel):
    # A validation error ends in the logs; a snippet of a review must not.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class TopicMetrics(_Document):
    """mentions: reviews that speak of it. occurrence_percentage: 0-100, of the reviews in range.
    star_rating_impact: stars, negative where the topic costs some. None: Amazon does not say.
    """

    mentions: int | None = Field(default=None, ge=0)
    occurrence_percentage: float | None = Field(default=None, ge=0, le=100)
    star_rating_impact: float | None = None


class FeedbackSubtopic(_Document):
    """A narrower topic within one; snippets are Amazon's excerpts of reviews, plain text."""

    name: str
    metrics: TopicMetrics = TopicMetrics()
    snippets: tuple[str, ...] = ()


class FeedbackTopic(_Document):
    """A topic in Amazon's words. parent: the same over all variations; browse_node: over the
    products of its category (mentions are not given there)."""

    name: str
    side: FeedbackSide
    metrics: TopicMetrics = TopicMetrics()
    parent: TopicMetrics | None = None
    browse_node: TopicMetrics | None = None
    snippets: tuple[str, ...] = ()
    subtopics: tuple[FeedbackSubtopic, ...] = ()


class CustomerFeedback(_Document):
    """One answer. from_date and to_date bound the reviews Amazon read, as it says; no topics: it
    has nothing to tell of the product (HTTP 204)."""

    asin: Asin
    marketplace: Marketplace
    fetched_at: datetime
    from_date: date | None = None
    to_date: date | None = None
    topics: tuple[FeedbackTopic, ...] = ()

    @property
    def product_id(self) -> ProductId:
        return product_id(self.marketplace, self.asin)
