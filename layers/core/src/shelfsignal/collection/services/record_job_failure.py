"""Recording what failed of a review job: one product, or the job as a whole."""

from dataclasses import dataclass, replace

from shelfsignal.collection.domain.job_errors import JobNotFound
from shelfsignal.collection.domain.job_ports import JobStore
from shelfsignal.collection.domain.jobs import ItemState, Job, JobStatus
from shelfsignal.collection.services.record_failure import MAX_REASON_CHARS, reason_of
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.metrics import metrics


@dataclass(frozen=True)
class JobFailureReport:
    """What the state machine knows. item None: the job itself broke off."""

    org_id: OrgId
    job_id: RunId
    attempt: int
    item: int | None
    error: str
    cause: str
    state: str


def record_job_failure(jobs: JobStore, clock: Clock, report: JobFailureReport) -> Job | None:
    """The job as it is now; None when the report is not about its present attempt."""
    try:
        job = jobs.get(report.org_id, report.job_id)
    except JobNotFound:
        return None
    if job.attempt != report.attempt or not job.is_open:
        return None
    if report.item is None:
        return _end(jobs, clock, job, report)
    item = jobs.item(job.org_id, job.job_id, report.item)
    if item.state is not ItemState.DONE:
        failed = item.failed(report.error, reason_of(report.cause))
        jobs.move(job.org_id, job.job_id, item, failed)
    return jobs.get(job.org_id, job.job_id)


def _end(jobs: JobStore, clock: Clock, job: Job, report: JobFailureReport) -> Job:
    words = f"{report.state}: {report.error}: {reason_of(report.cause)}"[:MAX_REASON_CHARS]
    ended = replace(job, status=JobStatus.FAILED, finished_at=clock(), failure=words)
    metrics.add("jobs_completed_total", kind=job.kind.value, status="failed")
    return jobs.replace(ended)
