"""What is offered while somebody types."""

from pydantic import Field

from shelfsignal.runtime.web.fields import Answer, Given


class SuggestQuery(Given):
    q: str = Field(
        min_length=2,
        max_length=80,
        description="The first letters of a title, of a word of it, of an ASIN, or of a brand's or "
        "category's name; two at least.",
        examples=["volt"],
    )
    limit: int = Field(6, ge=1, le=20, description="At most this many of each.")


class SuggestedProduct(Answer):
    product_id: str
    title: str
    brand: str


class SuggestedSubject(Answer):
    """A brand or a category, with how many products it has."""

    name: str
    products: int


class Suggestions(Answer):
    products: tuple[SuggestedProduct, ...]
    brands: tuple[SuggestedSubject, ...]
    categories: tuple[SuggestedSubject, ...]
