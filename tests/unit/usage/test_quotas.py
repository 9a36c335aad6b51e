"""Quotas: what is counted, what is refused, and that nobody overruns one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Lock

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.models import DynamoDBBackend

from shelfsignal.accounts.adapters.limit_store import DynamoLimits
from shelfsignal.accounts.adapters.quota_store import DynamoQuotas
from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.quota import (
    CallLimits,
    Holder,
    Limits,
    Overrides,
    Period,
    QuotaReached,
)
from shelfsignal.accounts.services.quotas import QuotaDesk
from shelfsignal.kernel.errors import StoreUnavailable

NOON = datetime(2026, 11, 30, 23, 58, 30, tzinfo=UTC)
WIDE = Limits(minute=1000, day=10_000, month=100_000)


class Hands:
    """A clock that stands still until it is moved."""

    def __init__(self, at=NOON):
        self.at = at

    def __call__(self):
        return self.at

    def move(self, **by):
        self.at += timedelta(**by)


def caller(subject="key-1", org="demo"):
    return Principal(org, subject, PrincipalKind.API_KEY, frozenset())


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def counters(table):
    return DynamoQuotas(boto3.client("dynamodb"), table)


@pytest.fixture
def desk(counters, table, clock):
    def make(caller=WIDE, organisation=WIDE):
        limits = DynamoLimits(boto3.client("dynamodb"), table)
        return QuotaDesk(counters, limits, CallLimits(caller, organisation), clock)

    return make


def used(standing, holder, period):
    (found,) = [s for s in standing.spent if (s.quota.holder, s.quota.period) == (holder, period)]
    return found.used


def test_a_request_counts_for_its_caller_and_its_organisation_in_every_period(desk):
    quotas = desk()
    quotas.take(caller("key-1"))
    quotas.take(caller("key-1"))

    standing = quotas.take(caller("key-2"))

    assert {used(standing, Holder.CALLER, period) for period in Period} == {1}
    assert {used(standing, Holder.ORGANISATION, period) for period in Period} == {3}
    assert quotas.standing("demo", "key-1").tightest.remaining == 997


@pytest.mark.parametrize("period", Period)
@pytest.mark.parametrize("holder", Holder)
def test_each_limit_refuses_and_says_which_it_was(desk, holder, period):
    narrow = Limits(**{**vars(WIDE), str(period): 2})
    quotas = desk(**{str(holder): narrow})
    quotas.take(caller())
    quotas.take(caller())

    with pytest.raises(QuotaReached) as refused:
        quotas.take(caller())

    seconds = {Period.MINUTE: 30, Period.DAY: 90, Period.MONTH: 90}[period]
    assert refused.value.details == {"holder": holder, "period": period, "limit": 2}
    assert refused.value.retry_after_s == seconds
    assert refused.value.standing.tightest.remaining == 0


def test_a_refused_request_counts_against_nothing(desk):
    quotas = desk(caller=Limits(minute=1, day=10, month=10))
    quotas.take(caller())
    with pytest.raises(QuotaReached):
        quotas.take(caller())

    standing = quotas.take(caller("key-2"))

    assert used(standing, Holder.ORGANISATION, Period.DAY) == 2


def test_windows_are_the_calendars(desk, clock):
    quotas = desk(caller=Limits(minute=1, day=2, month=3))
    quotas.take(caller())
    clock.move(seconds=30)  # 23:59:00
    quotas.take(caller())
    with pytest.raises(QuotaReached, match="of this day"):
        quotas.take(caller())

    clock.move(minutes=1)  # December
    standing = quotas.take(caller())

    assert {used(standing, Holder.CALLER, period) for period in Period} == {1}


def test_organisations_do_not_share_counters(desk):
    quotas = desk(organisation=Limits(minute=1, day=1, month=1))
    quotas.take(caller(org="demo"))

    assert quotas.take(caller(org="rival"))


def test_one_write_a_request_and_one_more_when_memory_is_out_of_date(desk, counters, clock):
    quotas = desk()
    quotas.take(caller())
    first = counters.writes
    for _ in range(10):
        quotas.take(caller())
    clock.move(minutes=5)
    quotas.take(caller())

    assert first == 1, "nothing known, nothing stored: the counters start"
    assert counters.writes == first + 10 + 1, "a new minute costs nothing more to one process"


def test_another_process_counts_on_from_what_is_stored(desk, table, clock):
    quotas = desk()
    for _ in range(3):
        quotas.take(caller())
    cold = DynamoQuotas(boto3.client("dynamodb"), table)
    limits = DynamoLimits(boto3.client("dynamodb"), table)

    standing = QuotaDesk(cold, limits, CallLimits(WIDE, WIDE), clock).take(caller())

    assert used(standing, Holder.CALLER, Period.DAY) == 4
    assert cold.writes == 1, "it reads before its first guess"


def test_a_clock_that_lags_counts_in_the_later_window(desk, counters, clock):
    quotas = desk(caller=Limits(minute=2, day=10, month=10))
    clock.move(seconds=31)
    quotas.take(caller())
    clock.move(seconds=-2)

    standing = quotas.take(caller())

    assert used(standing, Holder.CALLER, Period.MINUTE) == 2
    with pytest.raises(QuotaReached):
        quotas.take(caller())


def test_callers_of_a_past_month_leave_the_item(desk, counters, clock):
    quotas = desk()
    for number in range(5):
        quotas.take(caller(f"old-{number}"))
    clock.move(days=40)

    fresh = QuotaDesk(
        DynamoQuotas(counters._client, counters._table),
        quotas._limits,
        CallLimits(WIDE, WIDE),
        clock,
    )
    fresh.take(caller("new"))

    assert not [name for name in counters.read("demo") if name.startswith("old-")]


def test_a_caller_that_comes_back_while_it_is_pruned_keeps_what_it_used(desk, table, clock):
    quotas = desk(caller=Limits(minute=1, day=1, month=1))
    quotas.take(caller("back"))
    stale = QuotaDesk(
        DynamoQuotas(boto3.client("dynamodb"), table),
        DynamoLimits(boto3.client("dynamodb"), table),
        CallLimits(WIDE, WIDE),
        clock,
    )
    stale.take(caller("other"))
    clock.move(days=40)
    quotas.take(caller("back"))

    stale.take(caller("other"))

    with pytest.raises(QuotaReached):
        quotas.take(caller("back"))


def test_overrides_beat_the_plan_and_a_callers_own_beat_both(desk, table, clock):
    own, others, all_of_it = (Limits(minute=n, day=n, month=n) for n in (5, 3, 8))
    stored = Overrides(organisation=all_of_it, caller=others, by_subject={"vip": own})
    DynamoLimits(boto3.client("dynamodb"), table).put("demo", stored)
    quotas = desk()

    assert quotas.limits("demo", "vip") == CallLimits(own, all_of_it)
    assert quotas.limits("demo", "key-1") == CallLimits(others, all_of_it)
    assert quotas.limits("rival", "key-1") == CallLimits(WIDE, WIDE)
    assert DynamoLimits(boto3.client("dynamodb"), table).get("demo") == stored


def test_changed_limits_hold_within_half_a_minute(desk, table, clock):
    quotas = desk()
    quotas.take(caller())
    tight = Overrides(caller=Limits(minute=1, day=1, month=1))
    DynamoLimits(boto3.client("dynamodb"), table).put("demo", tight)

    quotas.take(caller())
    clock.move(seconds=31)

    with pytest.raises(QuotaReached):
        quotas.take(caller())


@pytest.fixture
def atomic_moto(monkeypatch):
    """DynamoDB checks a condition and writes in one step; moto does it in two."""
    lock, update = Lock(), DynamoDBBackend.update_item

    def update_alone(*args, **options):
        with lock:
            return update(*args, **options)

    monkeypatch.setattr(DynamoDBBackend, "update_item", update_alone)


@pytest.mark.usefixtures("atomic_moto")
def test_a_hundred_concurrent_calls_cannot_overrun_a_quota(table, clock):
    """Ten processes, ten threads each; the store alone decides, no memory is shared."""
    limits = CallLimits(Limits(minute=60, day=37, month=60), WIDE)
    desks = [
        QuotaDesk(
            DynamoQuotas(boto3.client("dynamodb"), table),
            DynamoLimits(boto3.client("dynamodb"), table),
            limits,
            clock,
        )
        for _ in range(10)
    ]

    def call(number):
        try:
            desks[number % 10].take(caller())
        except QuotaReached:
            return False
        return True

    with ThreadPoolExecutor(100) as pool:
        admitted = sum(pool.map(call, range(100)))

    stored = DynamoQuotas(boto3.client("dynamodb"), table).read("demo")
    assert admitted == 37
    assert stored["key-1#da"] % 10**9 == 37


def test_a_missing_table_is_an_unavailable_store(clock):
    with mock_aws():
        client = boto3.client("dynamodb")
        quotas = QuotaDesk(
            DynamoQuotas(client, "nowhere"),
            DynamoLimits(client, "nowhere"),
            CallLimits(WIDE, WIDE),
            clock,
        )

        with pytest.raises(StoreUnavailable):
            quotas.take(caller())
        with pytest.raises(StoreUnavailable):
            quotas.standing("demo", "key-1")
