"""Uploaded files in S3, and the source of reviews that reads their parts."""

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from shelfsignal.collection.domain.calls import CallTally
from shelfsignal.collection.domain.collect_ports import PageT, Parse, SecondsLeft
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import SourceRefused
from shelfsignal.collection.domain.job_errors import UnreadableUpload, UploadMissing
from shelfsignal.collection.domain.job_ports import Question
from shelfsignal.collection.domain.jobs import Job
from shelfsignal.collection.domain.review_csv import BadRow
from shelfsignal.collection.domain.upload_ports import FileReport
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import Asin
from shelfsignal.kernel.objects import S3Objects

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PAGE_ROWS: Final = 500
_WRITERS: Final = 8
_OPERATION: Final = "readUpload"


class S3Uploads:
    """UploadFiles below uploads/. The client is made by whoever first needs a file: most of what
    is asked about jobs needs none."""

    def __init__(self, make_client: Callable[[], "S3Client"], bucket: str) -> None:
        self._make_client = make_client
        self._bucket = bucket

    @cached_property
    def _client(self) -> "S3Client":
        return self._make_client()

    @cached_property
    def _objects(self) -> S3Objects:
        return S3Objects(self._client, self._bucket)

    def put(self, job: Job, body: bytes) -> None:
        """See UploadFiles.put."""
        self._objects.put(_key(job), body)

    def link(self, job: Job, size_bytes: int, seconds: int) -> str:
        """See UploadFiles.link: the size is among what is signed."""
        asked = {"Bucket": self._bucket, "Key": _key(job), "ContentLength": size_bytes}
        return self._client.generate_presigned_url("put_object", Params=asked, ExpiresIn=seconds)

    def size_bytes(self, job: Job) -> int | None:
        """See UploadFiles.size_bytes."""
        return self._objects.size_bytes(_key(job))

    def read(self, job: Job, most_bytes: int) -> bytes:
        """See UploadFiles.read: no more than that is held, whatever was put there."""
        try:
            body = self._objects.get(_key(job), most_bytes + 1)
        except NotFound as error:
            raise UploadMissing(job.job_id) from error
        if len(body) > most_bytes:
            raise UnreadableUpload(f"The file is over {most_bytes // 1_000_000} MB: split it.")
        return body

    def put_parts(self, job: Job, rows: Mapping[Asin, Sequence[Mapping[str, Any]]]) -> None:
        """See UploadFiles.put_parts."""

        def put(asin: Asin) -> None:
            key = lake.upload_part_key(job.org_id, job.job_id, asin)
            self._objects.put_gzip(key, json.dumps(rows[asin], ensure_ascii=False).encode())

        with ThreadPoolExecutor(_WRITERS) as pool:
            list(pool.map(put, rows))

    def put_report(self, job: Job, report: FileReport) -> None:
        """See UploadFiles.put_report."""
        document = {**vars(report), "bad": [vars(row) for row in report.bad]}
        key = lake.upload_report_key(job.org_id, job.job_id)
        self._objects.put_gzip(key, json.dumps(document, ensure_ascii=False).encode())

    def report(self, job: Job) -> FileReport | None:
        """See UploadFiles.report."""
        try:
            body = self._objects.get(lake.upload_report_key(job.org_id, job.job_id))
        except NotFound:
            return None
        document = json.loads(gzip.decompress(body))
        document["bad"] = tuple(BadRow(**row) for row in document["bad"])
        for name in ("columns", "ignored"):
            document[name] = tuple(document[name])
        return FileReport(**document)


class UploadedReviews:
    """ReviewSource over the parts of an uploaded file; every review it has is new to it."""

    asks_amazon = False

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    def session(
        self,
        task: ReviewTask,
        connection: SellerConnection | None,  # noqa: ARG002 - nobody is asked
        seconds_left: SecondsLeft,  # noqa: ARG002 - nothing is waited for
    ) -> "UploadedReviewsSession":
        """See ReviewSource.session."""
        return UploadedReviewsSession(self._objects, task)


class UploadedReviewsSession:
    """ReviewSession: pages of PAGE_ROWS rows; a token is where the next one begins."""

    def __init__(self, objects: S3Objects, task: ReviewTask) -> None:
        self.tally = CallTally()
        self._objects = objects
        self._task = task

    def page(self, question: Question, parse: Parse[PageT]) -> PageT:
        """See ReviewSession.page."""
        key = lake.upload_part_key(self._task.org_id, self._task.run_id, question.asin)
        try:
            rows = json.loads(gzip.decompress(self._objects.get(key)))
        except NotFound as error:
            raise SourceRefused(_OPERATION, 404, "the file has expired: upload it again") from error
        first = int(question.token or 0)
        following = first + PAGE_ROWS
        document = {
            "asin": question.asin,
            "marketplaceId": self._task.marketplace.marketplace_id,
            "numberOfResults": len(rows),
            "pagination": {"nextToken": str(following)} if following < len(rows) else {},
            "reviews": rows[first:following],
        }
        return parse(json.dumps(document, ensure_ascii=False).encode())


def _key(job: Job) -> str:
    return lake.upload_key(job.org_id, job.job_id)
