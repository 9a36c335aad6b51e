"""What a run brought of one product: the page's listing and the tail, as one thing with hashes.

The hashes say whether anything an insight is computed from has changed; helpful votes, reviewer
names and the order of the reviews are not part of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot, Review
from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import Asin, ProductId, ReviewId


def content_hash(review: Review) -> str:
    """Over title, text, rating and date; each part is preceded by its length, so none can leak."""
    moment = int(review.review_date.timestamp() * 1000)
    text = f"{review.rating}|{moment}|{len(review.title)}|{review.title}|{review.body}"
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def set_hash(kind: str, hash_by_id: Iterable[tuple[ReviewId, str]]) -> str:
    """Over a set of reviews, whatever their order."""
    lines = "\n".join(f"{review}:{content}" for review, content in sorted(hash_by_id))
    return blake2b(f"{kind}\n{lines}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Delivery:
    """A product as delivered. is_complete: a review absent here is absent at the source.

    listing_hashes: of the page's listing and, where there is a tail, of both together. feedback:
    the newest that came along; it is in no hash.
    """

    product: ProductSnapshot
    review_by_id: Mapping[ReviewId, Review]
    hash_by_id: Mapping[ReviewId, str]
    is_complete: bool
    listing_hashes: tuple[str, ...]
    feedback: CustomerFeedback | None = None

    @property
    def main_hash(self) -> str:
        """The hash of everything delivered."""
        return self.listing_hashes[-1]


Tails = Callable[[Asin], ProductListing | None]


def by_product(listings: Iterable[ProductListing]) -> list[list[ProductListing]]:
    """The listings of each product, in the order the products come in."""
    found: dict[ProductId, list[ProductListing]] = {}
    for listing in listings:
        found.setdefault(listing.product.product_id, []).append(listing)
    return list(found.values())


def delivered(listings: list[ProductListing], tail_of: Tails) -> Delivery:
    """One product's listings of a page, with its tail where one of them needs it."""
    needs_tail = any(listing.needs_tail for listing in listings)
    return deliver(listings, tail_of(listings[0].product.asin) if needs_tail else None)


def deliver(listings: list[ProductListing], tail: ProductListing | None = None) -> Delivery:
    """One product's listings of a page (more than one when the feed repeats it) and its tail.

    The tail was fetched later, so its reading of a review wins; a listing that still needs its tail
    is partial whatever it says.
    """
    page = _reviews(listings)
    page_hashes = {review: content_hash(each) for review, each in page.items()}
    is_complete = any(
        each.kind is ListingKind.COMPLETE and not each.needs_tail for each in listings
    )
    page_hash = set_hash(_kind(is_complete), page_hashes.items())
    product = max(listings, key=lambda each: each.fetched_at).product
    feedback = _feedback(product, listings if tail is None else [*listings, tail])
    if tail is None:
        return Delivery(product, page, page_hashes, is_complete, (page_hash,), feedback)
    rest = _reviews([tail])
    hashes = page_hashes | {review: content_hash(each) for review, each in rest.items()}
    is_complete = is_complete or tail.kind is ListingKind.COMPLETE
    both = set_hash(_kind(is_complete), hashes.items())
    return Delivery(product, page | rest, hashes, is_complete, (page_hash, both), feedback)


def _feedback(
    product: ProductSnapshot, listings: Iterable[ProductListing]
) -> CustomerFeedback | None:
    """What was fetched last of this product; another's, come with it by mistake, is not taken."""
    found = (
        one.feedback
        for one in listings
        if one.feedback is not None and one.feedback.product_id == product.product_id
    )
    return max(found, key=lambda each: each.fetched_at, default=None)


def _kind(is_complete: bool) -> str:
    return ListingKind.COMPLETE if is_complete else ListingKind.PARTIAL


def _reviews(listings: list[ProductListing]) -> dict[ReviewId, Review]:
    """A review that one listing repeats counts once: as it reads at its latest date."""
    found: dict[ReviewId, Review] = {}
    for listing in listings:
        for review in listing.reviews:
            seen = found.get(review.review_id)
            if seen is None or _order(review) > _order(seen):
                found[review.review_id] = review
    return found


def _order(review: Review) -> tuple[float, str]:
    return review.review_date.timestamp(), content_hash(review)
