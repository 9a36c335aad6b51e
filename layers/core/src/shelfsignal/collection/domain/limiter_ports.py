"""The rate limiter's two sides: what the client asks of it, and what it asks of its store."""

from dataclasses import dataclass
from typing import Protocol

from shelfsignal.collection.domain.pace import Bucket, LimiterKey, Quota, Slot, SlotState


class RateLimiter(Protocol):
    """Slots shared by every worker of the application."""

    def acquire(self, key: LimiterKey, quota: Quota, max_wait_s: float) -> Slot:
        """Returns when the request may go.

        Raises: SlotTooFar (nothing reserved), StoreUnavailable.
        """

    def answered(self, slot: Slot, rate: float | None) -> None:
        """The request was answered; rate is what the answer said the limit is, if it did."""

    def throttled(self, slot: Slot, tries: int, retry_after_s: float | None) -> None:
        """The request met a 429 at its tries-th try: nobody's next slot comes before the pause."""


@dataclass(frozen=True)
class Granted:
    """The write happened; tat_ms is the new theoretical arrival time."""

    tat_ms: float


@dataclass(frozen=True)
class Refused:
    """The condition did not hold; state is what is stored, None when there is nothing."""

    state: SlotState | None


class SlotStore(Protocol):
    """One item a key, moved by conditional writes; each method but read is exactly one write."""

    def read(self, key: LimiterKey) -> SlotState | None:
        """What is stored; also opens the connection before any slot depends on it."""

    def follow(
        self, key: LimiterKey, bucket: Bucket, now_ms: float, latest_tat_ms: float
    ) -> Granted | Refused:
        """tat += interval, if now <= tat <= latest and the rate is still the bucket's."""

    def restart(self, key: LimiterKey, bucket: Bucket, now_ms: float) -> Granted | Refused:
        """tat = now + interval, if tat < now (or nothing is stored) and the rate is still ours."""

    def adopt_rate(self, key: LimiterKey, old: float, new: float) -> None:
        """Stores the new rate unless somebody else changed it already."""

    def postpone(self, key: LimiterKey, bucket: Bucket, tat_ms: float) -> None:
        """Moves tat to at least this time."""

    def lease(
        self, key: LimiterKey, bucket: Bucket, now_ms: float, owner: str, until_ms: float
    ) -> Granted | Refused:
        """Takes the single flight, if nobody flies and tat has passed."""

    def land(self, key: LimiterKey, owner: str, tat_ms: float) -> None:
        """Ends owner's flight; the next may start at tat."""
