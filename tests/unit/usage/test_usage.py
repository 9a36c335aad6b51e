"""Usage: every request counts once, whatever the queue does with its message."""

import json
from datetime import UTC, date, datetime, timedelta
from random import Random

import boto3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from shelfsignal.accounts.adapters.prometheus import prometheus_text
from shelfsignal.accounts.adapters.telemetry_queue import SqsTelemetry
from shelfsignal.accounts.adapters.usage_store import DynamoUsage
from shelfsignal.accounts.domain.telemetry import (
    Entry,
    added,
    from_message,
    to_message,
)
from shelfsignal.accounts.domain.usage import Grain, UsageRecord, tallies_of
from shelfsignal.accounts.services.record_usage import record_usage
from shelfsignal.accounts.services.usage_reports import Days, Group, report_usage
from shelfsignal.kernel.errors import InvalidInput, StoreUnavailable
from shelfsignal.kernel.metrics import Metrics, Sample
from tests.fakes.usage import MemoryUsage

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = NOON.date()


def a_record(number=1, **changes):
    given = {
        "request_id": f"r-{number}",
        "at": NOON,
        "org_id": "demo",
        "subject": "key-1",
        "kind": "api_key",
        "route": "GET /v1/products",
        "status": 200,
        "ms": 10.0,
        "bytes_in": 0,
        "bytes_out": 100,
    }
    return UsageRecord(**{**given, **changes})


def an_entry(record):
    return Entry(record.request_id, (record,))


@pytest.fixture(params=["memory", "dynamo"])
def store(request):
    if request.param == "memory":
        return MemoryUsage()
    client = boto3.client("dynamodb") if request.getfixturevalue("table") else None
    return DynamoUsage(client, "accounts", timedelta(days=400), lambda: NOON)


def no_pause(_seconds):
    pass


records = st.builds(
    a_record,
    number=st.integers(1, 40),
    at=st.sampled_from([NOON, NOON + timedelta(days=1)]),
    org_id=st.sampled_from(["demo", "rival"]),
    subject=st.sampled_from(["key-1", "key-2", "user-1"]),
    route=st.sampled_from(["GET /v1/products", "POST /v1/runs", "GET /v1/runs/{run_id}"]),
    status=st.sampled_from([200, 304, 404, 429, 503]),
    ms=st.floats(0, 30_000),
    bytes_out=st.integers(0, 5_000_000),
)


@settings(deadline=None, max_examples=60)
@given(
    given_records=st.lists(records, max_size=60, unique_by=lambda each: each.request_id),
    seed=st.integers(0, 10_000),
)
def test_any_order_batching_and_redelivery_equals_counting_once(given_records, seed):
    random, store = Random(seed), MemoryUsage()
    deliveries = [an_entry(each) for each in given_records for _ in range(random.randint(1, 3))]
    random.shuffle(deliveries)

    while deliveries:
        size = random.randint(1, 25)
        batch, deliveries = deliveries[:size], deliveries[size:]
        store.failures = random.choice([0, 0, 0, 1, 9])
        failed = record_usage(batch, store, no_pause).failed
        store.failures = 0
        deliveries += [each for each in batch if each.id in failed]

    assert store.cells == tallies_of(given_records)
    assert sum(
        value for (name, _), value in store.series.items() if name == "http_requests_total"
    ) == len(given_records)


def test_the_table_counts_once_and_says_what_was_repeated(store):
    batch = [an_entry(a_record(number, status=200 if number % 2 else 500)) for number in range(30)]

    first = record_usage(batch, store, no_pause)
    second = record_usage(batch[10:], store, no_pause)
    third = record_usage([*batch[:5], an_entry(a_record(99))], store, no_pause)

    assert (first.counted, first.repeated) == (30, 0)
    assert (second.counted, second.repeated) == (0, 20)
    assert (third.counted, third.repeated) == (1, 5)
    ((cell, tally),) = store.tallies("demo", None, Grain.TOTAL, DAY, DAY)
    assert cell.day == DAY
    assert (tally.requests, tally.server_errors, tally.bytes_out) == (31, 15, 3100)


def test_many_callers_and_routes_are_split_into_transactions_that_fit(store):
    batch = [
        an_entry(a_record(number, subject=f"k{number}", route=f"GET /v1/{number}"))
        for number in range(20)
    ]

    recorded = record_usage(batch, store, no_pause)

    assert recorded.counted == 20
    assert len(list(store.tallies("demo", None, Grain.SUBJECT, DAY, DAY))) == 20


def test_what_cannot_be_stored_is_named_for_another_delivery():
    store = MemoryUsage()
    store.failures = 100

    recorded = record_usage([an_entry(a_record())], store, no_pause)

    assert recorded.failed == {"r-1"}
    assert not store.cells


