"""Last state of analysis_backfill, and the one where its failures land.

in:  {"org_id", "backfill_id"}; with {"error", "cause"} the whole broke off, with {"chunk": a
     ChunkRef} too only that chunk did; {"input", "error", "cause"}: it was never opened
out: {"status": "SUCCEEDED" | "PARTIAL" | "FAILED" | "RUNNING"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.close_backfill.settings import CloseBackfillSettings
from shelfsignal.insights.domain.backfills import BackfillStatus
from shelfsignal.insights.services.backfill import close_backfill, record_chunk_failure
from shelfsignal.insights.services.backfill_deps import ClosingDeps
from shelfsignal.insights.services.backfill_events import Closing, read
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.backfill import wire_closing
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


@entrypoint(CloseBackfillSettings, wire_closing)
def handler(event: JsonDict, deps: ClosingDeps, _context: LambdaContext) -> JsonDict:
    given = read(Closing, event)
    if given.org_id is None or given.backfill_id is None:
        log.error("backfill_not_opened", extra={"reason": given.failure})
        return {"status": BackfillStatus.FAILED.value}
    if given.chunk is not None:
        record_chunk_failure(given.chunk, given.failure or "unknown", deps.backfills)
        named = {"backfill_id": given.backfill_id, "chunk": given.chunk.chunk}
        log.error("chunk_failed", extra={**named, "reason": given.failure})
        return {"status": BackfillStatus.RUNNING.value}
    closed = close_backfill(given.org_id, given.backfill_id, given.failure, deps)
    log.info(
        "backfill_closed",
        extra={
            "backfill_id": closed.backfill_id,
            "status": closed.status.value,
            "staged": closed.total.staged,
            "cost_usd": str(closed.cost_usd),
            "failure": closed.failure,
        },
    )
    return {"status": closed.status.value}
