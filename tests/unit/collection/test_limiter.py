"""The limiter's promises, against a simulated strict bucket: no 429, the rate used, few writes."""

import heapq
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.collection.domain.errors import SlotTooFar
from shelfsignal.collection.domain.limiter_ports import Refused
from shelfsignal.collection.domain.pace import Bucket, LimiterKey, Quota, Slot
from shelfsignal.collection.services.limiter import MAX_LATE, MAX_RACES, SharedLimiter
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import Region, SellerId
from tests.fakes.collection import FakeSlots

KEY = LimiterKey("app", SellerId("A1"), Region.NORTH_AMERICA, "listReviews")
QUOTA = Quota(5.0, 5)
SINGLE = Quota(0.5, 1)


class Amazon:
    """A strict token bucket that starts full."""

    def __init__(self, rate, burst):
        self.rate, self.burst, self.tokens, self.at_ms = rate, burst, float(burst), 0.0
        self.served = self.refused = 0

    def arrive(self, at_ms):
        refill = (at_ms - self.at_ms) / 1000 * self.rate
        self.tokens, self.at_ms = min(self.burst, self.tokens + refill), at_ms
        if self.tokens >= 1:
            self.tokens -= 1
            self.served += 1
        else:
            self.refused += 1


class Worker:
    """One process: reserves, sleeps, sends; `jitter` gives its delays in ms."""

    def __init__(self, slots, jitter):
        self.now_ms = 0.0
        self.jitter = jitter
        self.limiter = SharedLimiter(slots, lambda: self.now_ms, self._sleep)

    def _sleep(self, seconds):
        self.now_ms += seconds * 1000 + self.jitter()

    def request(self, quota):
        """When the request reaches Amazon."""
        self.limiter.acquire(KEY, quota, 1000.0)
        return self.now_ms + self.jitter()


def simulate(quota, workers, seconds, jitter_ms, seed):
    """Workers take turns in the order of their clocks; a request takes its way there and back."""
    rng = random.Random(seed)

    def jitter():
        return rng.uniform(0, jitter_ms)

    slots, amazon = FakeSlots(), Amazon(quota.rate, quota.burst)
    fleet = [Worker(slots, jitter) for _ in range(workers)]
    queue = [(0.0, number) for number in range(workers)]
    arrivals = []
    while queue:
        _, number = heapq.heappop(queue)
        worker = fleet[number]
        arrival = worker.request(quota)
        worker.now_ms = arrival + jitter()
        arrivals.append(arrival)
        if worker.now_ms < seconds * 1000:
            heapq.heappush(queue, (worker.now_ms, number))
    inside = sorted(at for at in arrivals if at <= seconds * 1000)
    for at in inside:
        amazon.arrive(at)
    permitted = quota.burst + quota.rate * seconds
    return amazon, amazon.served / permitted, slots.writes / len(arrivals)


@pytest.mark.parametrize("workers", [1, 4, 16])
@pytest.mark.parametrize("seed", range(5))
def test_the_rate_is_used_without_a_429(workers, seed):
    amazon, share, writes = simulate(QUOTA, workers, 40.0, jitter_ms=8.0, seed=seed)

    assert amazon.refused == 0
    assert share >= 0.985
    assert writes <= 2


@settings(max_examples=60, deadline=None)
@given(
    workers=st.integers(1, 16),
    burst=st.integers(2, 20),
    rate=st.sampled_from([0.5, 1.0, 2.0, 5.0, 10.0]),
    seed=st.integers(0, 10_000),
)
def test_jitter_up_to_the_slack_causes_no_429(workers, burst, rate, seed):
    half_an_interval_ms = 500 / rate

    amazon, _, writes = simulate(
        Quota(rate, burst), workers, 60.0 / rate, half_an_interval_ms, seed
    )

    assert amazon.refused == 0
    assert writes <= 2


@pytest.mark.parametrize("workers", [1, 4])
def test_a_burst_of_two_is_kept_as_well(workers):
    amazon, share, _ = simulate(Quota(2.0, 2), workers, 100.0, jitter_ms=10.0, seed=1)

    assert amazon.refused == 0
    assert share >= 0.98


class Bench:
    """A limiter on a clock that only sleeping moves."""

    def __init__(self):
        self.now = 1_000_000.0
        self.slept = []
        self.slots = FakeSlots()
        self.limiter = self.another()

    def another(self):
        return SharedLimiter(self.slots, lambda: self.now, self._sleep, lambda low, high: high)

    def _sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds * 1000


@pytest.fixture
def bench():
    return Bench()


def test_the_burst_goes_at_once_and_the_rest_is_paced(bench):
    for _ in range(5):
        bench.limiter.acquire(KEY, QUOTA, 60)

    assert len(bench.slept) == 2
    assert bench.slots.writes == 5


