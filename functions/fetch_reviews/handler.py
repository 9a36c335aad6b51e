"""Fetches the reviews of one product of a job, as far as the time allows.

in:  a ReviewTask {"org_id", "run_id": the job's id, "day", "seller_id", "marketplace", "kind",
     "mode", "attempt", "item", "asin"}
out: the same, a BatchRef's fields, and {"more": bool, "wait_s": int, "analyse": bool}; more: call
     again after wait_s seconds
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.fetch_reviews.settings import FetchReviewsSettings
from shelfsignal.collection.services.commands import read
from shelfsignal.collection.services.fetch_reviews import Fetching, fetch_reviews
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint
from shelfsignal.runtime.review_jobs import fetching

log = logger()


def wire(settings: FetchReviewsSettings) -> Fetching:
    return fetching(settings)


@entrypoint(FetchReviewsSettings, wire)
def handler(event: JsonDict, deps: Fetching, context: LambdaContext) -> JsonDict:
    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000

    task = read(ReviewTask, event)
    outcome = fetch_reviews(deps, task, seconds_left)
    facts = {"asin": task.asin, "more": outcome.more, "wait_s": outcome.wait_s}
    log.info("reviews_fetched", extra={**facts, "analyse": outcome.analyse})
    return outcome.to_json()
