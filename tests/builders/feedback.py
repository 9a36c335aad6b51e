"""Amazon's topics to build tests of feedback from."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from shelfsignal.insights.domain.amazon_topics import load_topics
from shelfsignal.insights.domain.analysis import Severity, TextField
from shelfsignal.insights.domain.feedback_rows import judge
from shelfsignal.insights.domain.feedback_views import (
    Compared,
    FeedbackRow,
    FeedbackState,
    FeedbackVerdict,
    FeedbackView,
    OurFigures,
)
from shelfsignal.insights.domain.figures import Quote
from shelfsignal.insights.domain.shares import share
from shelfsignal.kernel.customer_feedback import (
    CustomerFeedback,
    FeedbackSide,
    FeedbackSubtopic,
    FeedbackTopic,
    TopicMetrics,
)
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, ReviewId
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


def a_feedback_view(state: FeedbackState = FeedbackState.COMPARED) -> FeedbackView:
    """Battery on both sides, and a topic of each side alone."""
    quote = Quote(
        ReviewId("R1"), "the battery drains", TextField.BODY, 4, 22, 1, DAY, Severity.HIGH, 0.9
    )
    ours = OurFigures(
        ("battery",), (), ("Battery",), False, share(12, 60), 0.31, 0.18, 0.5, DAY, quote
    )
    topic = a_topic(snippets=("died in a week",), subtopics=("drains overnight",))
    rows = (
        FeedbackRow(topic.side, judge(20.0, ours.share), "Both say so.", topic, ours),
        FeedbackRow(topic.side, FeedbackVerdict.OURS_ONLY, "We alone.", None, ours),
        FeedbackRow(
            FeedbackSide.POSITIVE,
            FeedbackVerdict.AMAZON_ONLY,
            "Amazon alone.",
            a_topic("Giftability", 8.0, FeedbackSide.POSITIVE),
            None,
        ),
    )
    span = (DAY - timedelta(days=365), DAY)
    compared = Compared(NOON, *span, 3, DAY, load_topics().version, 64, 60, rows)
    if state is not FeedbackState.COMPARED:
        asked = None if state is FeedbackState.NEVER_ASKED else NOON
        return FeedbackView(ProductId("US-B07X6C9RMF"), state, "Nothing.", asked)
    return FeedbackView(ProductId("US-B07X6C9RMF"), state, "Both.", NOON, compared)
