"""How often something may be tried: some tries for free, then waits that double.

Tries are forgiven with time, so that an office behind one address, or a forgetful person, is not
locked out for the day; a machine that guesses gets the longest wait between any two guesses.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Final

from shelfsignal.accounts.domain.errors import TooManyRequests


class TooManyTries(TooManyRequests):
    """Come back after retry_after_s seconds; whether the tries were good or bad is not said."""

    code = "too_many_tries"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("Too many tries. Wait a moment.", retry_after_s=retry_after_s)


@dataclass(frozen=True)
class ThrottlePolicy:
    """free tries at once; a try is forgiven every `forgiven_every`."""

    free: int
    forgiven_every: timedelta
    longest_wait: timedelta
    first_wait: timedelta = timedelta(seconds=1)

    def wait_after(self, tries: int) -> timedelta:
        """How long nothing is tried after this many."""
        beyond = tries - self.free
        if beyond <= 0:
            return timedelta(0)
        doublings = min(beyond - 1, 30)
        return min(self.first_wait * (1 << doublings), self.longest_wait)


@dataclass(frozen=True)
class Tries:
    """How often something was tried, and until when it may not be."""

    count: int
    last_at: datetime
    blocked_until: datetime

    def forgiven(self, policy: ThrottlePolicy, now: datetime) -> int:
        """What still counts."""
        return max(0, self.count - max(0, floor((now - self.last_at) / policy.forgiven_every)))


def admit(tries: Tries | None, policy: ThrottlePolicy, now: datetime) -> Tries:
    """The tries with this one among them. Raises: TooManyTries."""
    if tries is None:
        return Tries(1, now, now + policy.wait_after(1))
    if now < tries.blocked_until:
        raise TooManyTries((tries.blocked_until - now).total_seconds())
    count = tries.forgiven(policy, now) + 1
    return Tries(count, now, now + policy.wait_after(count))


# A person's own address: few tries. A source address may be a whole office.
PER_EMAIL: Final = ThrottlePolicy(
    free=5, forgiven_every=timedelta(minutes=5), longest_wait=timedelta(minutes=15)
)
PER_ADDRESS: Final = ThrottlePolicy(
    free=30, forgiven_every=timedelta(seconds=20), longest_wait=timedelta(minutes=5)
)
# What an organisation makes and others bear: mails to strangers in its name, and callers, each of
# which makes the item larger that counts them all.
PER_ORGANISATION: Final = ThrottlePolicy(
    free=100,
    forgiven_every=timedelta(minutes=10),
    longest_wait=timedelta(hours=1),
    first_wait=timedelta(minutes=1),
)
# Mails to one address: nobody's inbox is flooded through us.
MAILS: Final = ThrottlePolicy(
    free=3,
    forgiven_every=timedelta(minutes=20),
    longest_wait=timedelta(hours=1),
    first_wait=timedelta(minutes=1),
)
