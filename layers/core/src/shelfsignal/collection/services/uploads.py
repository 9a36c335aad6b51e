"""Reviews from a file: asking for a job, handing the file over, and reading it.

A file that fits into a request comes with it; a larger one is put to a link of its own, and the job
is started then. Behind that an upload is a review job like any other, from another source.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from shelfsignal.collection.domain.collect_ports import ProductStore
from shelfsignal.collection.domain.errors import SellerNotFound
from shelfsignal.collection.domain.job_errors import (
    JobNotCancellable,
    JobNotFound,
    UnreadableUpload,
    UploadMissing,
)
from shelfsignal.collection.domain.job_ports import RequestKey
from shelfsignal.collection.domain.jobs import (
    LINK_FOR,
    NO_SELLER,
    Job,
    JobKind,
    JobMode,
    Upload,
)
from shelfsignal.collection.domain.review_csv import MAX_BYTES, BadRow, read_csv
from shelfsignal.collection.domain.upload_ports import FileReport, UploadFiles
from shelfsignal.collection.services.open_review_job import Intake
from shelfsignal.collection.services.register_seller import PseudonymKeyMaker
from shelfsignal.collection.services.review_jobs import (
    KEY_LIFE,
    JobDesk,
    brands_of,
    start_execution,
    watch_job,
    without_file,
)
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.paging import decode_cursor, encode_cursor

TOO_LARGE: Final = f"A file has 1 to {MAX_BYTES} bytes: split it."
NOT_THEIRS: Final = "is no product of the brands that whoever sent the file sees"


@dataclass(frozen=True)
class UploadDesk:
    """What uploading needs."""

    jobs: JobDesk
    pseudonyms: PseudonymKeyMaker

    def seen_by(self, brands: frozenset[str] | None) -> "UploadDesk":
        return replace(self, jobs=self.jobs.seen_by(brands))


@dataclass(frozen=True)
class NewUpload:
    """csv None: a file of size_bytes is to be put to a link."""

    org_id: OrgId
    marketplace: Marketplace
    filename: str
    seller_id: SellerId | None = None
    csv: str | None = None
    size_bytes: int | None = None
    day: date | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class UploadPlace:
    """Where to PUT the file, until when."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class BadRows:
    """A page of the rows that are not usable; cursor is None on the last one."""

    rows: tuple[BadRow, ...]
    cursor: str | None


class FileIntake:
    """Preparer: the file read, its usable rows stored by product.

    A file of somebody who sees some brands brings nothing to the products of others.
    """

    def __init__(self, files: UploadFiles, products: ProductStore) -> None:
        self._files = files
        self._products = products

    def prepare(self, job: Job) -> Intake:
        """See Preparer.prepare. Raises: UploadMissing, UnreadableUpload."""
        found = read_csv(self._files.read(job, MAX_BYTES), job.day)
        brands = brands_of(self._products, job.org_id, job.marketplace, found.rows)
        for asin, brand in brands.items():
            if job.confined_to is not None and brand not in job.confined_to:
                found.refuse_product(asin, NOT_THEIRS)
        self._files.put_parts(job, found.rows)
        self._files.put_report(job, FileReport.of(found))
        asked = job.upload or Upload("reviews.csv")
        upload = replace(asked, rows=found.total, bad_rows=found.bad_rows, is_stored=True)
        kept = frozenset(brands[asin] for asin in found.rows)
        return Intake(tuple(found.rows), upload, kept)


def start_upload(desk: UploadDesk, command: NewUpload) -> tuple[Job, UploadPlace | None]:
    """The job, started when the file came along, else where to put it: not when the same key made
    a job that awaits no file any more.

    Raises: SellerNotFound, IdempotencyConflict, InvalidInput.
    """
    _check_size(command)
    _check_seller(desk, command)
    desk.pseudonyms.ensure_pseudonym_key(command.org_id)
    now = desk.jobs.clock()
    asked = Job(
        org_id=command.org_id,
        job_id=desk.jobs.new_id(),
        kind=JobKind.CSV_UPLOAD,
        mode=JobMode.FULL,
        seller_id=command.seller_id or NO_SELLER,
        marketplace=command.marketplace,
        day=command.day or now.date(),
        created_at=now,
        attempt_at=now,
        confined_to=desk.jobs.brands,
        upload=Upload(command.filename, is_stored=command.csv is not None),
    )
    job = desk.jobs.jobs.create(asked, _request_key(desk, command, now))
    if command.csv is None:
        return _place(desk, job, asked, command.size_bytes or 0)
    desk.jobs.files.put(job, command.csv.encode("utf-8", "surrogatepass"))
    start_execution(desk.jobs.executions, job)
    return job, None


