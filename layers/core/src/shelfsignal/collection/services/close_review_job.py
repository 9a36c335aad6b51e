"""The end of a job: what was fetched and analysed is done, what is left is named."""

from dataclasses import dataclass, replace
from typing import Final

from shelfsignal.collection.domain.job_ports import JobLake, JobStore, MarkStore
from shelfsignal.collection.domain.jobs import ItemState, Job, JobItem, verdict
from shelfsignal.collection.services.open_review_job import task_of
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, RunId, product_id
from shelfsignal.kernel.metrics import metrics

# Errors of items that no function raised.
ANALYSIS_LEFT: Final = "AnalysisLeft"
UNFINISHED: Final = "Unfinished"
NOTHING_USABLE: Final = "No row of the file is usable: its report says why."


@dataclass(frozen=True)
class JobClosing:
    """What closing a job needs."""

    jobs: JobStore
    marks: MarkStore
    lake: JobLake
    clock: Clock


def close_review_job(closing: JobClosing, org_id: OrgId, job_id: RunId, attempt: int) -> Job:
    """The closed job; closing it again answers the same, as does a later attempt's.

    Raises: JobNotFound.
    """
    job = closing.jobs.get(org_id, job_id)
    if job.attempt != attempt or not job.is_open:
        return job
    for item in closing.jobs.items(org_id, job_id):
        _settle(closing, job, item)
    job = closing.jobs.get(org_id, job_id)
    status = verdict(job, job.figures)
    failure = None if job.figures.total else NOTHING_USABLE
    ended = replace(job, status=status, finished_at=closing.clock(), failure=failure)
    closed = closing.jobs.replace(ended)
    metrics.add("jobs_completed_total", kind=job.kind.value, status=status.lower())
    return closed


def _settle(closing: JobClosing, job: Job, item: JobItem) -> None:
    """A product is done once its reviews are analysed; only then is the next fetch to skip them."""
    if item.state is ItemState.FETCHED:
        left = closing.lake.analysis_failure(task_of(job, item)) if item.listing else None
        if left is not None:
            closing.jobs.move(job.org_id, job.job_id, item, item.failed(ANALYSIS_LEFT, left))
            return
        _remember(closing, job, item)
        closing.jobs.move(job.org_id, job.job_id, item, item.done())
    elif item.state is ItemState.PENDING and job.cancel_requested_at is None:
        words = "Its part of the execution ended without a word."
        closing.jobs.move(job.org_id, job.job_id, item, item.failed(UNFINISHED, words))


def _remember(closing: JobClosing, job: Job, item: JobItem) -> None:
    if item.mark:
        product = product_id(job.marketplace, item.asin)
        closing.marks.put_mark(job.org_id, product, job.kind.source, item.mark)
