"""What is to be fetched of a product beyond its page: reviews, and what Amazon says buyers say.

Pure rules over what is remembered of the product; memories passed in are trusted ones, see
services.page_intake.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from shelfsignal.collection.domain.jobs import Mark
from shelfsignal.collection.domain.products import CompleteListing, ProductMemory, reviews_digest
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.ids import Asin, RunId

# Four hours of questions at one a second, most of them beside the walk over the pages.
MOST_A_RUN: Final = 14_400


class ReviewTails(StrEnum):
    """EMBEDDED: a page embeds the newest reviews, a token leads to the rest. ASKED: reviews are
    asked for by product, and what is new since a moment. NONE: the source has no review texts."""

    EMBEDDED = "embedded"
    ASKED = "asked"
    NONE = "none"


@dataclass(frozen=True)
class TailTerms:
    """Of a run: whole_days is how old a whole review listing may get; shop_products how many
    products the scope has, where that is known; may_ask_feedback is False while Amazon is known to
    refuse it."""

    run_id: RunId
    day: date
    whole_days: int
    shop_products: int | None = None
    may_ask_feedback: bool = True


@dataclass(frozen=True)
class ReviewWalk:
    """A walk over a product's reviews: from token on; known: up to where all is known, None when
    the whole listing is to be fetched."""

    token: str | None = None
    known: Mark | None = None


@dataclass(frozen=True)
class TailRules:
    """feedback_days: how old a product's Customer Feedback may get; 0: it is never asked for."""

    reviews: ReviewTails = ReviewTails.EMBEDDED
    feedback_days: int = 0

    def walk(
        self, listing: ProductListing, memory: ProductMemory | None, terms: TailTerms
    ) -> ReviewWalk | None:
        """The reviews to fetch; None: what the page brought is all there is to know."""
        complete = memory.complete if memory else None
        if self.reviews is ReviewTails.EMBEDDED:
            due = needs_tail(listing, complete, terms)
            return ReviewWalk(listing.tail_token) if due else None
        if self.reviews is ReviewTails.NONE:
            return None
        if complete is None or complete.run_id == terms.run_id or _is_old(complete, terms):
            return ReviewWalk()
        return ReviewWalk(known=complete.mark)

    def is_feedback_due(self, asin: Asin, memory: ProductMemory | None, terms: TailTerms) -> bool:
        """Whether Amazon is to be asked for its Customer Feedback."""
        if not self.feedback_days or not terms.may_ask_feedback:
            return False
        asked = memory.feedback if memory else None
        if asked is not None:
            if asked.run_id == terms.run_id:
                return True
            if (terms.day - asked.day).days < self.feedback_days:
                return False
        return _is_its_turn(asin, terms)


def needs_tail(listing: ProductListing, complete: CompleteListing | None, terms: TailTerms) -> bool:
    """Whether the reviews beyond the feed's newest are to be fetched.

    `complete` is None when there was never a complete listing, or one whose analysis did not
    happen. A listing completed by this very run stays flagged, so that a page walked again comes
    out the same.
    """
    if listing.tail_token is None:
        return False
    if complete is None or complete.run_id == terms.run_id or _is_old(complete, terms):
        return True
    now = (listing.product.review_count, reviews_digest(listing.reviews))
    return now != (complete.review_count, complete.digest)


def _is_old(complete: CompleteListing, terms: TailTerms) -> bool:
    return (terms.day - complete.day).days >= terms.whole_days


def _is_its_turn(asin: Asin, terms: TailTerms) -> bool:
    """In a shop too large for one run a part of what is due, another one each day."""
    if terms.shop_products is None or terms.shop_products <= MOST_A_RUN:
        return True
    drawn = int.from_bytes(blake2b(f"{terms.day}{asin}".encode(), digest_size=4).digest())
    return drawn * terms.shop_products < MOST_A_RUN * 2**32