def test_an_idle_bucket_costs_one_write(bench):
    bench.limiter.acquire(KEY, QUOTA, 60)
    bench.now += 60_000
    bench.limiter.acquire(KEY, QUOTA, 60)

    assert bench.slots.writes == 2


def test_a_worker_that_knows_nothing_yet_reads_before_it_writes(bench):
    bench.limiter.acquire(KEY, QUOTA, 60)
    bench.another().acquire(KEY, QUOTA, 60)

    assert bench.slots.writes == 2


def test_a_slot_beyond_the_time_left_is_not_reserved(bench):
    for _ in range(30):
        bench.another().acquire(KEY, QUOTA, 60)
    bench.now -= 4_000
    before = bench.slots.items[KEY]

    with pytest.raises(SlotTooFar) as far:
        bench.limiter.acquire(KEY, QUOTA, 1.0)

    assert bench.slots.items[KEY] == before
    assert far.value.retry_after_s == pytest.approx(3.2, abs=0.01)


def test_an_announced_rate_is_adopted_by_every_worker(bench):
    other = bench.another()
    slot = bench.limiter.acquire(KEY, QUOTA, 60)
    other.acquire(KEY, QUOTA, 60)
    bench.limiter.answered(slot, 2.0)

    assert other.acquire(KEY, QUOTA, 60).bucket.rate == 2.0
    assert bench.limiter.acquire(KEY, QUOTA, 60).bucket.rate == 2.0


def test_the_same_rate_again_writes_nothing(bench):
    slot = bench.limiter.acquire(KEY, QUOTA, 60)
    bench.limiter.answered(slot, 5.0)
    bench.limiter.answered(slot, None)

    assert bench.slots.writes == 1


@pytest.mark.parametrize(("retry_after", "pause_s"), [(3.0, 3.0), (None, 1.2)])
def test_a_429_holds_everybody_back(bench, retry_after, pause_s):
    slot = bench.limiter.acquire(KEY, QUOTA, 60)
    bench.limiter.throttled(slot, tries=1, retry_after_s=retry_after)
    began = bench.now

    bench.another().acquire(KEY, QUOTA, 60)

    assert (bench.now - began) / 1000 == pytest.approx(pause_s, abs=0.01)


def test_a_caller_that_wakes_too_late_takes_another_slot(bench):
    for _ in range(4):
        bench.limiter.acquire(KEY, QUOTA, 60)
    naps = iter([2.0])
    bench.limiter._sleep = lambda seconds: bench._sleep(seconds + next(naps, 0.0))

    before = bench.slots.writes
    bench.limiter.acquire(KEY, QUOTA, 60)

    assert bench.slots.writes == before + 2


@pytest.mark.parametrize("quota", [Quota(1000.0, 1000), Quota(100.0, 2)])
def test_a_store_slower_than_the_rate_never_stops_a_caller(bench, quota):
    restart, follow = bench.slots.restart, bench.slots.follow

    def slow(move):
        def slowly(*args):
            answer = move(*args)
            bench.now += 40
            return answer

        return slowly

    bench.slots.restart, bench.slots.follow = slow(restart), slow(follow)

    for _ in range(20):
        bench.limiter.acquire(KEY, quota, 60)

    assert bench.slots.writes <= 20 * (MAX_LATE + 2)


def test_losing_every_race_is_a_store_failure(bench):
    bench.slots.restart = lambda *_: Refused(None)

    with pytest.raises(StoreUnavailable):
        bench.limiter.acquire(KEY, QUOTA, 60)
    assert MAX_RACES > 2


def test_an_operation_without_a_burst_flies_alone_and_is_spaced_from_the_answer(bench):
    slot = bench.limiter.acquire(KEY, SINGLE, 60)
    bench.now += 5_000
    with pytest.raises(SlotTooFar):
        bench.another().acquire(KEY, SINGLE, 0.01)
    bench.limiter.answered(slot, None)
    landed = bench.now

    bench.another().acquire(KEY, SINGLE, 60)

    assert bench.now - landed >= 2_000


def test_a_lost_flight_is_taken_over(bench):
    bench.limiter.acquire(KEY, SINGLE, 60)
    bench.now += 31_000

    assert bench.another().acquire(KEY, SINGLE, 60).lease


def test_a_throttled_flight_lands_later(bench):
    slot = bench.limiter.acquire(KEY, SINGLE, 60)
    bench.limiter.throttled(slot, tries=1, retry_after_s=10)
    began = bench.now

    bench.another().acquire(KEY, SINGLE, 60)

    assert bench.now - began >= 10_000


def test_a_rate_heard_without_a_state_is_kept(bench):
    slot = Slot(KEY, Bucket(5.0, 5), bench.now)

    bench.limiter.answered(slot, 3.0)

    assert bench.limiter.acquire(KEY, QUOTA, 60).bucket.rate == 3.0
