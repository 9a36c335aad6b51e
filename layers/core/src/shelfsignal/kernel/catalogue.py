"""The canonical documents that collection writes and insights reads: products and their reviews.

Sources differ (the simple feed, a CSV export, a vendor's API); downstream of collection there is
only this shape. Reviewer names and ids are pseudonymised before they get here.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, ReviewId, SellerId, product_id

MAX_TEXT_CHARS = 20_000


class _Document(BaseModel):
    # A validation error ends in the logs; a review must not.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Review(_Document):
    """One canonical review (DESIGN: canonical review).

    rating is 1-5; review_date is UTC; language a BCP 47 tag or None when the source does not say;
    title and body are plain text of at most MAX_TEXT_CHARS characters, possibly empty.
    """

    review_id: ReviewId
    reviewer_id: str | None = None
    display_name: str | None = None
    rating: int = Field(ge=1, le=5)
    title: str = ""
    body: str = ""
    verified_purchase: bool = False
    helpful_votes: int = Field(default=0, ge=0)
    language: str | None = None
    review_date: datetime
    asin: Asin
    marketplace_id: str


class ProductSnapshot(_Document):
    """What a source said of a product at one moment. Prices are Decimal in the given currency."""

    asin: Asin
    marketplace: Marketplace
    seller_id: SellerId
    title: str
    brand: str
    category: str
    price: Decimal | None = None
    currency: str | None = None
    parent_asin: Asin | None = None
    image_url: str | None = None
    sales_rank: int | None = None
    average_rating: float | None = None
    review_count: int = Field(default=0, ge=0)

    @property
    def product_id(self) -> ProductId:
        return product_id(self.marketplace, self.asin)


class ListingKind(StrEnum):
    """COMPLETE: every review the source has, so an absent one was deleted. PARTIAL: only some."""

    COMPLETE = "complete"
    PARTIAL = "partial"


class ListingMeta(_Document):
    """How the listing was fetched; never part of what an insight is computed from."""

    pages_fetched: int = 1
    next_token: str | None = None
    fetch_duration_seconds: float = 0.0


class ProductListing(_Document):
    """A product and the reviews one fetch brought: one line of a normalised object.

    needs_tail says that the source has more to tell than is here and a tail is to be fetched;
    needs_feedback, that Customer Feedback is part of it. feedback is there when this fetch asked
    Amazon for it; it is no part of what a version is computed from.
    """

    job_id: str
    fetched_at: datetime
    product: ProductSnapshot
    kind: ListingKind
    needs_tail: bool = False
    needs_feedback: bool = False
    tail_token: str | None = None
    reviews: tuple[Review, ...] = ()
    feedback: CustomerFeedback | None = None
    meta: ListingMeta = ListingMeta()

    @property
    def reviews_count(self) -> int:
        return len(self.reviews)

    def to_document(self) -> dict[str, Any]:
        """The JSON of DESIGN's canonical review document, with the product beside it."""
        return {
            **self.model_dump(mode="json"),
            "seller_id": self.product.seller_id,
            "marketplace_id": self.product.marketplace.marketplace_id,
            "asin": self.product.asin,
            "reviews_count": self.reviews_count,
        }
