"""FeedbackStore in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from shelfsignal.insights.domain.feedback import cleaned
from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import OrgId, ProductId


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
