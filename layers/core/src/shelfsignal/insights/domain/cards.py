"""The listing card: what a list of products shows of one, small enough to be stored once a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.figures import AttentionPart
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, SellerId


class Sort(StrEnum):
    """Orders a list can be read in; the value is the name of the index that holds the order."""

    ATTENTION = "by_attention"
    NEGATIVE_SHARE = "by_negative_share"
    REVIEW_COUNT = "by_review_count"
    LAST_CHANGE = "by_last_change"


@dataclass(frozen=True, slots=True)
class CardIssue:
    """One of the card's costliest issues; rising_since is None when it is not on the rise."""

    code: str
    name: str
    mentions: int
    star_impact: float
    rising_since: date | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. Shares are of the analysed reviews, None below the minimum n.

    negative_low and negative_high are the 95 % interval; held_reviews counts reviews that vanished
    from the source all at once and are kept until that is confirmed; price in `currency`.
    """

    product_id: ProductId
    asin: Asin
    marketplace: Marketplace
    seller_id: SellerId
    parent_asin: Asin | None
    title: str
    brand: str
    category: str
    image_url: str | None
    price: Decimal | None
    currency: str | None
    reviews: int
    analysed: int
    mean_rating: float | None
    sentiment: Sentiment | None
    positive_share: float | None
    neutral_share: float | None
    negative_share: float | None
    negative_low: float | None
    negative_high: float | None
    attention: float
    attention_parts: tuple[AttentionPart, ...]
    attention_since: date | None
    issues: tuple[CardIssue, ...]
    held_reviews: int
    version: int
    last_change: datetime
