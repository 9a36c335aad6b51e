"""The body of an insight version: every figure of a product, counted by code from its ledger.

It depends on the ledger and the taxonomy alone, on no clock: it holds daily series, and what is
said of a window is computed for a stated day by whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.domain.analysis import AnalysisStatus, Sentiment
from shelfsignal.insights.domain.figures import (
    IssueFigures,
    Ratings,
    SentimentShares,
    SummarySentence,
)
from shelfsignal.insights.domain.series import DayCounts
from shelfsignal.insights.domain.shares import share
from shelfsignal.kernel.ids import ReviewId

UNREAD: Final = 3
SENTIMENT_INDEX: Final = {Sentiment.POSITIVE: 0, Sentiment.NEUTRAL: 1, Sentiment.NEGATIVE: 2}


@dataclass(frozen=True, slots=True)
class IssueBody:
    """An issue's figures with its daily mentions.

    loss: the stars its reviews lost to it; variance: of that sum (impact.py); 0 in bodies older
    than the interval.
    """

    figures: IssueFigures
    loss: float
    count_by_day: dict[int, int]
    variance: float = 0.0


@dataclass(frozen=True, slots=True)
class FamilyReview:
    """A review of a product with variations: enough to take it out of a rollup it is in twice.

    sentiment is an index of SENTIMENT_INDEX or UNREAD; loss_by_issue as in IssueBody.
    """

    review_id: ReviewId
    day: int
    rating: int
    sentiment: int
    loss_by_issue: dict[str, float]


@dataclass(frozen=True, slots=True)
class InsightBody:
    """Counts over all reviews and, for what was read in them, over the analysed ones."""

    ratings: Ratings
    sentiments: tuple[int, int, int]
    unanalysed: dict[AnalysisStatus, int]
    days: tuple[DayCounts, ...]
    issues: tuple[IssueBody, ...]
    aspects: dict[str, tuple[int, int, int]]
    summary: tuple[SummarySentence, ...]
    rejected_quotes: int
    rejected_labels: int
    family: tuple[FamilyReview, ...]

    @property
    def reviews(self) -> int:
        return sum(self.ratings)

    @property
    def analysed(self) -> int:
        return sum(self.sentiments)

    @property
    def mean_rating(self) -> float | None:
        return mean_rating(self.ratings)

    @property
    def sentiment(self) -> SentimentShares:
        return sentiment_shares(self.sentiments)

    @property
    def analysed_by_day(self) -> dict[int, int]:
        return {row.day: row.analysed for row in self.days if row.analysed}

    @property
    def negative_by_day(self) -> dict[int, int]:
        return {row.day: row.negative for row in self.days if row.negative}


def mean_rating(ratings: Ratings) -> float | None:
    """Mean stars to two digits.

    >>> mean_rating((1, 0, 0, 0, 3))
    4.0
    """
    n = sum(ratings)
    return round(sum(stars * count for stars, count in enumerate(ratings, 1)) / n, 2) if n else None


def sentiment_shares(counts: tuple[int, int, int]) -> SentimentShares:
    """Shares of (positive, neutral, negative) counts."""
    n = sum(counts)
    return SentimentShares(share(counts[0], n), share(counts[1], n), share(counts[2], n))
