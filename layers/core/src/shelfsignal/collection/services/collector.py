"""What collecting pages and review tails needs, and the rules both keep."""

from dataclasses import dataclass
from typing import Final

from shelfsignal.collection.domain.collect_ports import (
    CheckpointStore,
    FailureStore,
    Feed,
    PageLake,
    ProductStore,
    Pseudonyms,
    SecondsLeft,
)
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller
from shelfsignal.collection.domain.ports import ConnectionStore, RunStore, ScheduleStore
from shelfsignal.collection.domain.tokens import Grant
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.clock import Clock

# Enough for one more page at its slowest: three tries of five seconds, pauses, and the writes.
RESERVE_S: Final = 70.0


@dataclass(frozen=True)
class Collector:
    """What collecting needs; batch_size is products a batch.

    early_tails: whether a walk over pages already fetches tails beside it.
    """

    feed: Feed
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


def spare_time(seconds_left: SecondsLeft) -> SecondsLeft:
    """Seconds that may be spent waiting for slots, after the reserve for the work itself."""
    reserve_s = min(RESERVE_S, seconds_left() / 4)
    return lambda: max(0.0, seconds_left() - reserve_s)
