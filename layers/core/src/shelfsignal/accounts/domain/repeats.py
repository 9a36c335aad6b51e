"""A request sent again: same key, same request, the same answer, and nothing done twice.

A key is its caller's own. It is claimed before the work and keeps the answer after it; a claim
whose worker died runs out, and work that was refused gives the key back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from shelfsignal.kernel.errors import Conflict
from shelfsignal.kernel.ids import OrgId

KEPT_FOR: Final = timedelta(hours=24)
WORKED_FOR: Final = timedelta(seconds=60)
"""No request takes longer: the gateway has given up on it by then."""
MAX_BODY_CHARS: Final = 100_000


@dataclass(frozen=True)
class Claim:
    """name: the hash of caller and key; request: the hash of what was asked."""

    org_id: OrgId
    name: str
    request: str


@dataclass(frozen=True)
class Answered:
    """What the first one was answered with."""

    status: int
    body: str


@dataclass(frozen=True)
class Taken:
    """Somebody holds the key: for this request, answered or still at work (answer None)."""

    request: str
    answer: Answered | None


class RepeatStore(Protocol):
    """Every method raises StoreUnavailable."""

    def claim(self, claim: Claim, now: datetime) -> Taken | None:
        """None: the key is ours until now + WORKED_FOR."""

    def keep(self, claim: Claim, answer: Answered, now: datetime) -> None:
        """The claim's answer, for KEPT_FOR."""

    def release(self, claim: Claim) -> None:
        """Nothing was done: whoever comes next may."""


class IdempotencyConflict(Conflict):
    """The Idempotency-Key came with another request before."""

    code = "idempotency_conflict"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used for another request.")


class RepeatInProgress(Conflict):
    """The first request with this Idempotency-Key is still at work."""

    code = "request_in_progress"

    def __init__(self) -> None:
        super().__init__("The first request with this Idempotency-Key is still being answered.")
