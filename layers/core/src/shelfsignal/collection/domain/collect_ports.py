"""What collecting pages and review tails needs of the world."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from shelfsignal.collection.domain.calls import CallTally
from shelfsignal.collection.domain.checkpoints import Checkpoint, Failure, ScopeTotals
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.feedback import FeedbackAnswer
from shelfsignal.collection.domain.products import (
    CompleteListing,
    FeedbackAsked,
    ProductMemory,
)
from shelfsignal.collection.domain.review_texts import TextsPage
from shelfsignal.collection.domain.sources import (
    PageQuestion,
    Preparing,
    ProductsPage,
    RawAnswer,
    ReviewsQuestion,
    SourceContext,
)
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.ids import Asin, OrgId, ProductId, RunId
from shelfsignal.kernel.progress import Counters

PageT = TypeVar("PageT")
Parse = Callable[[bytes], PageT]
SecondsLeft = Callable[[], float]


class SourceSession(Protocol):
    """One seller's access to the source for the length of one call of ours.

    Both questions raise: SlotTooFar, SourceUnavailable, SourceRefused (MalformedAnswer included),
    ReauthoriseSeller. Every request sent is in the tally, whatever came of it.
    """

    tally: CallTally

    def products(self, question: PageQuestion) -> ProductsPage | Preparing:
        """One page of the seller's products in this marketplace, when there can be one."""

    def may_restart(self, question: PageQuestion) -> bool:
        """Whether this question, refused, is worth a walk from the start: what it stands on, a
        token or a report, may have gone stale."""

    def reviews(self, question: ReviewsQuestion) -> TextsPage:
        """One page of a product's reviews; the first when there is no token."""


class ProductSource(Protocol):
    """A source of products and their reviews: the simple feed, or a seller's own listings."""

    def session(self, connection: SellerConnection, seconds_left: SecondsLeft) -> SourceSession:
        """Requests that cannot go within seconds_left raise SlotTooFar."""


class FeedbackSession(Protocol):
    """Access to Customer Feedback for the length of one call of ours."""

    tally: CallTally

    def topics(self, context: SourceContext, asin: Asin) -> FeedbackAnswer:
        """Raises: what SourceSession does; RoleMissing where the seller's consent or the
        application lacks the role for it."""


class FeedbackSource(Protocol):
    """What Amazon itself says buyers talk about."""

    def session(self, connection: SellerConnection, seconds_left: SecondsLeft) -> FeedbackSession:
        """Requests that cannot go within seconds_left raise SlotTooFar."""


class PageLake(Protocol):
    """Raw and canonical objects of a run. Writing one twice leaves one."""

    @property
    def bucket(self) -> str:
        """The data bucket's name."""

    def save_raw_page(self, scope: ScopeRef, page: int, answer: RawAnswer) -> None:
        """Exactly what arrived."""

    def save_page(
        self,
        scope: ScopeRef,
        page: int,
        listings: Sequence[ProductListing],
        batches: Sequence[BatchRef],
    ) -> None:
        """The canonical page and its part of the batches manifest."""

    def publish_batches(self, scope: ScopeRef, pages: int) -> int:
        """Joins the parts of pages 1..pages into the scope's manifest.

        Answers its number of lines.
        """

    def batches_key(self, scope: ScopeRef) -> str:
        """Where the manifest is."""

    def load_batch(self, batch: BatchRef) -> Sequence[ProductListing]:
        """The batch's slice of its canonical page."""

    def save_raw_tail(self, batch: BatchRef, asin: Asin, page: int, answer: RawAnswer) -> None:
        """Exactly what arrived."""

    def has_tail(self, batch: BatchRef, asin: Asin) -> bool:
        """Whether the product's complete listing is stored for this run."""

    def save_tail(self, batch: BatchRef, listing: ProductListing) -> None:
        """Stores the product's complete listing: the sign that its tail is done."""

    def is_analysed(self, scope: ScopeRef, run_id: RunId, batch: str) -> bool:
        """Whether that batch of that run has a result without failures."""

    def forget_result(self, batch: BatchRef) -> None:
        """Removes the batch's result, if there is one, so that it is analysed again."""


class CheckpointStore(Protocol):
    """Checkpoints with the totals that move with them."""

    def load(self, scope: ScopeRef) -> Checkpoint:
        """A fresh one when there is none."""

    def move(
        self,
        scope: ScopeRef,
        old: Checkpoint,
        new: Checkpoint,
        counters: Counters,
        tally: CallTally,
    ) -> Checkpoint:
        """One transaction: the checkpoint if it is still at old, scope totals, run counters.

        Answers the stored checkpoint. Raises: CheckpointMoved.
        """

    def add(self, scope: ScopeRef, counters: Counters, tally: CallTally) -> None:
        """Adds to the scope's totals and the run's counters."""

    def totals(self, org_id: OrgId, run_id: RunId) -> Sequence[ScopeTotals]:
        """Every scope's totals."""


class ProductStore(Protocol):
    """Product memories."""

    def recall(
        self, org_id: OrgId, product_ids: Iterable[ProductId]
    ) -> dict[ProductId, ProductMemory]:
        """Those that exist."""

    def remember(self, memories: Sequence[ProductMemory]) -> None:
        """Creates or replaces them."""

    def fetched(
        self,
        org_id: OrgId,
        product_id: ProductId,
        complete: CompleteListing | None,
        feedback: FeedbackAsked | None,
    ) -> None:
        """Notes the product's last complete listing and Customer Feedback; None stays as it is."""


class FailureStore(Protocol):
    """What failed, one entry a subject; the latest attempt's word stands."""

    def record(self, failure: Failure) -> None:
        """Stores it and counts it on the run."""

    def of_attempt(self, org_id: OrgId, run_id: RunId, attempt: int) -> Sequence[Failure]:
        """The failures that stand after this attempt."""


class Pseudonyms(Protocol):
    """Keyed hashes, one key an organisation, so that names cannot be looked up or joined across."""

    def of(self, org_id: OrgId) -> Callable[[str], str]:
        """A stable function from a name or id to 16 hexadecimal digits."""


@dataclass(frozen=True)
class BatchSummary:
    """What a batch result says, as far as closing a run is concerned, or the sum of several.

    products are those whose insight is current now; failed ones come on top. unread: the reviews by
    product that there was no money to have read.
    """

    products: int
    reviews: int
    failed: int
    counters: Counters
    engine: str | None
    batches: int = 1
    unread: Mapping[str, int] = field(default_factory=dict)


class ResultReader(Protocol):
    """The results of a run's batches, streamed."""

    def summaries(self, org_id: OrgId, run_id: RunId) -> Iterable[BatchSummary]:
        """One a finished batch, in no particular order."""
