"""Called by the schedule rule every few minutes.

in:  an EventBridge scheduled event; nothing of it is read
out: {"started": 2, "skipped": 1}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.dispatch_runs.settings import DispatchRunsSettings
from shelfsignal.collection.services.dispatch_due_runs import dispatch_due_runs
from shelfsignal.runtime.collection import DispatchDeps, dispatch_deps
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint


def wire(settings: DispatchRunsSettings) -> DispatchDeps:
    return dispatch_deps(settings.collection_table, settings.state_machine_arn)


@entrypoint(DispatchRunsSettings, wire)
def handler(event: JsonDict, deps: DispatchDeps, context: LambdaContext) -> JsonDict:
    return dispatch_due_runs(deps.desk, deps.schedule).to_json()
