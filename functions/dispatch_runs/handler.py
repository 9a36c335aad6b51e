"""Called by the schedule rule every few minutes.

in:  an EventBridge scheduled event; nothing of it is read
out: {"started": 2, "skipped": 1}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.dispatch_runs.settings import DispatchRunsSettings
from shelfsignal.collection.services.dispatch_due_runs import dispatch_due_runs
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.collection import DispatchDeps, dispatch_deps
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


def wire(settings: DispatchRunsSettings) -> DispatchDeps:
    return dispatch_deps(settings.collection_table, settings.state_machine_arn)


@entrypoint(DispatchRunsSettings, wire)
def handler(event: JsonDict, deps: DispatchDeps, context: LambdaContext) -> JsonDict:
    dispatched = dispatch_due_runs(deps.desk, deps.schedule).to_json()
    log.info("runs_dispatched", extra=dispatched)
    return dispatched
