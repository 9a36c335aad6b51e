"""Figures over many products: the portfolio, brands, categories and issues."""

from datetime import date
from enum import StrEnum
from typing import Final, Self

from pydantic import Field, model_validator

from functions.api.models.figures import (
    RATINGS,
    IssuePoint,
    Quote,
    Ratings,
    Rise,
    SentimentShares,
    Share,
    TrendPoint,
    WindowShare,
)
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.views import SubjectKind
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.runtime.web.fields import (
    Answer,
    CostUsd,
    Cursor,
    Day,
    Given,
    Listed,
    Moment,
    Name,
)

_MARKETPLACE: Final = Field(None, description="Of this marketplace only.")


class PortfolioQuery(Given):
    day: Day | None = Field(None, description="Figures stated for this day; default: the latest.")
    marketplace: Marketplace | None = _MARKETPLACE


class MapQuery(Given):
    marketplace: Marketplace | None = _MARKETPLACE


class IssueKind(StrEnum):
    TOP = "top"
    RISING = "rising"


class IssueQuery(Given):
    """Issues of the portfolio, or of one brand or category; of one marketplace or of all."""

    kind: IssueKind = Field(IssueKind.TOP, description="The costliest, or those on the rise.")
    brand: Name | None = Field(None, description="Of this brand only.")
    category: Name | None = Field(None, description="Of this category only.")
    marketplace: Marketplace | None = _MARKETPLACE

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if self.brand and self.category:
            message = "give a brand or a category, not both"
            raise ValueError(message)
        return self


class SubjectQuery(Listed):
    marketplace: Marketplace | None = _MARKETPLACE


class Subject(Answer):
    """What the figures are over; name is empty for the portfolio.

    marketplace: a brand or a category in this one only; null: in all. A whole marketplace is a
    kind of its own, with its name.
    """

    kind: SubjectKind
    name: str
    marketplace: Marketplace | None


class IssueRollup(Answer):
    """An issue over many products; star_impact is of the mean rating over all their reviews.

    Its 95 % interval is null when there is not enough data. products_affected is the total of the
    list of products with this issue; trend: a week's mentions, with the reviews they are of.
    """

    code: str
    name: str
    mentions: int
    share: Share
    products_affected: int
    star_impact: float
    star_impact_low: float | None
    star_impact_high: float | None
    window: WindowShare
    rise: Rise | None
    quote: Quote | None
    trend: tuple[IssuePoint, ...]


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


class ProductRise(Answer):
    """A confirmed rise of one product."""

    product_id: str
    title: str
    rise: Rise


class AlarmControl(Answer):
    """Of `tests` made, `called` looked like rises; those at or below `threshold` are confirmed.

    q: the share of the confirmed that is expected to be chance, at most.
    """

    q: float
    tests: int
    called: int
    confirmed: int
    threshold: float


class DayControl(Answer):
    """Apart for products and for the portfolio, brands, categories and marketplaces."""

    products: AlarmControl
    rollups: AlarmControl


class Rollup(Answer):
    """A subject's figures stated for `day`.

    product_rises: confirmed rises of single products, surest first. attention: the most urgent of
    the needing_attention products, whose score is attention_from or more: the list of all is
    /v1/products?attention_min=<attention_from>. trend: half a year by day, each with what its
    reviews say.
    """

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
    product_rises: tuple[ProductRise, ...]
    alarms: DayControl | None
    attention_from: float
    needing_attention: int
    prevailing: dict[Sentiment, int] = Field(
        description="Products by what most of their reviews say; the rest have too few."
    )


class LastRun(Answer):
    """The newest run: changed products got a new version of their insight."""

    run_id: str
    status: RunStatus
    started_at: Moment
    finished_at: Moment | None
    products: int
    changed: int
    failures: int
    cost_usd: CostUsd


class Portfolio(Rollup):
    """The portfolio and its newest run; null for callers who see some brands only."""

    last_run: LastRun | None


class MapCell(Answer):
    """One brand in one category.

    negative: of all analysed reviews; attention: the highest score of its products, of which
    needing_attention are to be looked at.
    """

    brand: str
    category: str
    products: int
    reviews: int
    mean_rating: float | None
    negative: Share
    window: WindowShare
    attention: float
    needing_attention: int


class PortfolioMap(Answer):
    """A cell for every brand and category that have products together."""

    day: date
    run_id: str
    cells: tuple[MapCell, ...]


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
