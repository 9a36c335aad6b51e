"""Asking for review jobs, looking at them, stopping and retrying them: what the API calls."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from shelfsignal.collection.domain.collect_ports import ProductStore
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller
from shelfsignal.collection.domain.job_errors import (
    JobNotFound,
    JobNotRetryable,
    LostJob,
    ProductsNotFound,
)
from shelfsignal.collection.domain.job_ports import JobStore, RequestKey
from shelfsignal.collection.domain.jobs import (
    LAST_ITEM,
    ItemState,
    Job,
    JobItem,
    JobKind,
    JobMode,
    JobStatus,
    cancelled,
    never_begun,
    retried,
)
from shelfsignal.collection.domain.locks import is_starting
from shelfsignal.collection.domain.ports import ConnectionStore, Executions
from shelfsignal.collection.domain.products import brand_of
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.collection.domain.upload_ports import UploadFiles
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, RunId, SellerId, product_id
from shelfsignal.kernel.paging import BadCursor, decode_cursor, encode_cursor

MAX_ASINS: Final = 500
MAX_LISTED: Final = 100
# How long a key stands for the job it made.
KEY_LIFE: Final = timedelta(hours=24)
VANISHED: Final = "The execution ended without a word."


@dataclass(frozen=True)
class JobDesk:
    """What asking for jobs needs. executions are review_fetch's, files those of CSV jobs.

    brands: the only ones the caller sees, None for all. What is another brand's is not there.
    """

    jobs: JobStore
    connections: ConnectionStore
    products: ProductStore
    executions: Executions
    files: UploadFiles
    clock: Clock
    new_id: Callable[[], RunId]
    brands: frozenset[str] | None = None

    def seen_by(self, brands: frozenset[str] | None) -> "JobDesk":
        return replace(self, brands=brands)


@dataclass(frozen=True)
class FetchReviews:
    """asins: at least one; repeated ones count once. day None: today."""

    org_id: OrgId
    seller_id: SellerId
    marketplace: Marketplace
    asins: tuple[Asin, ...]
    mode: JobMode = JobMode.INCREMENTAL
    day: date | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class ItemPage:
    """A page of a job's items; cursor is None on the last one."""

    items: tuple[JobItem, ...]
    cursor: str | None


def start_fetch(desk: JobDesk, command: FetchReviews) -> Job:
    """The job, started; the same job for the same idempotency key and request.

    Raises: SellerNotFound, ReauthoriseSeller, InvalidInput, IdempotencyConflict, ProductsNotFound.
    """
    asins = tuple(dict.fromkeys(command.asins))
    if not 0 < len(asins) <= MAX_ASINS:
        raise InvalidInput(f"asins takes 1 to {MAX_ASINS}.", field="asins")
    _check_seller(desk.connections, command)
    brands = _brands(desk, command, asins)
    now = desk.clock()
    asked = Job(
        org_id=command.org_id,
        job_id=desk.new_id(),
        kind=JobKind.REVIEW_FETCH,
        mode=command.mode,
        seller_id=command.seller_id,
        marketplace=command.marketplace,
        day=command.day or now.date(),
        created_at=now,
        attempt_at=now,
        asins=asins,
        brands=brands,
        confined_to=desk.brands,
    )
    job = desk.jobs.create(asked, _request_key(desk, command, asins))
    start_execution(desk.executions, job)
    return job


def start_execution(executions: Executions, job: Job) -> None:
    """Starting a job that was started is no error: its execution bears the attempt's name."""
    if job.is_open:
        document = {"org_id": job.org_id, "job_id": job.job_id, "attempt": job.attempt}
        executions.start(job.execution_name, document)


def watch_job(desk: JobDesk, org_id: OrgId, job_id: RunId) -> Job:
    """The job; on the way one whose execution was aborted or timed out is closed as FAILED, and
    one whose file never came as CANCELLED.

    Raises: JobNotFound.
    """
    job = desk.jobs.get(org_id, job_id)
    if not job.is_seen_by(desk.brands):
        raise JobNotFound(job_id)
    job, now = without_file(desk, job), desk.clock()
    if not _is_dead(desk.executions, job, now):
        return job
    # It may have ended between the two looks: only one that is still open is dead.
    job = desk.jobs.get(org_id, job_id)
    if not job.is_open:
        return job
    ended = JobStatus.CANCELLED if job.cancel_requested_at else JobStatus.FAILED
    closed = replace(job, status=ended, finished_at=now, failure=VANISHED)
    return desk.jobs.replace(closed)


