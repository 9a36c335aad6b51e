"""Fetches the reviews beyond those the feed embeds, for the products of one batch.

in:  a BatchRef {"org_id", "run_id", "day", "seller_id", "marketplace", "batch", "page", "first",
     "count", "tails"}
out: the same and {"more": bool, "wait_s": int}; more: call again after wait_s seconds
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.collect_review_tails.settings import CollectReviewTailsSettings
from shelfsignal.collection.services.collect_review_tails import collect_review_tails
from shelfsignal.collection.services.collector import Collector
from shelfsignal.collection.services.commands import read
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.collection import collector
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


def wire(settings: CollectReviewTailsSettings) -> Collector:
    return collector(settings)


@entrypoint(CollectReviewTailsSettings, wire)
def handler(event: JsonDict, deps: Collector, context: LambdaContext) -> JsonDict:
    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000

    outcome = collect_review_tails(deps, read(BatchRef, event), seconds_left)
    log.info("tails_collected", extra={"more": outcome.more, "wait_s": outcome.wait_s})
    return outcome.to_json()
