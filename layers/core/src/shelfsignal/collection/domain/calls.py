"""Operations of the source, their published buckets, and the tally of what was asked."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from shelfsignal.collection.domain.pace import Quota


class Operation(StrEnum):
    """Each has its own bucket, by Amazon's own names. The first three are extensions."""

    LIST_PRODUCTS = "listProducts"
    LIST_REVIEWS = "listReviews"
    LIST_REVIEW_TEXTS = "listReviewTexts"
    PARTICIPATIONS = "getMarketplaceParticipations"
    FEES_ESTIMATE = "getMyFeesEstimateForASIN"
    CREATE_REPORT = "createReport"
    GET_REPORT = "getReport"
    GET_REPORTS = "getReports"
    GET_REPORT_DOCUMENT = "getReportDocument"
    SEARCH_CATALOG_ITEMS = "searchCatalogItems"
    GET_COMPETITIVE_PRICING = "getCompetitivePricing"
    GET_ITEM_REVIEW_TOPICS = "getItemReviewTopics"

    @property
    def source(self) -> str:
        """The folder its raw answers are kept in."""
        return _SOURCES.get(self, "listings")


_SOURCES: Final = {
    Operation.LIST_PRODUCTS: "feed",
    Operation.LIST_REVIEWS: "feed",
    Operation.LIST_REVIEW_TEXTS: "review_texts",
    Operation.GET_ITEM_REVIEW_TOPICS: "customer_feedback",
}
# What products are asked for one by one, beside their pages.
OF_PRODUCTS: Final = frozenset(
    {Operation.LIST_REVIEWS, Operation.LIST_REVIEW_TEXTS, Operation.GET_ITEM_REVIEW_TOPICS}
)

QUOTAS: Final = {
    Operation.LIST_PRODUCTS: Quota(rate=5.0, burst=5),
    Operation.LIST_REVIEWS: Quota(rate=5.0, burst=5),
    Operation.LIST_REVIEW_TEXTS: Quota(rate=2.0, burst=10),
    Operation.PARTICIPATIONS: Quota(rate=0.016, burst=15),
    Operation.FEES_ESTIMATE: Quota(rate=1.0, burst=2),
    Operation.CREATE_REPORT: Quota(rate=0.0167, burst=15),
    Operation.GET_REPORT: Quota(rate=2.0, burst=15),
    Operation.GET_REPORTS: Quota(rate=0.0222, burst=10),
    Operation.GET_REPORT_DOCUMENT: Quota(rate=0.0167, burst=15),
    Operation.SEARCH_CATALOG_ITEMS: Quota(rate=2.0, burst=2),
    Operation.GET_COMPETITIVE_PRICING: Quota(rate=0.5, burst=1),
    # Not published by Amazon; what a bucket announces of itself counts from the first answer on.
    Operation.GET_ITEM_REVIEW_TOPICS: Quota(rate=1.0, burst=5),
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
