"""Amazon's topics to build tests of feedback from."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from shelfsignal.kernel.customer_feedback import (
    CustomerFeedback,
    FeedbackSide,
    FeedbackSubtopic,
    FeedbackTopic,
    TopicMetrics,
)
from shelfsignal.kernel.ids import Asin, Marketplace
from tests.builders.insights import DAY, NOON


def a_topic(
    name: str = "Battery life",
    percentage: float | None = 20.0,
    side: FeedbackSide = FeedbackSide.NEGATIVE,
    subtopics: Sequence[str] = (),
    **changes: object,
) -> FeedbackTopic:
    fields: dict[str, object] = {
        "name": name,
        "side": side,
        "metrics": TopicMetrics(
            mentions=12, occurrence_percentage=percentage, star_rating_impact=-0.4
        ),
        "subtopics": tuple(FeedbackSubtopic(name=each) for each in subtopics),
    }
    return FeedbackTopic.model_validate(fields | changes)


def a_feedback(
    *topics: FeedbackTopic,
    number: int = 1,
    fetched_at: datetime = NOON,
    from_date: date | None = DAY - timedelta(days=365),
    to_date: date | None = DAY,
) -> CustomerFeedback:
    """Of product `number` of the other builders."""
    return CustomerFeedback(
        asin=Asin(f"B{number:09d}"),
        marketplace=Marketplace.US,
        fetched_at=fetched_at,
        from_date=from_date,
        to_date=to_date,
        topics=topics,
    )
