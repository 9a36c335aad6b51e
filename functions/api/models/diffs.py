"""What moved between two versions of a product's insight."""

from datetime import date
from typing import Annotated

from pydantic import Field

from functions.api.models.figures import RATINGS, Ratings, Rise, SentimentShares, Share
from functions.api.models.products import SummarySentence, VersionHead
from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.diff import Change, Move
from shelfsignal.runtime.web.fields import Answer, Given

VersionNumber = Annotated[int, Field(ge=1, le=999_999_999)]


class DiffQuery(Given):
    before: VersionNumber | None = Field(
        None, alias="from", description="A version; default: the one before `to`."
    )
    after: VersionNumber | None = Field(
        None, alias="to", description="A version; default: the one shown."
    )


class Reading(Answer):
    """What a review counts as; sentiment is null when it was not read."""

    rating: int
    sentiment: Sentiment | None
    issues: tuple[str, ...]


class ReviewChange(Answer):
    """before is null for an added review, after for a deleted one."""

    review_id: str
    change: Change
    before: Reading | None
    after: Reading | None


class IssueMove(Answer):
    """An issue whose mentions changed, because of the reviews in gained and lost."""

    code: str
    name: str
    move: Move
    before: Share
    after: Share
    star_impact_before: float
    star_impact_after: float
    gained: tuple[str, ...]
    lost: tuple[str, ...]


class DiffFigures(Answer):
    """The counts and shares of one side."""

    reviews: int
    analysed: int
    ratings: Ratings = RATINGS
    mean_rating: float | None
    sentiment: SentimentShares


class VersionDiff(Answer):
    """From one version to another; rises are stated for `day` in both.

    counts: all reviews that differ, by how; reviews: at most 500 of them, those that moved an issue
    or a sentiment first.
    """

    product_id: str
    day: date
    before: VersionHead
    after: VersionHead
    figures_before: DiffFigures
    figures_after: DiffFigures
    issues: tuple[IssueMove, ...]
    rises_begun: tuple[Rise, ...]
    rises_ended: tuple[Rise, ...]
    counts: dict[Change, int]
    reviews: tuple[ReviewChange, ...]
    summary: tuple[SummarySentence, ...]
