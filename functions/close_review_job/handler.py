"""Last state of review_fetch: what is done, what is left, the verdict.

in:  {"org_id", "job_id", "attempt"}
out: {"status": "SUCCEEDED" | "PARTIAL" | "FAILED" | "CANCELLED"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.close_review_job.settings import CloseReviewJobSettings
from shelfsignal.collection.services.close_review_job import JobClosing, close_review_job
from shelfsignal.collection.services.commands import read
from shelfsignal.collection.services.job_commands import JobEvent
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.review_jobs import job_closing

log = logger()


def wire(settings: CloseReviewJobSettings) -> JobClosing:
    return job_closing(settings.collection_table, settings.data_bucket, settings.jobs_kept_for)


@entrypoint(CloseReviewJobSettings, wire)
def handler(event: JsonDict, deps: JobClosing, context: LambdaContext) -> JsonDict:
    given = read(JobEvent, event)
    job = close_review_job(deps, given.org_id, given.job_id, given.attempt)
    facts = {"completed": job.figures.completed, "failed": job.figures.failed}
    log.info("review_job_closed", extra={"job_id": job.job_id, "status": job.status.value, **facts})
    return {"status": job.status.value}
