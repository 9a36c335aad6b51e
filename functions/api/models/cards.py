"""Products in lists: what a card says, what lists are asked by, and many at once."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, model_validator

from functions.api.models.figures import AttentionPart
from functions.api.models.sparse import sparse
from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.runtime.web.fields import Answer, Code, Cursor, Given, Listed, Moment, Name

MAX_BATCH: Final = 50


class SortBy(StrEnum):
    ATTENTION = "attention"
    NEGATIVE_SHARE = "negative_share"
    REVIEW_COUNT = "review_count"
    LAST_CHANGE = "last_change"


class Order(StrEnum):
    ASC = "asc"
    DESC = "desc"


class ProductWhere(Given):
    """Every filter that is given has to hold."""

    brand: Name | None = Field(None, description="Exactly this brand.")
    category: Name | None = Field(None, description="Exactly this category.")
    marketplace: Marketplace | None = Field(None, description="Sold there.")
    sentiment: Sentiment | None = Field(None, description="What most of its reviews say.")
    issue: Code | None = Field(None, description="A code that its reviews report.")
    rating: int | None = Field(None, ge=1, le=5, description="Mean rating, rounded to stars.")
    rating_min: float | None = Field(None, ge=1, le=5, description="Mean rating, at least.")
    rating_max: float | None = Field(None, ge=1, le=5, description="Mean rating, at most.")
    attention_min: float | None = Field(
        None,
        ge=0,
        le=100,
        description="Attention score, at least; the portfolio's attention_from finds all that "
        "need attention.",
    )
    parent_asin: str | None = Field(
        None, pattern=r"^[A-Z0-9]{10}$", description="Variations of this parent ASIN."
    )
    q: Name | None = Field(None, description="Words that all stand in title, brand or ASIN.")
    sort: SortBy = Field(SortBy.ATTENTION, description="What the list is sorted by.")
    order: Order = Field(Order.DESC, description="Which end comes first.")

    @model_validator(mode="after")
    def _some_rating_fits(self) -> Self:
        low, high = self.rating_min, self.rating_max
        if low is not None and high is not None and low > high:
            message = "rating_min is above rating_max"
            raise ValueError(message)
        return self


class CardIssue(Answer):
    """One of the costliest issues; rising_since is null when it is not on the rise.

    share: of the card's analysed reviews, null when these are too few.
    """

    code: str
    name: str
    mentions: int
    share: float | None
    star_impact: float
    rising_since: date | None


class ProductCard(Answer):
    """A product in a list. Shares are of the analysed reviews, null when they are too few."""

    product_id: str
    asin: str
    marketplace: Marketplace
    seller_id: str
    parent_asin: str | None
    title: str
    brand: str
    category: str
    image_url: str | None
    price: Decimal | None
    currency: str | None
    previous_price: Decimal | None = Field(description="Null while no other price is known.")
    price_changed_on: date | None
    reviews: int
    analysed: int
    mean_rating: float | None
    sentiment: Sentiment | None
    sentiments: tuple[int, int, int] = Field(
        description="Positive, neutral and negative reviews, of `analysed`."
    )
    positive_share: float | None
    neutral_share: float | None
    negative_share: float | None
    negative_low: float | None
    negative_high: float | None
    spark_from: date | None = Field(description="The Monday the first week of `spark` begins.")
    spark: tuple[tuple[int, int], ...] = Field(
        description="Negative and analysed reviews of each week; empty when nothing was read."
    )
    attention: float
    attention_parts: tuple[AttentionPart, ...]
    attention_since: date | None
    issues: tuple[CardIssue, ...]
    held_reviews: int
    version: int
    last_change: Moment


SparseCard: Any = sparse(
    "SparseCard",
    ProductCard,
    ("product_id",),
    "The fields of a ProductCard that were asked for, and its product_id.",
)


def _fields(text: str) -> str:
    unknown = sorted(set(text.split(",")) - set(ProductCard.model_fields))
    if unknown:
        message = f"a product has no {', '.join(unknown)[:200]}"
        raise ValueError(message)
    return text


Fields = Annotated[
    str,
    AfterValidator(_fields),
    Field(
        min_length=1,
        max_length=600,
        description="Answer with these fields of each product only: names with commas between.",
        examples=["title,attention"],
    ),
]


class ProductQuery(Listed, ProductWhere):
    fields: Fields | None = None


class ProductExport(ProductWhere):
    """The same filters and order as the list's."""


class ProductPage(Answer):
    """A short page with a cursor is not the end: rare combinations of filters take several.

    A cursor goes on after the last product it was given for, so that every product whose place did
    not move is met exactly once.
    """

    items: tuple[ProductCard | SparseCard, ...] = Field(
        description="Whole products, or with `fields` what was asked for of them."
    )
    cursor: Cursor
    total: int | None = Field(
        description="Products that fit, as of run_id; null when only reading them all would tell."
    )
    run_id: str | None = Field(description="The run the list is counted in; null before the first.")
    day: date | None = Field(description="The day that run stated its figures for.")
    list_changed: bool = Field(
        description="Products moved since the first page: start again to see the list as it is."
    )


class ProductBatch(Given):
    """product_ids: ids or bare ASINs, each answered in its place."""

    product_ids: tuple[Annotated[str, Field(pattern=r"^([A-Z]{2}-)?[A-Z0-9]{10}$")], ...] = Field(
        min_length=1, max_length=MAX_BATCH
    )
    fields: Fields | None = None


class BatchError(Answer):
    """Why this one has no product: product_not_found, or ambiguous_product with the choices."""

    code: str
    message: str
    choices: tuple[str, ...] = ()


class BatchItem(Answer):
    """Either a product or an error."""

    asked: str
    product: ProductCard | SparseCard | None
    error: BatchError | None


class BatchPage(Answer):
    """In the order asked for."""

    items: tuple[BatchItem, ...]


def card_of(card: Any, fields: str | None) -> Any:
    """A card as an answer, whole or as far as it was asked for."""
    whole = ProductCard.model_validate(card)
    if fields is None:
        return whole
    wanted = {"product_id", *fields.split(",")}
    return SparseCard(**{name: getattr(whole, name) for name in wanted})
