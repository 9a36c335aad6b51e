"""What the read side answers with: frozen values, nothing of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewAnalysis, Sentiment
from shelfsignal.insights.domain.cards import Card, PricePoint, Sort
from shelfsignal.insights.domain.false_alarms import AlarmControl
from shelfsignal.insights.domain.figures import (
    Attention,
    IssueFigures,
    IssuePoint,
    Quote,
    Ratings,
    Rise,
    SentimentShares,
    SummarySentence,
    TrendPoint,
    WindowShare,
)
from shelfsignal.insights.domain.in_category import InCategory
from shelfsignal.insights.domain.preferences import NEEDS_ATTENTION_FROM
from shelfsignal.insights.domain.shares import Share
from shelfsignal.insights.domain.version_head import VersionHead as VersionHead  # noqa: PLC0414 - answered here
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.ids import Marketplace, ProductId, ReviewId, RunId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items and the cursor of the next ones; a short page with a cursor is not the end."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class CardList:
    """A page of products and what is known of the whole list.

    total: None when it is not known without reading the list; run_id and day: of the rollup it is
    counted in, None before the first; list_changed: products moved since the first page was read.
    """

    items: tuple[Card, ...]
    cursor: str | None = None
    total: int | None = None
    run_id: RunId | None = None
    day: date | None = None
    list_changed: bool = False


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """What a list of products is narrowed to; every given field must hold.

    rating: mean stars rounded to 1-5; rating_min and rating_max: mean stars, both included; issue:
    a code its reviews report; attention_min: the least score; parent_asin: the variations of one
    parent; q: words that all stand in title, brand or ASIN.
    """

    brand: str | None = None
    category: str | None = None
    marketplace: Marketplace | None = None
    sentiment: Sentiment | None = None
    issue: str | None = None
    rating: int | None = None
    q: str | None = None
    rating_min: float | None = None
    rating_max: float | None = None
    attention_min: float | None = None
    parent_asin: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Reviews reporting `issue`, read as `sentiment`, with `rating` stars.

    Of the latest version, unless one is named or the one shown at a moment.
    """

    issue: str | None = None
    sentiment: Sentiment | None = None
    version: int | None = None
    rating: int | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListOrder:
    sort: Sort = Sort.ATTENTION
    descending: bool = True


@dataclass(frozen=True, slots=True)
class InsightView:
    """One immutable version; unanalysed counts reviews by why they were not read."""

    head: VersionHead
    is_latest: bool
    ratings: Ratings
    mean_rating: float | None
    sentiment: SentimentShares
    unanalysed: dict[AnalysisStatus, int]
    issues: tuple[IssueFigures, ...]
    aspects: dict[str, tuple[int, int, int]]
    summary: tuple[SummarySentence, ...]
    rejected_quotes: int
    rejected_labels: int


@dataclass(frozen=True, slots=True)
class IssueTrend:
    """An issue's mentions a week of the last quarter, and its share of late against before."""

    code: str
    points: tuple[IssuePoint, ...]
    window: WindowShare


@dataclass(frozen=True, slots=True)
class Move:
    """From `at` on, `version` was shown."""

    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as shown at `day`: its card, its insight and the windowed figures of that day.

    in_category: its issues against its category's; empty when no figures of that are known. trend:
    the last year by week, daily: its last quarter; moves: when which version was shown, newest
    first; prices: as collected, oldest first. cached: the day's figures were computed before this
    answer; stale_at: when they are due again, None for a moment of the past.
    """

    card: Card
    insight: InsightView
    day: date
    window: WindowShare
    rising: tuple[Rise, ...]
    attention: Attention
    in_category: tuple[InCategory, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    daily: tuple[TrendPoint, ...] = ()
    issue_trends: tuple[IssueTrend, ...] = ()
    moves: tuple[Move, ...] = ()
    prices: tuple[PricePoint, ...] = ()
    cached: bool = False
    stale_at: datetime | None = None


class Step(StrEnum):
    """The width of a trend's points."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Trend:
    """Points without gaps from the first to the last day asked for (weeks start on Monday)."""

    product_id: ProductId
    version: int
    step: Step
    issue: str | None
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review with what the version's engine read in it; analysis None: never sent to one."""

    review: Review
    analysis: ReviewAnalysis | None


