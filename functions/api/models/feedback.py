"""Amazon says / we found: Amazon's Customer Feedback topics of a product beside our own issues."""

from datetime import date

from pydantic import Field

from functions.api.models.figures import Quote, Share
from shelfsignal.insights.domain.feedback_views import FeedbackState, FeedbackVerdict
from shelfsignal.kernel.customer_feedback import FeedbackSide
from shelfsignal.runtime.web.fields import Answer, Moment


class TopicMetrics(Answer):
    """As Amazon says; null where it does not.

    occurrence_percentage: 0-100, of the reviews in its range; star_rating_impact: in stars, by a
    formula that Amazon does not publish.
    """

    mentions: int | None
    occurrence_percentage: float | None
    star_rating_impact: float | None


class FeedbackSubtopic(Answer):
    """Its percentage may be of the topic's mentions: Amazon does not say."""

    name: str
    metrics: TopicMetrics
    snippets: tuple[str, ...]


class FeedbackTopic(Answer):
    """A topic in Amazon's words. Names and snippets are plain text of strangers.

    parent: over all variations; browse_node: over the products of its category.
    """

    name: str
    metrics: TopicMetrics
    parent: TopicMetrics | None
    browse_node: TopicMetrics | None
    snippets: tuple[str, ...]
    subtopics: tuple[FeedbackSubtopic, ...]


class OurFigures(Answer):
    """What we found of the topic in the reviews of Amazon's range.

    issues and aspects: our codes counted; is_wider: our label holds more than the topic; share: of
    the analysed reviews, each counted once; star_impact: stars the mean rating loses to the issues
    together, null for praise and when there is not enough data; rising_since: since when one of the
    issues is reported more often.
    """

    issues: tuple[str, ...]
    aspects: tuple[str, ...]
    names: tuple[str, ...]
    is_wider: bool
    share: Share
    star_impact: float | None
    star_impact_low: float | None
    star_impact_high: float | None
    rising_since: date | None
    quote: Quote | None


class FeedbackRow(Answer):
    """A topic on both sides; why: the verdict in words.

    amazon is null for ours_only, ours for amazon_only.
    """

    side: FeedbackSide
    verdict: FeedbackVerdict
    why: str
    amazon: FeedbackTopic | None
    ours: OurFigures | None


class Compared(Answer):
    """One answer of Amazon's against one version of our insight.

    from_date and to_date: the days Amazon says its reviews are of, null where it does not; reviews
    and analysed: ours of these days; day: what rising_since is stated for.
    """

    fetched_at: Moment
    from_date: date | None
    to_date: date | None
    version: int
    day: date
    topics_version: str
    reviews: int
    analysed: int
    rows: tuple[FeedbackRow, ...] = Field(description="Complaints first, the most said first.")


class ProductFeedback(Answer):
    """Where there is nothing to compare, `state` and `why` say so and `compared` is null."""

    product_id: str
    state: FeedbackState
    why: str
    asked_at: Moment | None = Field(description="When Amazon was last asked.")
    compared: Compared | None
