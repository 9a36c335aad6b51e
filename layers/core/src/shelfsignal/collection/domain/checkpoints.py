"""How far a scope's pages have come, and what has failed on the way."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.progress import Counters


@dataclass(frozen=True)
class Checkpoint:
    """The next page to fetch, and everything a later call or attempt must know to go on.

    walk counts the walks from the first page: an expired or refused token starts another one, once
    an attempt (rewalked_in). high_page is the last page counted, so that walking again counts
    nothing twice. failed_in is the attempt whose walk was given up. prepared: what the source said
    of itself while its first page could not be asked for yet (domain.sources.Preparing). version is
    what writers compare.
    """

    next_page: int = 1
    next_token: str | None = None
    prepared: str | None = None
    walk: int = 1
    high_page: int = 0
    done: bool = False
    rewalked_in: int = 0
    failed_in: int = 0
    batches: int = 0
    version: int = 0

    def is_over(self, attempt: int) -> bool:
        """Whether this attempt has nothing more to fetch here."""
        return self.done or self.failed_in == attempt

    def after_page(self, next_token: str | None) -> "Checkpoint":
        return replace(
            self,
            next_page=self.next_page + 1,
            next_token=next_token,
            high_page=max(self.high_page, self.next_page),
            done=next_token is None,
        )

    def prepared_as(self, state: str) -> "Checkpoint":
        return replace(self, prepared=state)

    def walked_again(self, attempt: int) -> "Checkpoint":
        return replace(
            self,
            next_page=1,
            next_token=None,
            prepared=None,
            walk=self.walk + 1,
            rewalked_in=attempt,
        )

    def published(self, batches: int) -> "Checkpoint":
        return replace(self, batches=batches)

    def given_up(self, attempt: int) -> "Checkpoint":
        """The next attempt goes on where this one stopped; with no page read, from the start."""
        prepared = self.prepared if self.next_token is not None else None
        return replace(self, failed_in=attempt, prepared=prepared)


class FailureStage(StrEnum):
    """What was being done."""

    RUN = "RUN"
    SCOPE = "SCOPE"
    PAGE = "PAGE"
    TAIL = "TAIL"
    BATCH = "BATCH"


@dataclass(frozen=True)
class Failure:
    """Something that is left to do, and why. A later attempt that succeeds records none.

    products is how many products it keeps from being current, when that is known.
    """

    org_id: OrgId
    run_id: RunId
    attempt: int
    stage: FailureStage
    subject: str
    error: str
    reason: str
    at: datetime
    products: int = 0


@dataclass(frozen=True)
class ScopeTotals:
    """What collecting one scope came to: exact, because it moves with the checkpoint.

    done: its last page has been fetched.
    """

    seller_id: SellerId
    marketplace: Marketplace
    counters: Counters
    requests: dict[Operation, int]
    rates: dict[Operation, float]
    first_at: datetime | None
    last_at: datetime | None
    batches: int = 0
    done: bool = False
