"""What review jobs need of the world; fakes in tests, DynamoDB, S3 and Amazon in life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shelfsignal.collection.domain.calls import CallTally
from shelfsignal.collection.domain.collect_ports import PageT, Parse, SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.jobs import ItemState, Job, JobItem, Mark
from shelfsignal.collection.domain.review_texts import DatedReview
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.ids import Asin, OrgId, ProductId, RunId, SellerId


@dataclass(frozen=True)
class RequestKey:
    """An Idempotency-Key and what it came with, both hashed. Good until expires_at."""

    key_hash: str
    request_hash: str
    expires_at: datetime


class JobStore(Protocol):
    """Jobs and their items. A job's figures are the sum of its items'."""

    def create(self, job: Job, key: RequestKey | None) -> Job:
        """The job; the one made before when the key came with the same request.

        Raises: IdempotencyConflict.
        """

    def get(self, org_id: OrgId, job_id: RunId) -> Job:
        """Raises: JobNotFound."""

    def listed(
        self,
        org_id: OrgId,
        *,
        limit: int,
        seller_id: SellerId | None = None,
        before: RunId | None = None,
    ) -> Sequence[Job]:
        """Newest first: the organisation's jobs, or one seller's; those asked for before that."""

    def replace(self, job: Job) -> Job:
        """Stores everything but the figures, if the stored one is at this version; answers it at
        the next. Raises: LostJob."""

    def add_items(self, job: Job, items: Sequence[JobItem]) -> None:
        """Creates the job's items and sets its total; doing it again replaces them."""

    def item(self, org_id: OrgId, job_id: RunId, number: int) -> JobItem:
        """Raises: JobNotFound."""

    def items(
        self,
        org_id: OrgId,
        job_id: RunId,
        *,
        after: int = 0,
        limit: int | None = None,
        state: ItemState | None = None,
    ) -> Sequence[JobItem]:
        """In their order, those numbered above `after`."""

    def move(self, org_id: OrgId, job_id: RunId, old: JobItem, new: JobItem) -> JobItem:
        """One transaction: the item if it is still at old, and what that changes of the job's
        figures. Answers the stored item. Raises: CheckpointMoved."""


class MarkStore(Protocol):
    """How far each product's reviews have been fetched, by source."""

    def mark(self, org_id: OrgId, product_id: ProductId, source: str) -> Mark | None:
        """None when it was never fetched from there."""

    def put_mark(self, org_id: OrgId, product_id: ProductId, source: str, mark: Mark) -> None:
        """Never moves backwards."""


@dataclass(frozen=True)
class Question:
    """Which page: since leaves out what did not change after it; token is the page before's."""

    asin: Asin
    since: datetime | None
    token: str | None


class ReviewSession(Protocol):
    """Access to a source for the length of one call of ours. See FeedSession for what it raises."""

    tally: CallTally

    def page(self, question: Question, parse: Parse[PageT]) -> PageT:
        """What parse makes of the page's body, which has the shape of domain.review_texts."""


class ReviewSource(Protocol):
    """Where review texts come from: Amazon's extension, an uploaded file, a vendor."""

    asks_amazon: bool
    """Whether it is asked under a seller's consent, and says when each review last changed."""

    def session(
        self, task: ReviewTask, connection: SellerConnection | None, seconds_left: SecondsLeft
    ) -> ReviewSession:
        """connection: the seller's consent, for a source that is asked under one."""


class JobLake(Protocol):
    """Raw and canonical objects of a job, and its manifest."""

    @property
    def bucket(self) -> str:
        """The data bucket's name."""

    def write_tasks(self, job: Job, tasks: Sequence[ReviewTask]) -> str:
        """Writes the manifest of the job's present attempt; answers its key."""

    def save_raw(self, task: ReviewTask, source: str, page: int, body: bytes) -> None:
        """Exactly what arrived."""

    def save_page(self, task: ReviewTask, page: int, reviews: Sequence[DatedReview]) -> None:
        """What a page brought, without names: what is raw nobody reads back."""

    def load_page(self, task: ReviewTask, page: int) -> tuple[DatedReview, ...]:
        """Raises: NotFound."""

    def save_listing(self, task: ReviewTask, listing: ProductListing) -> None:
        """The canonical document, where analysis looks for it."""

    def analysis_failure(self, task: ReviewTask) -> str | None:
        """Why the listing's analysis is not done; None when it is."""