@dataclass(frozen=True, slots=True)
class ReviewInList:
    """A review and where it stands in a list of version `version`'s reviews, newest first.

    total: of the list; index from 0, None when the list's filter leaves the review out, as are then
    its neighbours.
    """

    view: ReviewView
    version: int
    total: int
    index: int | None = None
    newer: ReviewId | None = None
    older: ReviewId | None = None


class SubjectKind(StrEnum):
    """What a rollup is over; a CELL of the brand × category map has no rollup of its own."""

    PORTFOLIO = "PORTFOLIO"
    BRAND = "BRAND"
    CATEGORY = "CATEGORY"
    MARKETPLACE = "MARKETPLACE"
    CELL = "CELL"


@dataclass(frozen=True, slots=True)
class Subject:
    """The portfolio (name "") or one brand, category or marketplace.

    marketplace: a brand or a category in this one only; what is of all marketplaces has none.
    """

    kind: SubjectKind
    name: str = ""
    marketplace: Marketplace | None = None

    @property
    def key(self) -> str:
        """The sort key of its rollup: PORTFOLIO, BRAND#Acme, BRAND@US#Acme, …"""
        return f"{self.list_key}#{self.name}" if self.name else str(self.kind)

    @property
    def list_key(self) -> str:
        """What the keys of its kind begin with, up to the #."""
        return f"{self.kind}@{self.marketplace}" if self.marketplace else str(self.kind)


PORTFOLIO = Subject(SubjectKind.PORTFOLIO)


@dataclass(frozen=True, slots=True)
class IssueRollup:
    """An issue over many products; star_impact is of the mean rating over all their reviews.

    Its interval is None when there is not enough data. trend: its mentions a week, oldest first.
    """

    code: str
    name: str
    mentions: int
    share: Share
    products_affected: int
    star_impact: float
    window: WindowShare
    rise: Rise | None
    quote: Quote | None
    star_impact_low: float | None = None
    star_impact_high: float | None = None
    trend: tuple[IssuePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsAttention:
    """A product of the attention list, with why and since when."""

    product_id: ProductId
    title: str
    brand: str
    category: str
    score: float
    reasons: tuple[str, ...]
    since: date | None
    version: int


@dataclass(frozen=True, slots=True)
class ProductRise:
    """A confirmed rise of one product."""

    product_id: ProductId
    title: str
    rise: Rise


@dataclass(frozen=True, slots=True)
class DayControl:
    """How false alarms were kept down on a day, apart for products' tests and for rollups'."""

    products: AlarmControl
    rollups: AlarmControl


@dataclass(frozen=True, slots=True)
class Rollup:
    """A subject's figures stated for `day`, made by run `run_id`.

    mentions: of every issue, by code; product_rises: confirmed ones, surest first; alarms: of the
    day as a whole, with the portfolio only; attention: the most urgent of the needing_attention
    products, whose score is attention_from or more; prevailing: products by what most of their
    reviews say.
    """

    subject: Subject
    day: date
    run_id: RunId
    products: int
    reviews: int
    analysed: int
    ratings: Ratings
    mean_rating: float | None
    sentiment: SentimentShares
    window: WindowShare
    top_issues: tuple[IssueRollup, ...]
    rising_issues: tuple[IssueRollup, ...]
    attention: tuple[NeedsAttention, ...]
    trend: tuple[TrendPoint, ...]
    mentions: dict[str, int] = field(default_factory=dict)
    product_rises: tuple[ProductRise, ...] = ()
    alarms: DayControl | None = None
    needing_attention: int = 0
    prevailing: dict[Sentiment, int] = field(default_factory=dict)
    products_by_issue: dict[str, int] = field(default_factory=dict)
    attention_from: float = NEEDS_ATTENTION_FROM


@dataclass(frozen=True, slots=True)
class SubjectSummary:
    """A rollup as a line of a list."""

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


@dataclass(frozen=True, slots=True)
class Issues:
    """Top issues by star impact and the rising ones, of one subject at one day."""

    subject: Subject
    day: date
    analysed: int
    top: tuple[IssueRollup, ...]
    rising: tuple[IssueRollup, ...]
