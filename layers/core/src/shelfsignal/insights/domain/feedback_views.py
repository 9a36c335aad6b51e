"""A comparison of Amazon's topics with our own reading of the reviews: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from shelfsignal.insights.domain.figures import Quote
from shelfsignal.insights.domain.shares import Share
from shelfsignal.kernel.customer_feedback import FeedbackSide, FeedbackTopic
from shelfsignal.kernel.ids import OrgId, ProductId


class FeedbackVerdict(StrEnum):
    """How the two figures of a topic stand to each other (feedback_rows.py has the rules)."""

    AGREE = "agree"
    AMAZON_HIGHER = "amazon_higher"
    WE_HIGHER = "we_higher"
    WIDER_LABEL = "wider_label"
    AMAZON_ONLY = "amazon_only"
    OURS_ONLY = "ours_only"
    NOT_ENOUGH_DATA = "not_enough_data"


class FeedbackState(StrEnum):
    """Whether there is something to compare, and if not, why."""

    COMPARED = "compared"
    NOTHING_TO_TELL = "nothing_to_tell"
    NEVER_ASKED = "never_asked"


@dataclass(frozen=True, slots=True)
class OurFigures:
    """What we found of a topic in the reviews of Amazon's range.

    issues and aspects: our labels counted, ids; share: of the analysed reviews, each once;
    star_impact: as of an issue, of negative topics only, None when there is not enough data;
    rising_since: since when one of the issues is reported more often, as of the stated day.
    """

    issues: tuple[str, ...]
    aspects: tuple[str, ...]
    names: tuple[str, ...]
    is_wider: bool
    share: Share
    star_impact: float | None = None
    star_impact_low: float | None = None
    star_impact_high: float | None = None
    rising_since: date | None = None
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """A topic on both sides; one of them may be missing, never both. why: the verdict in words."""

    side: FeedbackSide
    verdict: FeedbackVerdict
    why: str
    amazon: FeedbackTopic | None
    ours: OurFigures | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One fetch against one version.

    from_date and to_date: Amazon's range, both included, None where it states none; reviews and
    analysed: ours dated in it; day: what `rising_since` is stated for; topics_version: the edition
    of the table of words.
    """

    fetched_at: datetime
    from_date: date | None
    to_date: date | None
    version: int
    day: date
    topics_version: str
    reviews: int
    analysed: int
    rows: tuple[FeedbackRow, ...]


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """asked_at: when Amazon was last asked; compared: None unless the state says so."""

    product_id: ProductId
    state: FeedbackState
    why: str
    asked_at: datetime | None = None
    compared: Compared | None = None


class FeedbackReads(Protocol):
    """The comparison as its callers see it; services.feedback.FeedbackQueries is the real one."""

    def seen_by(self, brands: frozenset[str] | None) -> FeedbackReads:
        """The reads of a caller who sees these brands only; None: all of them."""
        ...

    def compare(self, org: OrgId, product: str, *, as_of: datetime | None = None) -> FeedbackView:
        """As of now, or with the newest topics and the version of a moment.

        `product` is a product id or a bare ASIN. Raises: NotFound; Conflict when a bare ASIN is
        sold in more than one marketplace; UnreadableLedger; StoreUnavailable.
        """
        ...
