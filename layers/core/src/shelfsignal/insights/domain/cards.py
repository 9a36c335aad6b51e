"""The listing card: what a list of products shows of one, small enough to be stored once a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.attention import Assessment
from shelfsignal.insights.domain.body import InsightBody, IssueBody
from shelfsignal.insights.domain.figures import AttentionPart, Rise
from shelfsignal.insights.domain.names import NAME, names_of
from shelfsignal.insights.domain.sparkline import Spark, first_week, weekly
from shelfsignal.insights.domain.versions import Latest
from shelfsignal.kernel.catalogue import ProductSnapshot
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId, SellerId

MAX_TITLE_CHARS: Final = 140
MAX_WHY_CHARS: Final = 110
CARD_ISSUES: Final = 3
MAX_PRICES: Final = 100
LAYOUT: Final = 2
"""Moves when what a card says changes, so that every stored card is written anew."""


_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Sort(StrEnum):
    """Orders a list can be read in; the value is the name of the index that holds the order."""

    ATTENTION = "by_attention"
    NEGATIVE_SHARE = "by_negative_share"
    REVIEW_COUNT = "by_review_count"
    LAST_CHANGE = "by_last_change"


@dataclass(frozen=True, slots=True)
class CardIssue:
    """One of the card's costliest issues; rising_since is None when it is not on the rise.

    share: of the card's analysed reviews, None below the minimum n.
    """

    code: str
    name: str
    mentions: int
    star_impact: float
    rising_since: date | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class PricePoint:
    """The price from `day` on, as the source said it first."""

    day: date
    price: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. Shares are of the analysed reviews, None below the minimum n.

    negative_low and negative_high are the 95 % interval; held_reviews counts reviews that vanished
    from the source all at once and are kept until that is confirmed; price in `currency`, since
    price_changed_on (None: as long as it is known). sentiments: positive, neutral and negative
    reviews, of `analysed`. spark: (negative, analysed) a week from the Monday spark_from on, empty
    when nothing was read in the quarter.
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
    held_reviews: int = 0
    reviews: int = 0
    analysed: int = 0
    mean_rating: float | None = None
    sentiment: Sentiment | None = None
    positive_share: float | None = None
    neutral_share: float | None = None
    negative_share: float | None = None
    negative_low: float | None = None
    negative_high: float | None = None
    sentiments: tuple[int, int, int] = (0, 0, 0)
    spark_from: date | None = None
    spark: Spark = ()
    previous_price: Decimal | None = None
    price_changed_on: date | None = None
    attention: float = 0.0
    attention_parts: tuple[AttentionPart, ...] = ()
    attention_since: date | None = None
    issues: tuple[CardIssue, ...] = ()
    version: int = 0
    last_change: datetime = _NEVER


def make_card(
    product: ProductSnapshot, body: InsightBody, assessment: Assessment, latest: Latest
) -> Card:
    """The card of a product as of the assessment's day.

    Sales rank and helpful votes stay out: what moves every day would rewrite every list every day.
    """
    card = replace(described(product), held_reviews=latest.hold.reviews)
    return restate(card, body, assessment, latest.version, latest.moved_at)


def described(product: ProductSnapshot) -> Card:
    """A card without figures."""
    return Card(
        product_id=product.product_id,
        asin=product.asin,
        marketplace=product.marketplace,
        seller_id=product.seller_id,
        parent_asin=product.parent_asin,
        title=_cut(product.title, MAX_TITLE_CHARS),
        brand=product.brand,
        category=product.category,
        image_url=product.image_url,
        price=product.price,
        currency=product.currency,
    )


def restate(
    card: Card, body: InsightBody, assessment: Assessment, version: int, changed_at: datetime
) -> Card:
    """The same product with the figures of a version on a day."""
    shares, spark = body.sentiment, weekly(body.days, assessment.day)
    return replace(
        card,
        reviews=body.reviews,
        analysed=body.analysed,
        mean_rating=body.mean_rating,
        sentiment=shares.dominant,
        positive_share=shares.positive.value,
        neutral_share=shares.neutral.value,
        negative_share=shares.negative.value,
        negative_low=shares.negative.low,
        negative_high=shares.negative.high,
        sentiments=body.sentiments,
        spark_from=first_week(assessment.day) if spark else None,
        spark=spark,
        attention=assessment.attention.score,
        attention_parts=tuple(_short(part) for part in assessment.attention.parts),
        attention_since=assessment.attention.since,
        issues=tuple(_issues(body.issues, assessment.rising)),
        version=version,
        last_change=changed_at,
    )


def with_prices(card: Card, known: tuple[PricePoint, ...], day: date) -> StoredPrices:
    """The card beside its price before, and the prices known with this one; the newest are kept."""
    prices = known
    if card.price is not None and (not known or known[-1].price != card.price):
        prices = (*known, PricePoint(day, card.price, card.currency))[-MAX_PRICES:]
    if len(prices) > 1 and card.price is not None:
        card = replace(card, previous_price=prices[-2].price, price_changed_on=prices[-1].day)
    return card, prices


StoredPrices = tuple[Card, tuple[PricePoint, ...]]


def _issues(issues: tuple[IssueBody, ...], rising: tuple[Rise, ...]) -> Iterable[CardIssue]:
    since = {rise.code: rise.start for rise in rising}
    for issue in issues[:CARD_ISSUES]:
        figures = issue.figures
        yield CardIssue(
            figures.code,
            figures.name,
            figures.mentions,
            figures.star_impact,
            since.get(figures.code),
            figures.share.value,
        )


def _short(part: AttentionPart) -> AttentionPart:
    return AttentionPart(part.name, part.points, part.maximum, _cut(part.why, MAX_WHY_CHARS))


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"


def facets_of(card: Card, body: InsightBody) -> frozenset[str]:
    """The lists a product stands in: one of every issue it has, or the counts would not agree.

    What it is found by while somebody types is kept with them, as NAME#<letters>.
    """
    facets = {
        ALL_PRODUCTS,
        facet("BRAND", card.brand),
        facet("CATEGORY", card.category),
        facet("MARKETPLACE", card.marketplace),
    }
    if card.sentiment is not None:
        facets.add(facet("SENTIMENT", card.sentiment))
    if card.parent_asin:
        facets.add(facet("FAMILY", card.parent_asin))
    facets.update(facet("ISSUE", issue.figures.code) for issue in body.issues)
    facets.update(facet(NAME, name) for name in names_of(card.title, card.asin))
    return frozenset(facets)


ALL_PRODUCTS: Final = "ALL"


def facet(kind: str, name: str) -> str:
    """The name of a list.

    >>> facet("BRAND", "Acme")
    'BRAND#Acme'
    """
    return f"{kind}#{name}"


def name_of(listed: str) -> str | None:
    """What a product is found by, when the list's name says that; else None."""
    kind, _, name = listed.partition("#")
    return name if kind == NAME else None


def sort_keys(card: Card) -> dict[Sort, str]:
    """Zero-padded text that sorts as the figure does; the product id makes it unique."""
    share = card.negative_share or 0.0
    return {
        Sort.ATTENTION: f"{round(card.attention * 10):04d}#{card.product_id}",
        Sort.NEGATIVE_SHARE: f"{round(share * 10_000):05d}#{card.product_id}",
        Sort.REVIEW_COUNT: f"{card.reviews:09d}#{card.product_id}",
        Sort.LAST_CHANGE: f"{to_z(card.last_change)}#{card.product_id}",
    }


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A card with the lists it stands in, or may stand in while is_settled is False.

    fingerprint: of the card as last written everywhere, "" while it is being written. prices: what
    was collected of them, oldest first; it stays with the product and is in no list.
    """

    card: Card
    facets: frozenset[str]
    fingerprint: str
    prices: tuple[PricePoint, ...] = ()

    @property
    def is_settled(self) -> bool:
        return self.fingerprint != ""


def fingerprint(card: Card, facets: frozenset[str]) -> str:
    """Changes when anything a list shows does."""
    return blake2b(f"{LAYOUT}{card!r}{sorted(facets)}".encode(), digest_size=12).hexdigest()
