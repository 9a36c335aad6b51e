"""Figures that products, brands and the portfolio have in common."""

from datetime import date

from pydantic import Field

from shelfsignal.insights.domain.analysis import Sentiment, Severity, TextField
from shelfsignal.runtime.web.fields import Answer


class Share(Answer):
    """count of n with its 95 % interval; value, low and high are null when n is too small."""

    count: int
    n: int
    value: float | None
    low: float | None
    high: float | None


class SentimentShares(Answer):
    """Shares of the analysed reviews; dominant is null when there is not enough data."""

    positive: Share
    neutral: Share
    negative: Share
    dominant: Sentiment | None


class WindowShare(Answer):
    """Negative share of the last `days` days against as many before; direction up, down or flat."""

    days: int
    recent: Share
    previous: Share
    direction: str


class Quote(Answer):
    """Words of a review, verbatim: characters start..end of its title or body."""

    review_id: str
    product_id: str | None
    text: str
    field: TextField
    start: int
    end: int
    rating: int
    day: date
    severity: Severity
    confidence: float


class Rise(Answer):
    """An issue reported more often than before; start is the day the rise began.

    is_confirmed: it survives the control of false alarms over all of the day's tests; null when
    that was not stated for the day.
    """

    code: str
    name: str
    start: date
    p_value: float
    recent_mentions: int
    recent_reviews: int
    base_mentions: int
    base_reviews: int
    is_confirmed: bool | None


class AttentionPart(Answer):
    """Points one reason adds to the attention score, and why."""

    name: str
    points: float
    maximum: float
    why: str


class Attention(Answer):
    """0-100, the sum of its parts; since is the day the main reason began."""

    score: float
    parts: tuple[AttentionPart, ...]
    since: date | None


class TrendPoint(Answer):
    """Reviews dated in the `days` days from `start` on."""

    start: date
    days: int
    reviews: int
    positive: int
    neutral: int
    negative: int
    mean_rating: float | None


class IssuePoint(Answer):
    """Mentions in the `n` analysed reviews dated in the `days` days from `start` on."""

    start: date
    days: int
    mentions: int
    n: int


Ratings = tuple[int, int, int, int, int]
RATINGS = Field(description="Reviews with one, two, three, four and five stars.")
