"""Where every failure of review_fetch lands: a product's or the job's.

in:  {"input": {…}, "error", "cause", "stage"}; the input's "item" says which product failed,
     without one it was the job
out: {}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.record_job_failure.settings import RecordJobFailureSettings
from shelfsignal.collection.domain.job_ports import JobStore
from shelfsignal.collection.services.commands import read
from shelfsignal.collection.services.job_commands import JobFailureEvent
from shelfsignal.collection.services.record_failure import reason_of
from shelfsignal.collection.services.record_job_failure import record_job_failure
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.review_jobs import job_store

log = logger()


def wire(settings: RecordJobFailureSettings) -> JobStore:
    return job_store(settings.collection_table, settings.jobs_kept_for)


@entrypoint(RecordJobFailureSettings, wire)
def handler(event: JsonDict, deps: JobStore, context: LambdaContext) -> JsonDict:
    given = read(JobFailureEvent, event)
    report = given.report()
    recorded = record_job_failure(deps, utc_now, report) if report else None
    log.warning(
        "job_failure_recorded" if recorded else "failure_of_no_job",
        extra={
            "state": given.stage,
            "error": given.error,
            "reason": reason_of(given.cause),
            "job_id": report.job_id if report else None,
            "item": report.item if report else None,
        },
    )
    return {}