def without_file(desk: JobDesk, job: Job) -> Job:
    """The job, closed if its link has run out and nothing was put there; a file that is there may
    still be started."""
    if not job.is_overdue(desk.clock()) or desk.files.size_bytes(job) is not None:
        return job
    try:
        return desk.jobs.replace(never_begun(job))
    except LostJob:
        return desk.jobs.get(job.org_id, job.job_id)


def job_items(
    desk: JobDesk,
    job: Job,
    limit: int = 50,
    cursor: str | None = None,
    state: ItemState | None = None,
) -> ItemPage:
    """Raises: BadCursor."""
    query = {"list": "job_items", "job_id": job.job_id, "state": state}
    after = decode_cursor(query, cursor, after=int)["after"] if cursor else 0
    if after >= LAST_ITEM:  # a forged one: no job has that many
        raise BadCursor
    size = max(1, min(limit, MAX_LISTED))
    found = desk.jobs.items(job.org_id, job.job_id, after=after, limit=size + 1, state=state)
    more = len(found) > size
    position = {"after": found[size - 1].number} if more else {}
    return ItemPage(tuple(found[:size]), encode_cursor(query, position) if more else None)


def cancel_job(desk: JobDesk, org_id: OrgId, job_id: RunId) -> Job:
    """The job, which stops at its next page; at once when it still waits for its file.

    Raises: JobNotFound, JobNotCancellable.
    """
    job = cancelled(watch_job(desk, org_id, job_id), desk.clock())
    if job.awaits_file:
        job = replace(job, status=JobStatus.CANCELLED, finished_at=job.cancel_requested_at)
    return desk.jobs.replace(job)


def retry_job(desk: JobDesk, org_id: OrgId, job_id: RunId) -> Job:
    """The job at its next attempt: what it has completed is not done again.

    Raises: JobNotFound, JobNotRetryable.
    """
    stored = watch_job(desk, org_id, job_id)
    asked = retried(stored, desk.clock())
    if asked.upload and asked.awaits_file:
        if desk.files.size_bytes(stored) is None:
            raise JobNotRetryable(job_id, stored.status)
        asked = replace(asked, upload=replace(asked.upload, is_stored=True))
    job = desk.jobs.replace(asked)
    start_execution(desk.executions, job)
    return job


def _is_dead(executions: Executions, job: Job, now: datetime) -> bool:
    if not job.is_open or job.awaits_file or is_starting(job.attempt_at, now):
        return False
    return not executions.is_running(executions.arn(job.execution_name))


def brands_of(
    products: ProductStore, org_id: OrgId, marketplace: Marketplace, asins: Iterable[Asin]
) -> dict[Asin, str]:
    """The brand each is shown under, by what runs have remembered of it."""
    ids = {asin: product_id(marketplace, asin) for asin in asins}
    known = products.recall(org_id, ids.values())
    return {asin: brand_of(known.get(each)) for asin, each in ids.items()}


def _brands(desk: JobDesk, command: FetchReviews, asins: tuple[Asin, ...]) -> frozenset[str]:
    found = brands_of(desk.products, command.org_id, command.marketplace, asins)
    hidden = [
        asin
        for asin, brand in found.items()
        if desk.brands is not None and brand not in desk.brands
    ]
    if hidden:
        raise ProductsNotFound(hidden)
    return frozenset(found.values())


def _check_seller(connections: ConnectionStore, command: FetchReviews) -> None:
    grant = Grant(command.org_id, command.seller_id, command.marketplace.region)
    connection: SellerConnection = connections.get(grant)
    if command.marketplace not in connection.marketplaces:
        message = f"Seller {command.seller_id} does not sell in {command.marketplace}."
        raise InvalidInput(message, field="marketplace_id")
    if not connection.is_active:
        reason = connection.explanation or "its consent was refused"
        raise ReauthoriseSeller(command.seller_id, reason)


def _request_key(
    desk: JobDesk, command: FetchReviews, asins: tuple[Asin, ...]
) -> RequestKey | None:
    if command.idempotency_key is None:
        return None
    request = [command.seller_id, command.marketplace, command.mode, str(command.day), *asins]
    return RequestKey(
        key_hash=_hash(command.idempotency_key),
        request_hash=_hash(json.dumps(request)),
        expires_at=desk.clock() + KEY_LIFE,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
