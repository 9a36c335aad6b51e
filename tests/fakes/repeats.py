"""Idempotency keys in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from shelfsignal.accounts.domain.repeats import KEPT_FOR, WORKED_FOR, Answered, Claim, Taken
from shelfsignal.kernel.errors import StoreUnavailable

_Kept = tuple[Taken, datetime, datetime]


@dataclass
class MemoryRepeats:
    """RepeatStore; forgets_answers: a store that goes away between claim and answer."""

    kept: dict[tuple[str, str], _Kept] = field(default_factory=dict)
    forgets_answers: bool = False

    def claim(self, claim: Claim, now: datetime) -> Taken | None:
        key = claim.org_id, claim.name
        if key in self.kept:
            taken, free_at, expires_at = self.kept[key]
            is_free = expires_at <= now or (taken.answer is None and free_at <= now)
            if not is_free:
                return taken
        self.kept[key] = Taken(claim.request, None), now + WORKED_FOR, now + KEPT_FOR
        return None

    def keep(self, claim: Claim, answer: Answered, now: datetime) -> None:
        if self.forgets_answers:
            raise StoreUnavailable("accounts")
        self.kept[claim.org_id, claim.name] = Taken(claim.request, answer), now, now + KEPT_FOR

    def release(self, claim: Claim) -> None:
        self.kept.pop((claim.org_id, claim.name), None)
