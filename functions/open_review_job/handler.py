"""First state of review_fetch.

in:  {"input": {"org_id": "demo", "job_id": "01…", "attempt": 1}}
out: {"org_id", "job_id", "attempt", "bucket", "tasks_key", "left": int, "correlation_id"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.open_review_job.settings import OpenReviewJobSettings
from shelfsignal.collection.services.commands import read
from shelfsignal.collection.services.job_commands import OpenJobEvent
from shelfsignal.collection.services.open_review_job import JobOpening, open_review_job
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.review_jobs import job_opening

log = logger()


def wire(settings: OpenReviewJobSettings) -> JobOpening:
    return job_opening(settings.collection_table, settings.data_bucket)


@entrypoint(OpenReviewJobSettings, wire)
def handler(event: JsonDict, deps: JobOpening, context: LambdaContext) -> JsonDict:
    given = read(OpenJobEvent, event).input
    opened = open_review_job(deps, given.org_id, given.job_id, given.attempt)
    job = opened.job
    named = {"org_id": job.org_id, "job_id": job.job_id, "attempt": job.attempt}
    log.info("review_job_opened", extra={**named, "kind": job.kind, "left": opened.left})
    return opened.to_json()
