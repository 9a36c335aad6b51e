"""Reviews and what was read in them. Who wrote them stays out of the API."""

from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    Polarity,
    Sentiment,
    Severity,
    TextField,
)
from shelfsignal.runtime.web.fields import Answer, Cursor, Moment


class Evidence(Answer):
    """Characters start..end of the title or body, verbatim."""

    field: TextField
    start: int
    end: int
    quote: str


class IssueMention(Answer):
    """An issue the review reports; free_label is the engine's own wording, if it has one."""

    label: str
    free_label: str | None
    severity: Severity
    evidence: Evidence
    confidence: float


class AspectMention(Answer):
    aspect: str
    polarity: Polarity
    confidence: float


class ReviewAnalysis(Answer):
    """One engine's reading of the review."""

    status: AnalysisStatus
    language: str | None
    sentiment: Sentiment | None
    confidence: float
    complaint: bool
    severity: Severity
    aspects: tuple[AspectMention, ...]
    issues: tuple[IssueMention, ...]


class ReviewText(Answer):
    """A review as its author wrote it."""

    review_id: str
    asin: str
    marketplace_id: str
    rating: int
    title: str
    body: str
    verified_purchase: bool
    helpful_votes: int
    language: str | None
    review_date: Moment


class ReviewItem(Answer):
    """analysis is null when the review was never sent to an engine."""

    review: ReviewText
    analysis: ReviewAnalysis | None


class ReviewDetail(ReviewItem):
    """A review, and where it stands in the list that the query's filters make, newest first.

    total: of that list; index: its place, from 0. newer and older: the review ids beside it. All
    three are null when the filters leave this review out.
    """

    version: int
    total: int
    index: int | None
    newer: str | None
    older: str | None


class ReviewPage(Answer):
    """Newest first."""

    items: tuple[ReviewItem, ...]
    cursor: Cursor
