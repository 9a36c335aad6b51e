"""A review job's objects: its manifest, raw pages, canonical documents, and what analysis left."""

import gzip
import json
from collections.abc import Sequence
from typing import Any

from shelfsignal.collection.adapters.s3.results import what_is_left
from shelfsignal.collection.domain.jobs import Job
from shelfsignal.collection.domain.review_texts import DatedReview
from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.catalogue import ProductListing, Review
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.objects import S3Objects


class S3JobLake:
    """JobLake."""

    def __init__(self, objects: S3Objects) -> None:
        self._objects = objects

    @property
    def bucket(self) -> str:
        """See JobLake.bucket."""
        return self._objects.bucket

    def write_tasks(self, job: Job, tasks: Sequence[ReviewTask]) -> str:
        """See JobLake.write_tasks."""
        key = lake.tasks_key(job.org_id, job.job_id, job.attempt)
        lines = (each.model_dump_json().encode() + b"\n" for each in tasks)
        self._objects.put(key, b"".join(lines))
        return key

    def save_raw(self, task: ReviewTask, source: str, page: int, body: bytes) -> None:
        """See JobLake.save_raw."""
        self._objects.put_gzip(lake.raw_texts_key(task, task.asin, page, source), body)

    def save_page(self, task: ReviewTask, page: int, reviews: Sequence[DatedReview]) -> None:
        """See JobLake.save_page."""
        lines = [json.dumps(_document(each), ensure_ascii=False) for each in reviews]
        key = lake.texts_page_key(task, task.asin, page)
        self._objects.put_gzip(key, "\n".join(lines).encode())

    def load_page(self, task: ReviewTask, page: int) -> tuple[DatedReview, ...]:
        """See JobLake.load_page."""
        body = gzip.decompress(self._objects.get(lake.texts_page_key(task, task.asin, page)))
        return tuple(_review(json.loads(line)) for line in body.decode().split("\n") if line)

    def save_listing(self, task: ReviewTask, listing: ProductListing) -> None:
        """See JobLake.save_listing: one line, with the fields of the canonical document."""
        line = json.dumps(listing.to_document(), ensure_ascii=False).encode() + b"\n"
        self._objects.put_gzip(lake.page_key(task, task.item), line)

    def analysis_failure(self, task: ReviewTask) -> str | None:
        """See JobLake.analysis_failure."""
        try:
            return what_is_left(self._objects.get(lake.result_key(task.batch)))
        except NotFound:
            return "Its reviews are stored, and were not analysed."


def _document(each: DatedReview) -> dict[str, Any]:
    updated_at = to_z(each.updated_at) if each.updated_at else None
    return {"review": each.review.model_dump(mode="json"), "updated_at": updated_at}


def _review(document: dict[str, Any]) -> DatedReview:
    updated_at = document["updated_at"]
    return DatedReview(
        Review.model_validate(document["review"]), from_z(updated_at) if updated_at else None
    )
