"""Rate arithmetic: a token bucket kept as one number, the theoretical arrival time (GCRA).

Amazon's bucket holds `burst` tokens and refills at `rate` a second. The shared state is `tat`, the
time by which everything reserved so far has been refilled. A caller's slot is `tat - tolerance`:
up to `tolerance` may be borrowed from the burst. Two margins keep Amazon from ever seeing an empty
bucket:

- SLACK_TOKENS of the burst, more where tokens are quick to come by (SLACK_S), are never borrowed,
  so that requests may reach Amazon that much out of step with each other (connection set-up, a slow
  network, a paused process);
- intervals are stretched by PACE, so that a bucket that lost tokens to a longer pause refills.

Both together cost less than 1.5 % of burst + rate x window over 40 seconds at 5/s burst 5, the
rest of it being the request that is just not due when the window closes.

permitted_rps and achieved_rps of a run are stated over the collection as a whole, because every
limiter key (seller x region x operation) has its own bucket: floor_s is the least time the slowest
key's requests could take without its burst, max over keys of requests / rate; permitted_rps =
requests / floor_s (with one key its rate, with several evenly used ones the sum of theirs);
achieved_rps = requests / seconds from the first request to the last answer, the making of a report
included. The burst may make a short collection quicker than that. A key whose requests all fit in
its burst holds nothing up, however slowly it refills (a report asked for once a day at 1 a minute):
it sets no floor, unless no key was asked for more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shelfsignal.kernel.ids import Region, SellerId

SLACK_TOKENS: Final = 1.25
SLACK_S: Final = 0.15
PACE: Final = 1.001
# A slot is given up when its caller wakes this many intervals short of overflowing Amazon's bucket.
LATE_MARGIN: Final = 0.25


@dataclass(frozen=True)
class Quota:
    """An operation's published bucket: requests a second and burst."""

    rate: float
    burst: int

    @property
    def is_single_flight(self) -> bool:
        """Without a burst nothing can be borrowed.

        One request at a time, spaced from the answer.
        """
        return self.burst <= 1


@dataclass(frozen=True)
class LimiterKey:
    """What Amazon keeps a bucket for; never our organisation."""

    application: str
    seller_id: SellerId
    region: Region
    operation: str


@dataclass(frozen=True)
class Bucket:
    """A quota at the rate last heard of, in milliseconds."""

    rate: float
    burst: int

    @property
    def interval_ms(self) -> float:
        return 1000 / self.rate * PACE

    @property
    def slack_tokens(self) -> float:
        """How much of the burst stays untouched."""
        return min(self.burst - 1.0, max(SLACK_TOKENS, SLACK_S * self.rate))

    @property
    def tolerance_ms(self) -> float:
        """How far ahead of its theoretical arrival time a request may go."""
        return (self.burst - 1 - self.slack_tokens) * self.interval_ms

    def latest_tat_ms(self, now_ms: float, max_wait_ms: float) -> float:
        """The largest tat whose slot is due within max_wait_ms."""
        return now_ms + max_wait_ms + self.tolerance_ms

    def slot_ms(self, tat_ms: float) -> float:
        """When the reservation that moved tat to this value is due."""
        return tat_ms - self.interval_ms - self.tolerance_ms

    def drained_tat_ms(self, now_ms: float, wait_ms: float) -> float:
        """The tat of a bucket that is empty, with nothing due before wait_ms have passed."""
        return now_ms + wait_ms + self.tolerance_ms

    def late_limit_ms(self, *, waited: bool) -> float:
        """How late a reserved slot may still be used.

        Slots that were waited for come after the burst is spent, when Amazon's bucket is near
        empty and has room for burst - 1 of them to pile up; one of the burst itself has only the
        slack.
        """
        tokens = (self.burst - 1 if waited else self.slack_tokens) - LATE_MARGIN
        return max(LATE_MARGIN, tokens) * self.interval_ms


@dataclass(frozen=True)
class SlotState:
    """The stored state of one key. lease_until_ms is only used by single-flight operations."""

    tat_ms: float
    rate: float
    lease_until_ms: float = 0.0


@dataclass(frozen=True)
class Slot:
    """A granted request. lease names the holder of a single flight."""

    key: LimiterKey
    bucket: Bucket
    due_ms: float
    lease: str | None = None


@dataclass(frozen=True)
class KeyUse:
    """How many requests went through one bucket in a run."""

    requests: int
    quota: Quota


def floor_s(uses: Iterable[KeyUse]) -> float:
    """The least time these requests could take at their rates; bursts left aside.

    >>> floor_s([KeyUse(250, Quota(5, 5)), KeyUse(10, Quota(5, 5)), KeyUse(2, Quota(0.0167, 15))])
    50.0
    >>> floor_s([KeyUse(4, Quota(5, 5))])
    0.8
    """
    every = list(uses)
    paced = [use for use in every if use.requests > use.quota.burst]
    return max((use.requests / use.quota.rate for use in paced or every), default=0.0)
