"""One batch of products from the run's manifest: new reviews read, insights versioned.

in:  a BatchRef {"org_id", "run_id", "day", "seller_id", "marketplace", "batch", "page", "first",
     "count", "tails"}
out: {}
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.analyse_products.settings import AnalyseProductsSettings
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.logs import logger
from shelfsignal.kernel.progress import Counters, count_analysed
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.insights import AnalyseProducts, wire_analyse_products

log = logger()


@entrypoint(AnalyseProductsSettings, wire_analyse_products)
def handler(event: JsonDict, deps: AnalyseProducts, _context: LambdaContext) -> JsonDict:
    batch = BatchRef.model_validate(event)
    counters = analyse_batch(batch, deps.analyse)
    if counters != Counters():
        deps.progress.add(batch.org_id, batch.run_id, counters)
        count_analysed(counters)
    log.info(
        "batch_analysed",
        extra={
            "analysed": counters.analysed,
            "versions_written": counters.versions_written,
            "failures": counters.failures,
        },
    )
    return {}
