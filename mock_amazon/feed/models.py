"""What a feed or reviews request asks for."""

from dataclasses import dataclass

from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.shelf import Scope

EMBEDDED = 25
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the feed; `day` is the snapshot the whole walk is made on."""

    seller_id: str
    place: str
    scopes: tuple[Scope, ...]
    offset: int
    limit: int
    day: int
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """One page of a product's reviews, newest first, on a snapshot day."""

    listing: Listing
    offset: int
    limit: int
    day: int
    repeat: bool = False
