"""Walks one seller's product pages in one marketplace, as far as the time allows.

in:  {"org_id", "run_id", "day", "seller_id", "marketplace"}
out: the same and {"more": bool, "wait_s": int, "bucket", "batches_key", "batches": int}; more: call
     again after wait_s seconds
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.collect_pages.settings import CollectPagesSettings
from shelfsignal.collection.services.collect_pages import collect_pages
from shelfsignal.collection.services.collector import Collector
from shelfsignal.collection.services.commands import read
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.logs import logger
from shelfsignal.runtime.collection import collector
from shelfsignal.runtime.entrypoint import JsonDict, entrypoint

log = logger()


def wire(settings: CollectPagesSettings) -> Collector:
    return collector(settings)


@entrypoint(CollectPagesSettings, wire)
def handler(event: JsonDict, deps: Collector, context: LambdaContext) -> JsonDict:
    def seconds_left() -> float:
        return context.get_remaining_time_in_millis() / 1000

    outcome = collect_pages(deps, read(ScopeRef, event), seconds_left)
    facts = {"more": outcome.more, "wait_s": outcome.wait_s, "batches": outcome.batches}
    log.info("pages_collected", extra=facts)
    return outcome.to_json()
