"""Review jobs: what starts one, how it is going, and what it has brought."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from shelfsignal.collection.domain.jobs import ItemState, JobKind, JobMode, JobStatus
from shelfsignal.collection.domain.review_csv import MAX_BYTES
from shelfsignal.runtime.web.fields import Answer, Cursor, Day, Given, Listed, Moment, Sent

_SellerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,64}$")]
_Asin = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{10}$")]


class MarketplaceId(StrEnum):
    """Amazon's ids of the marketplaces served."""

    US = "ATVPDKIKX0DER"
    UK = "A1F83G8C2ARO7P"
    DE = "A1PA6795UKMFR9"


class IdempotencyHeaders(Sent):
    key: str | None = Field(
        None,
        alias="idempotency-key",
        pattern=r"^[!-~]{1,200}$",
        description="The same key with the same request answers with the same job, for 24 hours.",
    )


class NewFetch(Given):
    """Whose products' reviews to fetch."""

    seller_id: _SellerId = Field(description="A connected seller.")
    marketplace_id: MarketplaceId
    asins: tuple[_Asin, ...] = Field(min_length=1, max_length=500)
    mode: JobMode = Field(
        JobMode.INCREMENTAL,
        description="full: every review; incremental: what is new since a product's last fetch.",
    )
    day: Day | None = Field(None, description="UTC day the job is stated for; default: today.")


class NewUpload(Given):
    """A CSV file of reviews. With size_bytes in csv's place the answer says where to PUT it."""

    max_bytes: ClassVar[int] = 5_000_000

    marketplace_id: MarketplaceId
    filename: str = Field("reviews.csv", pattern=r"^[^\x00-\x1f/\\]{1,200}$")
    seller_id: _SellerId | None = Field(None, description="A connected seller, if it is one's.")
    csv: str | None = Field(
        None,
        min_length=1,
        max_length=max_bytes,
        description="The file itself, of up to 5 MB as JSON; larger ones go to upload_url.",
    )
    size_bytes: int | None = Field(
        None,
        ge=1,
        le=MAX_BYTES,
        description="Of the file that will be put to upload_url, which takes no other size.",
    )
    day: Day | None = Field(None, description="UTC day the job is stated for; default: today.")


class JobPath(Given):
    job_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,80}$", description="The id of a job.")


class SellerJobsPath(Given):
    seller_id: _SellerId = Field(description="Amazon's id of the selling partner.")


class JobStatusQuery(Listed):
    state: ItemState | None = Field(None, description="Only products in this state.")


class JobUpload(Answer):
    """The file of a CSV job; rows are counted without the heading."""

    filename: str
    rows: int
    bad_rows: int
    is_stored: bool = Field(
        description="It has arrived; false: the job waits for it, or ended before it came."
    )


class JobItem(Answer):
    """A review job. Its figures move while it is open."""

    job_id: str
    kind: JobKind
    mode: JobMode
    status: JobStatus
    seller_id: str
    marketplace_id: str
    day: date
    attempt: int
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    cancel_requested: bool = Field(description="It stops at its next page.")
    total_asins: int
    completed_asins: int
    failed_asins: int
    total_reviews_fetched: int
    pages_fetched: int
    duration_seconds: float
    failure: str | None = Field(description="Why the job as a whole broke off.")
    upload: JobUpload | None


class UploadItem(JobItem):
    """A job of a file. PUT the file to upload_url before upload_expires_at, then start the job.

    Nothing put there until then ends the job as CANCELLED. Both are null when no file is awaited.
    """

    upload_url: str | None
    upload_expires_at: Moment | None


class UploadRow(Answer):
    """A row that is not usable. line counts from 1, the heading included."""

    line: int
    column: str | None = Field(description="The column; null: the row as a whole.")
    reason: str


class UploadReport(JobItem):
    """What was made of a file, with a page of the rows that are not usable (the first 1,000)."""

    encoding: str | None
    delimiter: str | None
    columns: tuple[str, ...] = Field(description="The columns that were taken.")
    ignored: tuple[str, ...] = Field(description="Headings that mean nothing here.")
    rows: tuple[UploadRow, ...]
    cursor: Cursor


class JobPage(Answer):
    """Newest first."""

    items: tuple[JobItem, ...]
    cursor: Cursor


class JobResult(Answer):
    """One product of a job. Objects are named once they are stored."""

    asin: str
    state: ItemState
    pages: int
    reviews: int
    s3_raw_keys: tuple[str, ...]
    s3_processed_key: str | None
    error: str | None
    reason: str | None


class JobError(Answer):
    """A product that failed, and why."""

    asin: str
    error: str
    reason: str


class JobReport(JobItem):
    """A job with a page of its products; keys and errors are those of the page."""

    s3_raw_keys: tuple[str, ...]
    s3_processed_keys: tuple[str, ...]
    errors: tuple[JobError, ...]
    results: tuple[JobResult, ...]
    cursor: Cursor
