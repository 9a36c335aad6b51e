"""Review jobs: fetch the reviews of named products once, from Amazon or from an uploaded file.

A job is to the lake what a run is: its id is a ULID, its objects lie under it, and an attempt that
left something is followed by another one of the same job. What it has come to is kept an item a
product; the job's figures are the sum of its items', and move together with them.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from shelfsignal.collection.domain.job_errors import JobNotCancellable, JobNotRetryable
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, RunId, SellerId


class JobKind(StrEnum):
    """Where the review texts come from."""

    REVIEW_FETCH = "review_fetch"
    CSV_UPLOAD = "csv_upload"

    @property
    def source(self) -> str:
        """The source's name: part of raw keys and of marks."""
        return {JobKind.REVIEW_FETCH: "review_texts", JobKind.CSV_UPLOAD: "csv"}[self]


class JobMode(StrEnum):
    """FULL: every review there is. INCREMENTAL: what is new since the product's last fetch."""

    FULL = "full"
    INCREMENTAL = "incremental"


class JobStatus(StrEnum):
    """QUEUED: asked for. PARTIAL: some products failed. FAILED: all did, or the job broke off."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


# Whose jobs those of files are that name no connected seller.
NO_SELLER: Final = SellerId("CSV")
# How long a file can be put to its link, and how long one that was begun in time may take.
LINK_FOR: Final = timedelta(minutes=15)
SLOW_PUT: Final = timedelta(minutes=15)
FILE_NEVER_CAME: Final = "Its file never came, and the link to put it to has run out."
# Items bear numbers of five digits.
LAST_ITEM: Final = 99_999
OPEN: Final = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
RETRYABLE: Final = frozenset({JobStatus.PARTIAL, JobStatus.FAILED, JobStatus.CANCELLED})


class ItemState(StrEnum):
    """FETCHED: every page is stored, insights are still being drawn. DONE: they are."""

    PENDING = "PENDING"
    FETCHED = "FETCHED"
    DONE = "DONE"
    FAILED = "FAILED"


@dataclass(frozen=True)
class JobFigures:
    """Sums over a job's items. completed counts products whose reviews are all stored."""

    total: int = 0
    completed: int = 0
    failed: int = 0
    reviews: int = 0
    pages: int = 0


@dataclass(frozen=True)
class Upload:
    """The file of a CSV job. Rows are counted without the heading; bad ones are in the report."""

    filename: str
    rows: int = 0
    bad_rows: int = 0
    is_stored: bool = False


@dataclass(frozen=True)
class Job:
    """A review job. asins: what was asked for; a file's are known when it has been read.

    brands: those its products were of when they became known. confined_to: the only ones they may
    be of, for whoever asked sees no others; None: any.
    attempt_at is when the present attempt was asked for, or the link its file is put to was handed
    out; started_at when the first one began.
    version is what writers compare; figures move without it.
    """

    org_id: OrgId
    job_id: RunId
    kind: JobKind
    mode: JobMode
    seller_id: SellerId
    marketplace: Marketplace
    day: date
    created_at: datetime
    attempt_at: datetime
    attempt: int = 1
    status: JobStatus = JobStatus.QUEUED
    asins: tuple[Asin, ...] = ()
    brands: frozenset[str] | None = None
    confined_to: frozenset[str] | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancel_requested_at: datetime | None = None
    failure: str | None = None
    figures: JobFigures = field(default_factory=JobFigures)
    upload: Upload | None = None
    version: int = 0

    @property
    def execution_name(self) -> str:
        """`<job_id>-<attempt>`: starting the same attempt twice is refused by the state machine."""
        return f"{self.job_id}-{self.attempt}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_seen_by(self, brands: frozenset[str] | None) -> bool:
        """Whether it exists for a caller who sees these brands alone; None: all of them."""
        known = self.brands or self.confined_to
        return brands is None or (known is not None and known <= brands)

    @property
    def awaits_file(self) -> bool:
        """Whether nothing can begin before somebody has put the file where it is expected."""
        return self.upload is not None and not self.upload.is_stored

    @property
    def link_until(self) -> datetime:
        """When the link runs out that the file is put to."""
        return self.attempt_at + LINK_FOR

    def is_overdue(self, now: datetime) -> bool:
        """Whether it awaits a file that, unless it is there, nobody can bring any more."""
        return self.is_open and self.awaits_file and now >= self.link_until + SLOW_PUT

    def is_wanted(self, attempt: int) -> bool:
        """Whether this attempt is to go on: it is the present one, and nobody cancelled it."""
        return self.is_open and self.attempt == attempt and self.cancel_requested_at is None

    def seconds(self, now: datetime) -> float:
        """From the first attempt's beginning to the end, or until now."""
        if self.started_at is None:
            return 0.0
        return round(((self.finished_at or now) - self.started_at).total_seconds(), 3)


