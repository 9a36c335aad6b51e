"""First state of analysis_backfill.

in:  {"input": {"org_id": "demo", "mode"?: "online" | "batch", "backfill_id"?, "correlation_id"?},
      "execution_name"}
out: {"org_id", "backfill_id", "bucket", "chunks_key", "chunks", "correlation_id"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.open_backfill.settings import OpenBackfillSettings
from shelfsignal.insights.services.backfill import open_backfill
from shelfsignal.insights.services.backfill_deps import BackfillDeps
from shelfsignal.insights.services.backfill_events import BackfillInput, read
from shelfsignal.kernel.correlation import correlation_id
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.backfill import wire_backfill
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


@entrypoint(OpenBackfillSettings, wire_backfill)
def handler(event: JsonDict, deps: BackfillDeps, _context: LambdaContext) -> JsonDict:
    opened = open_backfill(read(BackfillInput, event["input"]).command(), deps)
    backfill = opened.backfill
    named = {"org_id": backfill.org_id, "backfill_id": backfill.backfill_id}
    log.info("backfill_opened", extra={**named, "products": backfill.products})
    return {
        **named,
        "bucket": opened.bucket,
        "chunks_key": opened.chunks_key,
        "chunks": backfill.chunks,
        "correlation_id": correlation_id() or "",
    }
