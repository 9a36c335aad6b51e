"""The figures of an insight: plain values that every view, card and rollup is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shelfsignal.insights.domain.analysis import Sentiment, Severity, TextField
from shelfsignal.insights.domain.shares import Share
from shelfsignal.kernel.ids import ProductId, ReviewId

Ratings = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a review, verbatim: characters start..end of one of its fields."""

    review_id: ReviewId
    text: str
    field: TextField
    start: int
    end: int
    rating: int
    day: date
    severity: Severity
    confidence: float
    product_id: ProductId | None = None


@dataclass(frozen=True, slots=True)
class SentimentShares:
    """Shares of the analysed reviews; unanalysed ones are in no share."""

    positive: Share
    neutral: Share
    negative: Share

    @property
    def dominant(self) -> Sentiment | None:
        """The largest share, the more negative at a tie; None when there is not enough data."""
        if not self.negative.is_enough:
            return None
        ranked = (
            (self.negative.count, 2, Sentiment.NEGATIVE),
            (self.neutral.count, 1, Sentiment.NEUTRAL),
            (self.positive.count, 0, Sentiment.POSITIVE),
        )
        return max(ranked)[2]


@dataclass(frozen=True, slots=True)
class IssueFigures:
    """One issue of a product, counted by code.

    star_impact: stars the mean rating loses to it (see issues.py for the formula), with its 95 %
    interval (impact.py), None when there is not enough data; share is of the analysed reviews;
    severity is the worst reported.
    """

    code: str
    name: str
    mentions: int
    share: Share
    star_impact: float
    severity: Severity
    first_day: date
    last_day: date
    quotes: tuple[Quote, ...]
    star_impact_low: float | None = None
    star_impact_high: float | None = None


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary and the reviews it rests on."""

    text: str
    review_ids: tuple[ReviewId, ...]


@dataclass(frozen=True, slots=True)
class Rise:
    """An issue (or negative reviews as such, code "negative") reported more often than before.

    start: first day of the period since which the rate is up; p_value is corrected for having
    looked at several starts; recent = from start to the stated day, base = the year before start.
    is_confirmed: it survives the control of false alarms over all tests of its day
    (false_alarms.py); None when no such day is known.
    """

    code: str
    name: str
    start: date
    p_value: float
    recent_mentions: int
    recent_reviews: int
    base_mentions: int
    base_reviews: int
    is_confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class AttentionPart:
    """Points one reason adds to the score, of at most `maximum`, and why."""

    name: str
    points: float
    maximum: float
    why: str


@dataclass(frozen=True, slots=True)
class Attention:
    """0-100: the sum of its parts. since: the day the main reason began, None when nothing did."""

    score: float
    parts: tuple[AttentionPart, ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Reviews dated in the `days` days from `start` on; mean_rating None when there are none."""

    start: date
    days: int
    reviews: int
    positive: int
    neutral: int
    negative: int
    mean_rating: float | None
    mentions: int | None = None


@dataclass(frozen=True, slots=True)
class WindowShare:
    """The negative share of the last `days` days against the `days` before them.

    direction is "up", "down" or "flat": it moves only when the two intervals' test says so.
    """

    days: int
    recent: Share
    previous: Share
    direction: str


@dataclass(frozen=True, slots=True)
class IssuePoint:
    """Mentions in the `n` analysed reviews dated in the `days` days from `start` on."""

    start: date
    days: int
    mentions: int
    n: int
