"""FeedbackStore in memory, and FeedbackReads over products put in by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from shelfsignal.insights.domain.feedback import cleaned
from shelfsignal.insights.domain.feedback_views import FeedbackView
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import OrgId, ProductId
from tests.builders.feedback import a_feedback_view


@dataclass
class FakeFeedback:
    """burn is called before each write that is one."""

    burn: Callable[[], None] = lambda: None
    kept: dict[tuple[OrgId, ProductId, datetime], CustomerFeedback] = field(default_factory=dict)

    def put(self, org: OrgId, feedback: CustomerFeedback) -> None:
        key = (org, feedback.product_id, feedback.fetched_at)
        if key not in self.kept:
            self.burn()
            self.kept[key] = cleaned(feedback)

    def newest(
        self, org: OrgId, product: ProductId, until: datetime | None = None
    ) -> CustomerFeedback | None:
        found = (
            (at, feedback)
            for (owner, one, at), feedback in self.kept.items()
            if (owner, one) == (org, product) and (until is None or at <= until)
        )
        return max(found, key=lambda each: each[0], default=(None, None))[1]


@dataclass
class MemoryFeedback:
    """Says the same of every product that `insights` has; asked: the moment last asked for."""

    insights: InsightReads
    view: FeedbackView = field(default_factory=a_feedback_view)
    asked: datetime | None = None

    def seen_by(self, brands: frozenset[str] | None) -> "MemoryFeedback":
        self.insights.seen_by(brands)
        return self

    def compare(self, org: OrgId, product: str, *, as_of: datetime | None = None) -> FeedbackView:
        self.asked = as_of
        return replace(self.view, product_id=self.insights.resolve(org, product))
