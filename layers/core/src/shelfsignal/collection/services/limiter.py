"""The distributed rate limiter: reserve a slot in one write, sleep until it is due, never poll.

Workers share nothing but one item a key. The busy case is one write (tat moves one interval on),
the first request after a pause at most two. Which to try first is guessed from the last state
seen.
"""

import random
import uuid
from collections.abc import Callable
from typing import Final

from shelfsignal.collection.domain.errors import SlotTooFar
from shelfsignal.collection.domain.limiter_ports import Granted, Refused, SlotStore
from shelfsignal.collection.domain.pace import Bucket, LimiterKey, Quota, Slot, SlotState
from shelfsignal.kernel.errors import StoreUnavailable

# Conditional writes lost in a row before the store counts as failing; two is the usual worst case.
MAX_RACES: Final = 12
# Slots given up in a row before a late one is used: a 429 is better than never getting through.
MAX_LATE: Final = 3
# A flight is taken over after this long without an answer: the longest request is far shorter.
LEASE_MS: Final = 30_000.0
BACKOFF_BASE_S: Final = 0.5
BACKOFF_CAP_S: Final = 30.0
_UNIFORM: Final = random.SystemRandom().uniform


class SharedLimiter:
    """now_ms is wall-clock time, which workers on different machines share; sleep takes seconds."""

    def __init__(
        self,
        store: SlotStore,
        now_ms: Callable[[], float],
        sleep: Callable[[float], None],
        uniform: Callable[[float, float], float] = _UNIFORM,
    ) -> None:
        self._store = store
        self._now_ms = now_ms
        self._sleep = sleep
        self._uniform = uniform
        self._seen: dict[LimiterKey, SlotState | None] = {}

    def acquire(self, key: LimiterKey, quota: Quota, max_wait_s: float) -> Slot:
        """See RateLimiter.acquire."""
        if key not in self._seen:
            self._seen[key] = self._store.read(key)
        deadline_ms = self._now_ms() + max_wait_s * 1000
        if quota.is_single_flight:
            return self._fly(key, quota, deadline_ms)
        slot, is_late = self._reserve(key, quota, deadline_ms)
        for _ in range(MAX_LATE):
            if not is_late:
                break
            slot, is_late = self._reserve(key, quota, deadline_ms)
        return slot

    def answered(self, slot: Slot, rate: float | None) -> None:
        """See RateLimiter.answered."""
        if slot.lease:
            self._store.land(slot.key, slot.lease, self._now_ms() + slot.bucket.interval_ms)
        seen = self._seen.get(slot.key)
        known = seen.rate if seen else slot.bucket.rate
        if rate is not None and rate > 0 and rate != known:
            self._store.adopt_rate(slot.key, known, rate)
            self._seen[slot.key] = SlotState(seen.tat_ms if seen else 0.0, rate)

    def throttled(self, slot: Slot, tries: int, retry_after_s: float | None) -> None:
        """See RateLimiter.throttled: the bucket counts as empty from now on."""
        if retry_after_s is None:
            backoff_s = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2.0**tries)
            wait_ms = slot.bucket.interval_ms + self._uniform(0.0, backoff_s) * 1000
        else:
            wait_ms = retry_after_s * 1000
        tat_ms = slot.bucket.drained_tat_ms(self._now_ms(), wait_ms)
        if slot.lease:
            self._store.land(slot.key, slot.lease, tat_ms)
        else:
            self._store.postpone(slot.key, slot.bucket, tat_ms)

    def _bucket(self, key: LimiterKey, quota: Quota) -> Bucket:
        seen = self._seen.get(key)
        return Bucket(seen.rate if seen else quota.rate, quota.burst)

    def _reserve(self, key: LimiterKey, quota: Quota, deadline_ms: float) -> tuple[Slot, bool]:
        """A slot that is due now, and whether the caller woke too late to use it safely."""
        asked_ms = self._now_ms()
        bucket, tat_ms = self._move_tat(key, quota, deadline_ms)
        due_ms = max(asked_ms, bucket.slot_ms(tat_ms))
        waited = due_ms > self._now_ms()
        if waited:
            self._sleep((due_ms - self._now_ms()) / 1000)
        late_ms = self._now_ms() - due_ms
        return Slot(key, bucket, due_ms), late_ms > bucket.late_limit_ms(waited=waited)

    def _move_tat(self, key: LimiterKey, quota: Quota, deadline_ms: float) -> tuple[Bucket, float]:
        for _ in range(MAX_RACES):
            bucket, now_ms, seen = self._bucket(key, quota), self._now_ms(), self._seen.get(key)
            latest_ms = bucket.latest_tat_ms(now_ms, max(0.0, deadline_ms - now_ms))
            if seen is None or seen.tat_ms < now_ms:
                answer = self._store.restart(key, bucket, now_ms)
            else:
                answer = self._store.follow(key, bucket, now_ms, latest_ms)
            if isinstance(answer, Granted):
                self._seen[key] = SlotState(answer.tat_ms, bucket.rate)
                return bucket, answer.tat_ms
            self._learn(key, answer, latest_ms)
        raise StoreUnavailable("limiter", operation=key.operation)

    def _learn(self, key: LimiterKey, answer: Refused, latest_ms: float) -> None:
        """Remembers what is stored. Raises: SlotTooFar when that says the slot is out of reach."""
        self._seen[key] = answer.state
        if answer.state and answer.state.tat_ms > latest_ms:
            away_s = (answer.state.tat_ms - latest_ms) / 1000
            raise SlotTooFar(key.operation, retry_after_s=away_s)

    def _fly(self, key: LimiterKey, quota: Quota, deadline_ms: float) -> Slot:
        """A single flight, waited for as long as the deadline allows."""
        while True:
            bucket, now_ms, owner = self._bucket(key, quota), self._now_ms(), uuid.uuid4().hex
            answer = self._store.lease(key, bucket, now_ms, owner, now_ms + LEASE_MS)
            if isinstance(answer, Granted):
                return Slot(key, bucket, now_ms, owner)
            self._seen[key] = answer.state
            landing_ms = max(now_ms, answer.state.tat_ms if answer.state else now_ms)
            wake_ms = landing_ms + self._uniform(0.05, 0.5) * bucket.interval_ms
            if wake_ms > deadline_ms:
                raise SlotTooFar(key.operation, retry_after_s=(wake_ms - now_ms) / 1000)
            self._sleep((wake_ms - now_ms) / 1000)
