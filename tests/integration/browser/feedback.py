"""What Amazon says of a product, put where analysis keeps it: the stack's runs read the feed, which
brings none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from local.stack import LocalStack
from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo.rows import product_pk
from shelfsignal.insights.domain.amazon_topics import load_topics
from shelfsignal.insights.domain.feedback import KEPT_FOR
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.customer_feedback import (
    CustomerFeedback,
    FeedbackSide,
    FeedbackSubtopic,
    FeedbackTopic,
    TopicMetrics,
)
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId
from tests.integration.browser.dashboard import IMAGE, SCRIPT
from tests.integration.driving import Json, get

NAME = f"Giftability {SCRIPT}"
SNIPPET = f"Wrapped in haste {IMAGE}"


@dataclass(frozen=True)
class Told:
    """The product Amazon speaks of, and the name it has for the product's costliest issue."""

    product_id: str
    issue: Json
    topic: str


def plant_feedback(stack: LocalStack) -> Told:
    """Of the product that needs attention most: a topic for its first issue, one of Amazon's alone
    with a hostile name, and one of praise."""
    card = get(stack, "/v1/products", limit=1)["items"][0]
    detail = get(stack, f"/v1/products/{card['product_id']}")
    issue = detail["insight"]["issues"][0]
    told = Told(card["product_id"], issue, _name_of(issue["code"]))
    day = date.fromisoformat(detail["day"])
    feedback = CustomerFeedback(
        asin=Asin(card["asin"]),
        marketplace=Marketplace(card["marketplace"]),
        fetched_at=datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
        from_date=day - timedelta(days=3650),
        to_date=day,
        topics=(
            _topic(told.topic, 100 * (issue["share"]["value"] or 0.2), FeedbackSide.NEGATIVE),
            _topic(NAME, 4.0, FeedbackSide.NEGATIVE),
            _topic("Quality", 12.0, FeedbackSide.POSITIVE),
        ),
    )
    _put(stack, feedback)
    return told


def _name_of(code: str) -> str:
    """Words that mean this issue and no other."""
    table = load_topics().entry_by_words
    found = (words for words, each in table.items() if each.meaning.issues == {code})
    return " ".join(next(found)).capitalize()


def _topic(name: str, percentage: float, side: FeedbackSide) -> FeedbackTopic:
    metrics = TopicMetrics(mentions=9, occurrence_percentage=percentage, star_rating_impact=-0.2)
    return FeedbackTopic(
        name=name,
        side=side,
        metrics=metrics,
        parent=metrics,
        snippets=(SNIPPET, "another one"),
        subtopics=(FeedbackSubtopic(name=f"{name}, in part", metrics=metrics),),
    )


def _put(stack: LocalStack, feedback: CustomerFeedback) -> None:
    pk = product_pk(OrgId("demo"), ProductId(feedback.product_id))
    expires_at = int((feedback.fetched_at + KEPT_FOR).timestamp())
    stack.clients("dynamodb").put_item(
        TableName=stack.outputs["InsightsTable"],
        Item={
            "pk": {"S": pk},
            "sk": {"S": f"FEEDBACK#{to_z(feedback.fetched_at)}"},
            "feedback": {"B": codec.pack(feedback, CustomerFeedback)},
            "expires_at": {"N": str(expires_at)},
        },
    )
