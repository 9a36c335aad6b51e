"""What is remembered of a product between runs, and whether its whole review listing is due."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from shelfsignal.collection.domain.jobs import Mark
from shelfsignal.kernel.catalogue import ProductSnapshot, Review
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId, SellerId


@dataclass(frozen=True)
class CompleteListing:
    """The last time every review was fetched, and what the feed said of the product then.

    batch names the slice whose analysis took it in; until that is done the listing is not trusted.
    mark: how far the reviews reach, for a source that can be asked for what is new; run_id and
    batch are those of the last increment then, day still that of the whole.
    """

    day: date
    run_id: RunId
    batch: str
    review_count: int
    digest: str
    mark: Mark | None = None


@dataclass(frozen=True)
class FeedbackAsked:
    """The last time Amazon was asked for a product's Customer Feedback; trusted like a listing."""

    day: date
    run_id: RunId
    batch: str


@dataclass(frozen=True)
class ProductMemory:
    """The product item.

    Its face, when it was seen, where in which run, its last complete listing and Customer Feedback,
    and everything the source said of it then (None for one that was remembered before that was
    kept).
    """

    org_id: OrgId
    product_id: ProductId
    title: str
    brand: str
    category: str
    parent_asin: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    seen_run: RunId
    seen_walk: int
    seen_page: int
    complete: CompleteListing | None = None
    feedback: FeedbackAsked | None = None
    snapshot: ProductSnapshot | None = None

    def is_duplicate_of(self, run_id: RunId, seller_id: SellerId, walk: int, page: int) -> bool:
        """Whether the run already has this product: from another page of the same walk, or from
        another seller of the organisation, whose walks and pages are numbered on their own."""
        if self.seen_run != run_id:
            return False
        if self.snapshot and self.snapshot.seller_id != seller_id:
            return True
        return self.seen_walk == walk and self.seen_page != page


# Of a product that no run has listed yet.
UNBRANDED: Final = "Unbranded"
UNCATEGORISED: Final = "Uncategorised"


def brand_of(memory: ProductMemory | None) -> str:
    """The brand a product is shown under."""
    if memory is None:
        return UNBRANDED
    return memory.snapshot.brand if memory.snapshot else memory.brand


def snapshot_of(
    memory: ProductMemory | None, seller_id: SellerId, marketplace: Marketplace, asin: Asin
) -> ProductSnapshot:
    """What is known of a product whose reviews come without it.

    One that no run has listed yet bears its ASIN as a title, until a run does.
    """
    if memory and memory.snapshot:
        return memory.snapshot
    return ProductSnapshot(
        asin=asin,
        marketplace=marketplace,
        seller_id=seller_id,
        title=memory.title if memory else asin,
        brand=brand_of(memory),
        category=memory.category if memory else UNCATEGORISED,
        currency=marketplace.currency,
        parent_asin=Asin(memory.parent_asin) if memory and memory.parent_asin else None,
    )


def reviews_digest(reviews: Iterable[Review]) -> str:
    """A fingerprint of the reviews' content in the order given; votes do not count."""
    digest = hashlib.sha256()
    for review in reviews:
        line = "\x1f".join(
            (
                review.review_id,
                str(review.rating),
                review.title,
                review.body,
                str(review.review_date),
            )
        )
        digest.update(line.encode() + b"\x1e")
    return digest.hexdigest()[:32]
