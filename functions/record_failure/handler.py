"""Where every failure of portfolio_refresh lands: a batch's, a scope's or the run's.

in:  {"org_id"?, "run_id"?, "attempt"?, "input": {…}, "error", "cause", "execution_arn",
     "stage"}; the input's "batch" or "seller_id" says what failed, neither: the run
out: {}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.record_failure.settings import RecordFailureSettings
from shelfsignal.collection.services.commands import FailureEvent, read
from shelfsignal.collection.services.record_failure import record_failure
from shelfsignal.runtime.collection import RecordDeps, record_deps
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint


def wire(settings: RecordFailureSettings) -> RecordDeps:
    return record_deps(settings.collection_table)


@entrypoint(RecordFailureSettings, wire)
def handler(event: JsonDict, deps: RecordDeps, context: LambdaContext) -> JsonDict:
    record_failure(deps.runs, deps.failures, deps.clock, read(FailureEvent, event).report())
    return {}
