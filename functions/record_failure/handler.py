"""Where every failure of portfolio_refresh lands: a batch's, a scope's or the run's.

in:  {"org_id"?, "run_id"?, "attempt"?, "input": {…}, "error", "cause", "execution_arn",
     "stage"}; the input's "batch" or "seller_id" says what failed, neither: the run
out: {}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.record_failure.settings import RecordFailureSettings
from shelfsignal.collection.services.commands import FailureEvent, read
from shelfsignal.collection.services.record_failure import reason_of, record_failure
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.collection import RecordDeps, record_deps
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


def wire(settings: RecordFailureSettings) -> RecordDeps:
    return record_deps(settings.collection_table, settings.runs_kept_for)


@entrypoint(RecordFailureSettings, wire)
def handler(event: JsonDict, deps: RecordDeps, context: LambdaContext) -> JsonDict:
    report = read(FailureEvent, event).report()
    recorded = record_failure(deps.runs, deps.failures, deps.clock, report)
    log.warning(
        "failure_recorded" if recorded else "failure_of_no_run",
        extra={
            "state": report.state,
            "error": report.error,
            "reason": reason_of(report.cause),
            "subject": recorded.subject if recorded else None,
        },
    )
    return {}
