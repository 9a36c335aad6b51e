"""Every call of a known caller is counted before and recorded after; nothing else depends on it."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from shelfsignal.accounts.domain.quota import CallLimits, Limits
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.quotas import QuotaDesk
from shelfsignal.accounts.services.record_usage import record_usage
from shelfsignal.runtime.metering import Metering
from tests.builders.accounts import NOW
from tests.fakes.usage import ListedTelemetry, MemoryQuotas
from tests.unit.api.world import DEMO, RIVAL, World

LIMITS = CallLimits(Limits(minute=3, day=100, month=1000), Limits(minute=50, day=500, month=5000))


@pytest.fixture
def quotas():
    return MemoryQuotas()


@pytest.fixture
def telemetry():
    return ListedTelemetry()


@pytest.fixture
def world(quotas, telemetry):
    made = World()
    desk = QuotaDesk(quotas, quotas, LIMITS, lambda: NOW)
    made.deps.hooks.append(Metering(lambda: desk, lambda: telemetry, lambda: NOW))
    return made


def recorded(world, telemetry):
    """As the consumer does with what the queue brought."""
    record_usage(telemetry.sent, world.usage)
    telemetry.sent.clear()


def test_an_answer_says_what_is_left(world):
    answer = world.get("/v1/runs")

    assert answer.headers["ratelimit-limit"] == "3"
    assert answer.headers["ratelimit-remaining"] == "2"
    assert answer.headers["ratelimit-reset"] == "60"
    assert '3;w=60;comment="caller"' in answer.headers["ratelimit-policy"]
    assert '500;w=86400;comment="organisation"' in answer.headers["ratelimit-policy"]


def test_a_used_up_quota_is_a_429_that_says_when_to_come_back(world):
    for _ in range(3):
        world.get("/v1/runs")

    refused = world.get("/v1/runs")

    assert refused.status == 429
    assert refused.error["code"] == "quota_reached"
    assert refused.error["details"] == {"holder": "caller", "period": "minute", "limit": 3}
    assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"] == "60"
    assert refused.headers["ratelimit-remaining"] == "0"


def test_refusals_by_scope_and_bad_input_count_and_carry_the_headers(world, telemetry):
    world.key = world.new_key(DEMO, Scope.SELLERS_READ)
    forbidden = world.get("/v1/runs")
    world.key = world.new_key()
    wrong = world.get("/v1/runs", {"limit": "many"})

    assert (forbidden.status, wrong.status) == (403, 400)
    assert all("ratelimit-remaining" in each.headers for each in (forbidden, wrong))
    assert [entry.records[0].status for entry in telemetry.sent] == [403, 400]


def test_open_routes_and_unknown_callers_are_not_counted(world, telemetry):
    opened = world.get("/health")
    unknown = world.get("/v1/runs", x_api_key="ss_0000000000000000_" + "0" * 64)

    assert (opened.status, unknown.status) == (200, 401)
    assert "ratelimit-limit" not in opened.headers | unknown.headers
    assert not telemetry.sent


def test_without_its_counters_the_api_goes_on_and_says_nothing_about_limits(world, quotas):
    quotas.is_down = True

    answers = [world.get("/v1/runs") for _ in range(5)]

    assert {each.status for each in answers} == {200}
    assert "ratelimit-limit" not in answers[0].headers


def test_without_its_queue_the_api_answers_all_the_same(world, telemetry):
    telemetry.is_down = True

    assert world.get("/v1/runs").status == 200


def test_a_record_names_the_route_not_the_path_and_counts_bytes(world, telemetry):
    world.post("/v1/runs", {"day": "2026-11-22"})
    answer = world.get("/v1/runs/01KNOTTHERE")

    started, missed = (entry.records[0] for entry in telemetry.sent)
    assert (started.route, started.bytes_in) == ("POST /v1/runs", len('{"day": "2026-11-22"}'))
    assert (missed.route, missed.status) == ("GET /v1/runs/{run_id}", 404)
    assert missed.bytes_out == len(answer.text)
    assert missed.subject == world.key.split("_")[1]
    assert missed.ms > 0


def test_developers_read_their_usage_by_endpoint_day_and_caller(world, telemetry):
    for _ in range(2):
        world.get("/v1/runs")
    world.get("/v1/runs/01KNOTTHERE")
    recorded(world, telemetry)
    world.deps.hooks.clear()

    by_endpoint = world.get("/v1/analytics/usage").json
    by_day = world.get("/v1/analytics/usage/daily", {"from": "2026-11-21"}).json
    by_caller = world.get("/v1/analytics/usage", {"group": "caller"}).json
    endpoints = world.get("/v1/analytics/usage/endpoints").json

    rows = [(row["key"], row["requests"], row["error_rate"]) for row in by_endpoint["items"]]
    assert rows == [("GET /v1/runs", 2, 0.0), ("GET /v1/runs/{run_id}", 1, 1.0)]
    assert by_endpoint["total"]["requests"] == 3
    assert by_endpoint["items"] == endpoints["items"]
    assert [(row["key"], row["requests"]) for row in by_day["items"]] == [
        ("2026-11-21", 0),
        ("2026-11-22", 3),
    ]
    assert by_day["items"][0]["p95_ms"] is None
    assert by_day["items"][1]["p95_ms"] > 0
    assert [row["key"] for row in by_caller["items"]] == [world.key.split("_")[1]]
    assert (by_caller["from"], by_caller["to"]) == ("2026-10-24", "2026-11-22")


def test_one_keys_usage_and_nobody_elses(world, telemetry):
    world.get("/v1/runs")
    recorded(world, telemetry)
    world.deps.hooks.clear()
    mine, theirs = world.key.split("_")[1], world.new_key(RIVAL).split("_")[1]

    assert world.get(f"/v1/api-keys/{mine}/usage").json["total"]["requests"] == 1
    assert world.get(f"/v1/api-keys/{mine}/usage/daily").json["total"]["requests"] == 1
    assert world.get(f"/v1/api-keys/{theirs}/usage").status == 404
    assert world.get(f"/v1/api-keys/{theirs}/usage/daily").status == 404
    wrong = world.get(f"/v1/api-keys/{mine}/usage", {"group": "caller"})
    assert wrong.error["details"]["field"] == "group"


def test_a_report_as_csv_has_the_same_figures(world, telemetry):
    world.get("/v1/runs")
    recorded(world, telemetry)
    world.deps.hooks.clear()

    answer = world.get("/v1/analytics/usage", {"format": "csv"})

    assert answer.headers["content-type"].startswith("text/csv")
    assert "usage-endpoint-" in answer.headers["content-disposition"]
    (row,) = csv.DictReader(StringIO(answer.text))
    assert (row["key"], row["requests"], row["error_rate"]) == ("GET /v1/runs", "1", "0.0")


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-22", "to": "2026-11-01"},
        {"from": "2020-01-01", "to": "2026-01-01"},
        {"group": "moon"},
        {"format": "xls"},
        {"from": "yesterday"},
    ],
)
def test_a_range_that_makes_no_sense_is_named(world, query):
    world.deps.hooks.clear()

    refused = world.get("/v1/analytics/usage", query)

    assert refused.status == 400
    assert refused.error["details"]["field"] in query


def test_metrics_need_the_operators_scope(world):
    world.deps.hooks.clear()
    world.deps.metrics_text = lambda: "runs_total 1.0\n"

    shown = world.get("/metrics")
    world.key = world.new_key(DEMO, *(set(Scope) - {Scope.OPERATOR_METRICS}))
    refused = world.get("/metrics")

    assert shown.text == "runs_total 1.0\n"
    assert shown.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert refused.status == 403


def test_a_report_of_the_default_range_is_thirty_days(world):
    days = world.deps.usage.days(None, None)

    assert days.last - days.first == timedelta(days=29)
