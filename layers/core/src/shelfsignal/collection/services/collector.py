"""What collecting pages and review tails needs, and the rules both keep."""

from dataclasses import dataclass
from typing import Final

from shelfsignal.collection.domain.collect_ports import (
    CheckpointStore,
    FailureStore,
    FeedbackSource,
    PageLake,
    ProductSource,
    ProductStore,
    Pseudonyms,
    SecondsLeft,
)
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller
from shelfsignal.collection.domain.ports import ConnectionStore, RunStore, ScheduleStore
from shelfsignal.collection.domain.sources import SourceContext
from shelfsignal.collection.domain.tails import TailRules, TailTerms
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.clock import Clock

# Enough for one more page at its slowest: three tries of five seconds, pauses, and the writes.
RESERVE_S: Final = 70.0


@dataclass(frozen=True)
class Collector:
    """What collecting needs; batch_size is products a batch.

    rules say what of a product is fetched beyond its page. early_tails: whether a walk over pages
    already fetches tails beside it.
    """

    source: ProductSource
    feedback: FeedbackSource
    rules: TailRules
    lake: PageLake
    checkpoints: CheckpointStore
    products: ProductStore
    failures: FailureStore
    runs: RunStore
    connections: ConnectionStore
    schedule: ScheduleStore
    pseudonyms: Pseudonyms
    clock: Clock
    batch_size: int = 20
    early_tails: bool = False


def grant_of(scope: ScopeRef) -> Grant:
    """The consent a scope's requests are made under."""
    return Grant(scope.org_id, scope.seller_id, scope.marketplace.region)


def active_connection(connections: ConnectionStore, scope: ScopeRef) -> SellerConnection:
    """Raises: SellerNotFound, ReauthoriseSeller without asking Amazon once more."""
    connection = connections.get(grant_of(scope))
    if not connection.is_active:
        reason = connection.status_reason or "its consent was refused"
        raise ReauthoriseSeller(scope.seller_id, reason)
    return connection


def context_of(collector: Collector, scope: ScopeRef) -> SourceContext:
    """Whose answers are read."""
    pseudonym = collector.pseudonyms.of(scope.org_id)
    return SourceContext(scope.seller_id, scope.marketplace, scope.day, scope.run_id, pseudonym)


def terms_of(collector: Collector, scope: ScopeRef, connection: SellerConnection) -> TailTerms:
    """What decides about tails in this run, but for the size of the shop."""
    settings = collector.schedule.settings(scope.org_id)
    return TailTerms(
        scope.run_id,
        scope.day,
        settings.complete_listing_days,
        may_ask_feedback=connection.may_ask_feedback(scope.day, collector.rules.feedback_days),
    )


def spare_time(seconds_left: SecondsLeft) -> SecondsLeft:
    """Seconds that may be spent waiting for slots, after the reserve for the work itself."""
    reserve_s = min(RESERVE_S, seconds_left() / 4)
    return lambda: max(0.0, seconds_left() - reserve_s)
