"""Figures over many products: the portfolio, brands, categories and issues."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from functions.api.models.fields import Answer, Cursor, Day, Given, Listed, Name
from functions.api.models.figures import (
    RATINGS,
    Quote,
    Ratings,
    Rise,
    SentimentShares,
    Share,
    TrendPoint,
    WindowShare,
)
from shelfsignal.insights.domain.views import SubjectKind


class PortfolioQuery(Given):
    day: Day | None = Field(None, description="Figures stated for this day; default: the latest.")


class IssueKind(StrEnum):
    TOP = "top"
    RISING = "rising"


class IssueQuery(Given):
    """Issues of the portfolio, or of one brand or category."""

    kind: IssueKind = IssueKind.TOP
    brand: Name | None = None
    category: Name | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if self.brand and self.category:
            message = "give a brand or a category, not both"
            raise ValueError(message)
        return self


class SubjectQuery(Listed):
    pass


class Subject(Answer):
    """What the figures are over; name is empty for the portfolio."""

    kind: SubjectKind
    name: str


class IssueRollup(Answer):
    """An issue over many products; star_impact is of the mean rating over all their reviews."""

    code: str
    name: str
    mentions: int
    share: Share
    products_affected: int
    star_impact: float
    window: WindowShare
    rise: Rise | None
    quote: Quote | None


class NeedsAttention(Answer):
    """A product that needs attention, why and since when."""

    product_id: str
    title: str
    brand: str
    category: str
    score: float
    reasons: tuple[str, ...]
    since: date | None
    version: int


class Rollup(Answer):
    """A subject's figures stated for `day`."""

    subject: Subject
    day: date
    run_id: str
    products: int
    reviews: int
    analysed: int
    ratings: Ratings = RATINGS
    mean_rating: float | None
    sentiment: SentimentShares
    window: WindowShare
    top_issues: tuple[IssueRollup, ...]
    rising_issues: tuple[IssueRollup, ...]
    attention: tuple[NeedsAttention, ...]
    trend: tuple[TrendPoint, ...]


class IssueList(Answer):
    """Top issues by star impact, or the rising ones; analysed is the number of reviews read."""

    subject: Subject
    day: date
    kind: IssueKind
    analysed: int
    items: tuple[IssueRollup, ...]


class SubjectSummary(Answer):
    """A brand or category as a line of a list."""

    subject: Subject
    day: date
    products: int
    reviews: int
    analysed: int
    mean_rating: float | None
    negative: Share
    window: WindowShare
    top_issue: str | None
    needing_attention: int


class SubjectPage(Answer):
    """By name."""

    items: tuple[SubjectSummary, ...]
    cursor: Cursor