def start_uploaded(desk: UploadDesk, org_id: OrgId, job_id: RunId) -> Job:
    """The job, started now that its file is there; doing it again changes nothing.

    Raises: JobNotFound, JobNotCancellable, UploadMissing, UnreadableUpload.
    """
    job = _upload(desk, org_id, job_id)
    if not job.awaits_file:
        return job
    if not job.is_open:
        raise JobNotCancellable(job_id, job.status)
    size = desk.jobs.files.size_bytes(job)
    if size is None:
        raise UploadMissing(job_id)
    if size > MAX_BYTES:
        raise UnreadableUpload(TOO_LARGE)
    upload = replace(job.upload or Upload("reviews.csv"), is_stored=True)
    ready = desk.jobs.jobs.replace(replace(job, upload=upload, attempt_at=desk.jobs.clock()))
    start_execution(desk.jobs.executions, ready)
    return ready


def upload_report(
    desk: UploadDesk, org_id: OrgId, job_id: RunId, limit: int = 50, cursor: str | None = None
) -> tuple[Job, FileReport | None, BadRows]:
    """The job, what was made of its file, and a page of what is not usable.

    Raises: JobNotFound, BadCursor.
    """
    job = _upload(desk, org_id, job_id)
    query = {"list": "bad_rows", "job_id": job_id}
    skipped = decode_cursor(query, cursor, skipped=int)["skipped"] if cursor else 0
    report = desk.jobs.files.report(job)
    bad = report.bad if report else ()
    end = skipped + limit
    more = encode_cursor(query, {"skipped": end}) if end < len(bad) else None
    return job, report, BadRows(bad[skipped:end], more)


def _place(
    desk: UploadDesk, stored: Job, asked: Job, size_bytes: int
) -> tuple[Job, UploadPlace | None]:
    """A job that was made before is handed a new link, and the time that it is good for."""
    job = without_file(desk.jobs, stored)
    if not (job.is_open and job.awaits_file):
        return job, None
    if job.job_id != asked.job_id:
        job = desk.jobs.jobs.replace(replace(job, attempt_at=asked.attempt_at))
    link = desk.jobs.files.link(job, size_bytes, int(LINK_FOR.total_seconds()))
    return job, UploadPlace(link, job.link_until)


def _upload(desk: UploadDesk, org_id: OrgId, job_id: RunId) -> Job:
    job = watch_job(desk.jobs, org_id, job_id)
    if job.kind is not JobKind.CSV_UPLOAD:
        raise JobNotFound(job_id)
    return job


def _check_size(command: NewUpload) -> None:
    """A link takes the size that was stated and no other."""
    if (command.csv is None) == (command.size_bytes is None):
        message = "Send the file as csv, or its size as size_bytes to put it to a link."
        raise InvalidInput(message, field="size_bytes")
    if not 0 < (command.size_bytes or 1) <= MAX_BYTES:
        raise InvalidInput(TOO_LARGE, field="size_bytes")


def _check_seller(desk: UploadDesk, command: NewUpload) -> None:
    seller = command.seller_id
    known = {each.seller_id for each in desk.jobs.connections.of_org(command.org_id)}
    if seller is not None and seller not in known:
        raise SellerNotFound(seller)


def _request_key(desk: UploadDesk, command: NewUpload, now: datetime) -> RequestKey | None:
    if command.idempotency_key is None:
        return None
    about = (command.marketplace, command.filename, command.seller_id, str(command.day))
    told = (*about, command.size_bytes)
    seen = None if desk.jobs.brands is None else sorted(desk.jobs.brands)
    request = json.dumps(["upload", *told, command.csv, seen])
    return RequestKey(_hash(command.idempotency_key), _hash(request), now + KEY_LIFE)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
