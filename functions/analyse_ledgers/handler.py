"""Known reviews read anew, and the insights staged beside those shown.

in:  a ChunkRef {"org_id", "backfill_id", "mode", "chunk", "products", "round", "after"}
out: the ChunkRef with the products done in "after", and {"more"}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.analyse_ledgers.settings import AnalyseLedgersSettings
from shelfsignal.insights.services.backfill_deps import BackfillDeps
from shelfsignal.insights.services.stage_versions import stage_versions
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.backfill import wire_backfill
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()

GROUP_MS = 600_000
"""What a group may take at worst: an engine's time, its last tries, and the writing."""


@entrypoint(AnalyseLedgersSettings, wire_backfill)
def handler(event: JsonDict, deps: BackfillDeps, context: LambdaContext) -> JsonDict:
    chunk = ChunkRef.model_validate(event)
    after = stage_versions(chunk, deps, lambda: context.get_remaining_time_in_millis() < GROUP_MS)
    log.info(
        "ledgers_analysed",
        extra={"backfill_id": chunk.backfill_id, "chunk": chunk.chunk, "products": after},
    )
    more = after < len(chunk.products)
    return {**chunk.model_dump(mode="json"), "after": after, "more": more}
