"""Operations of the source, their published buckets, and the tally of what was asked."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from shelfsignal.collection.domain.pace import Quota


class Operation(StrEnum):
    """Each has its own bucket. The first two are the simple feed's."""

    LIST_PRODUCTS = "listProducts"
    LIST_REVIEWS = "listReviews"
    PARTICIPATIONS = "getMarketplaceParticipations"
    LIST_REVIEW_TEXTS = "listReviewTexts"


QUOTAS: Final = {
    Operation.LIST_PRODUCTS: Quota(rate=5.0, burst=5),
    Operation.LIST_REVIEWS: Quota(rate=5.0, burst=5),
    Operation.PARTICIPATIONS: Quota(rate=0.016, burst=15),
    Operation.LIST_REVIEW_TEXTS: Quota(rate=2.0, burst=10),
}


@dataclass
class CallTally:
    """Requests sent since it was last emptied; rates are those the source announced."""

    requests: dict[Operation, int] = field(default_factory=dict)
    rates: dict[Operation, float] = field(default_factory=dict)
    http_429: int = 0
    retries: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None

    def sent(self, operation: Operation, at: datetime) -> None:
        self.requests[operation] = self.requests.get(operation, 0) + 1
        self.first_at = self.first_at or at
        self.last_at = at

    @property
    def total(self) -> int:
        return sum(self.requests.values())

    def empty(self) -> "CallTally":
        """What was tallied; starts again at nothing."""
        taken = CallTally(
            self.requests, self.rates, self.http_429, self.retries, self.first_at, self.last_at
        )
        self.requests, self.rates, self.http_429, self.retries = {}, {}, 0, 0
        self.first_at = self.last_at = None
        return taken