def test_a_report_by_day_has_every_day_and_percentiles_within_two_percent(store):
    batch = [an_entry(a_record(number, ms=number + 1.0)) for number in range(100)]
    batch.append(an_entry(a_record(200, at=NOON + timedelta(days=2))))
    record_usage(batch, store, no_pause)

    days = Days(DAY - timedelta(days=1), DAY + timedelta(days=2))
    report = report_usage(store, "demo", None, days, Group.DAY)

    assert [row.tally.requests for row in report.rows] == [0, 100, 0, 1]
    busy = report.rows[1].tally
    assert busy.quantile_ms(0.5) == pytest.approx(50, rel=0.03)
    assert busy.quantile_ms(0.95) == pytest.approx(95, rel=0.03)
    assert busy.quantile_ms(0.99) == pytest.approx(99, rel=0.03)
    assert report.rows[0].tally.quantile_ms(0.5) is None
    assert report.total.requests == 101


def test_reports_by_caller_and_by_endpoint_put_the_busiest_first(store):
    batch = [an_entry(a_record(n, subject="b" if n < 3 else "a")) for n in range(4)]
    batch.append(an_entry(a_record(9, org_id="rival", subject="a")))
    record_usage(batch, store, no_pause)
    days = Days(DAY, DAY)

    by_caller = report_usage(store, "demo", None, days, Group.CALLER)
    of_one = report_usage(store, "demo", "b", days, Group.ENDPOINT)

    assert [(row.key, row.tally.requests) for row in by_caller.rows] == [("b", 3), ("a", 1)]
    assert [(row.key, row.tally.requests) for row in of_one.rows] == [("GET /v1/products", 3)]


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 2, 2), date(2026, 2, 1)), (date(2024, 1, 1), date(2026, 1, 1))]
)
def test_days_that_make_no_range_are_refused(first, last):
    with pytest.raises(InvalidInput):
        Days(first, last)


def test_an_entry_survives_the_queue():
    sums = Metrics()
    sums.add("jobs_started_total", kind="review_fetch")
    sums.observe("s3_put_duration_seconds", 0.3)
    entry = Entry("f-1", (a_record(),), tuple(sums.drain()))

    assert from_message(json.loads(json.dumps(to_message(entry)))) == entry


@pytest.mark.parametrize(
    "message",
    [None, [], {}, {"v": 2, "id": "x", "records": [], "samples": []}, {"v": 1, "id": ""}]
    + [{"v": 1, "id": "x", "records": [{}], "samples": []}]
    + [{"v": 1, "id": "x", "records": [], "samples": [{"n": "x"}]}],
)
def test_what_is_no_message_of_ours_is_refused(message):
    with pytest.raises(InvalidInput):
        from_message(message)


def test_series_of_several_flushes_add_up_and_reach_prometheus(table):
    usage = DynamoUsage(boto3.client("dynamodb"), table, timedelta(days=400), lambda: NOON)
    for number in range(2):
        sums = Metrics()
        sums.add("llm_cost_usd_total", 0.25)
        sums.add("spapi_rate_limits_total", 3, operation="listProducts")
        sums.observe("s3_put_duration_seconds", 0.02)
        sums.observe("s3_put_duration_seconds", 99)
        record_usage([Entry(f"f-{number}", (), tuple(sums.drain()))], usage, no_pause)
    record_usage([an_entry(a_record(1, status=429))], usage, no_pause)

    text = prometheus_text(usage.samples())

    lines = text.splitlines()
    assert "llm_cost_usd_total 0.5" in lines
    assert 'spapi_rate_limits_total{operation="listProducts"} 6.0' in lines
    assert 's3_put_duration_seconds_bucket{le="0.025"} 2.0' in lines
    assert 's3_put_duration_seconds_bucket{le="+Inf"} 4.0' in lines
    assert 'http_throttled_total{route="GET /v1/products"} 1.0' in lines
    assert "lwa_refresh_failures_total 0.0" in lines, "a counter without a sample is zero"
    assert "# TYPE jobs_completed_total counter" in lines


def test_series_merge_within_a_batch():
    two = [
        Entry(f"f{n}", (), (Sample("s3_put_duration_seconds", (), 1.0, [0] * 7 + [1] + [0] * 5),))
        for n in range(2)
    ]

    (sample,) = added(two).samples

    assert (sample.value, sample.counts[7]) == (2.0, 2)


def test_a_lost_queue_costs_one_timeout_not_one_a_request():
    now = NOON
    with mock_aws():
        queue = SqsTelemetry(boto3.client("sqs"), "https://sqs.invalid/q", lambda: now)
        with pytest.raises(StoreUnavailable) as first:
            queue.send(an_entry(a_record()))
        with pytest.raises(StoreUnavailable) as second:
            queue.send(an_entry(a_record()))
        url = boto3.client("sqs").create_queue(QueueName="q")["QueueUrl"]
        queue._url, now = url, NOON + timedelta(seconds=11)
        queue.send(an_entry(a_record()))

        got = boto3.client("sqs").receive_message(QueueUrl=url)["Messages"]
    assert first.value.__cause__
    assert second.value.__cause__ is None
    assert from_message(json.loads(got[0]["Body"])) == an_entry(a_record())
