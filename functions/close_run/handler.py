"""Last state of portfolio_refresh: exact totals, the verdict, locks released.

in:  {"org_id", "run_id", "attempt"}
out: {"status": "SUCCEEDED" | "PARTIAL" | "FAILED"}
The line it logs is what the alarms on runs count (infra_cdk/constructs/run_metrics.py).
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.close_run.settings import CloseRunSettings
from shelfsignal.collection.services.close_run import Ledger, close_run
from shelfsignal.collection.services.commands import CloseRunEvent, read
from shelfsignal.kernel.logs import logger
from shelfsignal.kernel.metrics import metrics
from shelfsignal.runtime.collection import closing_ledger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


def wire(settings: CloseRunSettings) -> Ledger:
    return closing_ledger(settings.collection_table, settings.data_bucket, settings.runs_kept_for)


@entrypoint(CloseRunSettings, wire)
def handler(event: JsonDict, deps: Ledger, context: LambdaContext) -> JsonDict:
    given = read(CloseRunEvent, event)
    run = close_run(deps, given.org_id, given.run_id, given.attempt)
    if run.attempt == given.attempt:
        metrics.add("runs_total", status=run.status.value)
        log.info("run_closed", extra={"status": run.status.value, "failure": run.failure})
    return {"status": run.status.value}
