"""The answers of a batch, put where the engine looks first.

in:  a ChunkRef {"org_id", "backfill_id", "mode", "chunk", "products", "round", "after"}
out: the ChunkRef, its round counted up when there is more, and {"waiting", "more", "wait_s"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.collect_answers.settings import CollectAnswersSettings
from shelfsignal.insights.services.order_answers import collect_answers
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.backfill import PolledBackfill, wire_polled_backfill
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


@entrypoint(CollectAnswersSettings, wire_polled_backfill)
def handler(event: JsonDict, deps: PolledBackfill, _context: LambdaContext) -> JsonDict:
    chunk = ChunkRef.model_validate(event)
    collected = collect_answers(chunk, deps.backfill)
    has_more = collected is not None and collected.has_more
    if collected is not None:
        counts = {"answered": collected.answered, "missing": collected.missing}
        named = {"backfill_id": chunk.backfill_id, "chunk": chunk.chunk}
        cost = {"tokens": collected.spent.tokens, "cost_usd": str(collected.spent.cost_usd)}
        log.info("answers_collected", extra={**named, **counts, **cost, "end": collected.reason})
    return {
        **chunk.model_dump(mode="json"),
        "round": chunk.round + has_more,
        "waiting": collected is None,
        "more": has_more,
        "wait_s": deps.poll_s,
    }
