"""The first state of a job's execution: its items exist, and what is left of them is listed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from shelfsignal.collection.domain.errors import StaleAttempt
from shelfsignal.collection.domain.job_ports import JobLake, JobStore
from shelfsignal.collection.domain.jobs import ItemState, Job, JobItem, JobKind, JobStatus, Upload
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.correlation import correlation_id
from shelfsignal.kernel.ids import Asin, OrgId, RunId
from shelfsignal.kernel.metrics import metrics


@dataclass(frozen=True)
class Intake:
    """What a job is to go through. upload and the products' brands: of a file, once it was read."""

    asins: tuple[Asin, ...]
    upload: Upload | None = None
    brands: frozenset[str] | None = None


class Preparer(Protocol):
    """What has to be done before a kind of job knows its products."""

    def prepare(self, job: Job) -> Intake:
        """Doing it again comes to the same."""


class AsAsked:
    """The products that the request named."""

    def prepare(self, job: Job) -> Intake:
        """See Preparer.prepare."""
        return Intake(job.asins)


@dataclass(frozen=True)
class JobOpening:
    """What opening a job needs."""

    jobs: JobStore
    lake: JobLake
    preparers: Mapping[JobKind, Preparer]
    clock: Clock


@dataclass(frozen=True)
class OpenedJob:
    """The job at work, and where the list of what is left is."""

    job: Job
    bucket: str
    tasks_key: str
    left: int

    def to_json(self) -> dict[str, Any]:
        return {
            "org_id": self.job.org_id,
            "job_id": self.job.job_id,
            "attempt": self.job.attempt,
            "bucket": self.bucket,
            "tasks_key": self.tasks_key,
            "left": self.left,
            "correlation_id": correlation_id() or "",
        }


def open_review_job(opening: JobOpening, org_id: OrgId, job_id: RunId, attempt: int) -> OpenedJob:
    """Opening it again for the same attempt changes nothing.

    Raises: JobNotFound, StaleAttempt; what the kind's preparer raises.
    """
    stored = opening.jobs.get(org_id, job_id)
    if stored.attempt != attempt or not stored.is_open:
        raise StaleAttempt(job_id, attempt, stored.attempt)
    job = _begun(opening, stored)
    items = opening.jobs.items(org_id, job_id)
    if not items:
        intake = opening.preparers[job.kind].prepare(job)
        items = [JobItem(number, asin) for number, asin in enumerate(intake.asins, start=1)]
        if intake.upload:
            job = opening.jobs.replace(replace(job, upload=intake.upload, brands=intake.brands))
        opening.jobs.add_items(job, items)
    left = [task_of(job, item) for item in items if item.state is not ItemState.DONE]
    return OpenedJob(job, opening.lake.bucket, opening.lake.write_tasks(job, left), len(left))


def _begun(opening: JobOpening, stored: Job) -> Job:
    if stored.status is JobStatus.RUNNING:
        return stored
    now = opening.clock()
    begun = replace(stored, status=JobStatus.RUNNING, started_at=stored.started_at or now)
    job = opening.jobs.replace(begun)
    metrics.add("jobs_started_total", kind=job.kind.value)
    return job


def task_of(job: Job, item: JobItem) -> ReviewTask:
    """The item as a line of the manifest."""
    return ReviewTask(
        org_id=job.org_id,
        run_id=job.job_id,
        day=job.day,
        seller_id=job.seller_id,
        marketplace=job.marketplace,
        kind=job.kind.value,
        mode=job.mode.value,
        attempt=job.attempt,
        item=item.number,
        asin=item.asin,
    )
