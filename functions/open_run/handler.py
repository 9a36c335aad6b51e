"""First state of portfolio_refresh.

in:  {"input": {"org_id": "demo", "run_id"?, "attempt"?, "day"?, "trigger"?, "sellers"?: [],
      "marketplaces"?: []}, "execution_arn": "arn:…"}
out: {"org_id", "run_id", "attempt", "day", "bucket", "scopes_key"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.open_run.settings import OpenRunSettings
from shelfsignal.collection.services.commands import OpenRunEvent, read
from shelfsignal.collection.services.open_run import open_run
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.collection import OpenRunDeps, open_run_deps
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


def wire(settings: OpenRunSettings) -> OpenRunDeps:
    return open_run_deps(
        settings.collection_table, settings.state_machine_arn, settings.data_bucket
    )


@entrypoint(OpenRunSettings, wire)
def handler(event: JsonDict, deps: OpenRunDeps, context: LambdaContext) -> JsonDict:
    opened = open_run(deps.desk, deps.manifests, read(OpenRunEvent, event).command())
    run = opened.run
    named = {"org_id": run.org_id, "run_id": run.run_id, "attempt": run.attempt}
    log.info("run_opened", extra={**named, "trigger": run.trigger, "scopes": len(run.scopes)})
    return opened.to_json()