@dataclass(frozen=True)
class Mark:
    """How far a product's reviews have been fetched from a source.

    at: the newest `updated_at` seen. seen: fingerprints of the reviews that were as new as that:
    the source is asked for changes since then, inclusive, so that none slips through.
    """

    at: datetime
    seen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class JobItem:
    """One product of a job, and how far it is: a checkpoint that moves a page at a time.

    number counts from 1 in the order of the request. next_token is the next page's. pages and
    reviews are those stored. listing: whether there is something to analyse. rewalked_in is the
    attempt that began again at page 1 because its token was refused. version is what writers
    compare.
    """

    number: int
    asin: Asin
    state: ItemState = ItemState.PENDING
    pages: int = 0
    reviews: int = 0
    next_token: str | None = None
    is_fetched: bool = False
    listing: bool = False
    mark: Mark | None = None
    rewalked_in: int = 0
    error: str | None = None
    reason: str | None = None
    version: int = 0

    def after_page(self, reviews: int, next_token: str | None) -> "JobItem":
        """reviews: how many are stored now, this page's included."""
        return replace(
            self._going_on(), pages=self.pages + 1, reviews=reviews, next_token=next_token
        )

    def walked_again(self, attempt: int) -> "JobItem":
        return replace(self._going_on(), pages=0, reviews=0, next_token=None, rewalked_in=attempt)

    def fetched(self, *, reviews: int, listing: bool, mark: Mark | None) -> "JobItem":
        return replace(
            self._going_on(),
            state=ItemState.FETCHED,
            is_fetched=True,
            next_token=None,
            reviews=reviews,
            listing=listing,
            mark=mark,
        )

    def analysed_again(self) -> "JobItem":
        """Its reviews are stored; only their analysis failed."""
        return replace(self._going_on(), state=ItemState.FETCHED)

    def done(self) -> "JobItem":
        return replace(self, state=ItemState.DONE, error=None, reason=None)

    def failed(self, error: str, reason: str) -> "JobItem":
        return replace(self, state=ItemState.FAILED, error=error, reason=reason)

    @property
    def figures(self) -> JobFigures:
        """What it adds to the job's."""
        completed = self.state in {ItemState.FETCHED, ItemState.DONE}
        failed = self.state is ItemState.FAILED
        return JobFigures(0, int(completed), int(failed), self.reviews, self.pages)

    def _going_on(self) -> "JobItem":
        return replace(self, state=ItemState.PENDING, error=None, reason=None)


def cancelled(job: Job, now: datetime) -> Job:
    """The job, to be stopped at its next page. Raises: JobNotCancellable."""
    if not job.is_open:
        raise JobNotCancellable(job.job_id, job.status)
    return replace(job, cancel_requested_at=job.cancel_requested_at or now)


def never_begun(job: Job) -> Job:
    """The job, ended when its link ran out."""
    return replace(
        job,
        status=JobStatus.CANCELLED,
        finished_at=job.link_until,
        failure=FILE_NEVER_CAME,
    )


def retried(job: Job, now: datetime) -> Job:
    """The job at its next attempt. Raises: JobNotRetryable."""
    if job.status not in RETRYABLE:
        raise JobNotRetryable(job.job_id, job.status)
    return replace(
        job,
        attempt=job.attempt + 1,
        attempt_at=now,
        status=JobStatus.QUEUED,
        finished_at=None,
        cancel_requested_at=None,
        failure=None,
    )


def verdict(job: Job, figures: JobFigures) -> JobStatus:
    """How a job ended whose items came to these figures.

    CANCELLED: somebody asked for it and something is left. A job without any product is FAILED.
    """
    left = figures.total - figures.completed
    if not left and figures.total:
        return JobStatus.SUCCEEDED
    if job.cancel_requested_at is not None:
        return JobStatus.CANCELLED
    return JobStatus.PARTIAL if figures.completed else JobStatus.FAILED
