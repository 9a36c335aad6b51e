"""Answers of a chunk's reviews, ordered at the LLM's server at half the price.

in:  a ChunkRef {"org_id", "backfill_id", "mode", "chunk", "products", "round", "after"}
out: the ChunkRef, and {"ordered": reviews, "wait_s"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.order_answers.settings import OrderAnswersSettings
from shelfsignal.insights.services.order_answers import order_answers
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.backfill import PolledBackfill, wire_polled_backfill
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


@entrypoint(OrderAnswersSettings, wire_polled_backfill)
def handler(event: JsonDict, deps: PolledBackfill, _context: LambdaContext) -> JsonDict:
    chunk = ChunkRef.model_validate(event)
    ordered = order_answers(chunk, deps.backfill)
    counts = {"chunk": chunk.chunk, "reviews": ordered.reviews, "unpaid": ordered.unpaid}
    log.info("answers_ordered", extra={"backfill_id": chunk.backfill_id, **counts})
    return {
        **chunk.model_dump(mode="json"),
        "ordered": ordered.reviews,
        "wait_s": deps.poll_s,
    }
