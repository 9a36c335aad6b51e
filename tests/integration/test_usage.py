"""Quotas and usage on the deployed stack: counted by the real store, recorded through the queue."""

import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from unittest.mock import patch

import httpx
import pytest

from local.aws import fake_environment
from local.stack import LocalStack
from shelfsignal.accounts.adapters.dynamo import DynamoKeyStore
from shelfsignal.accounts.adapters.limit_store import DynamoLimits
from shelfsignal.accounts.domain.quota import Limits, Overrides
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.telemetry import Entry, to_message
from shelfsignal.accounts.domain.usage import UsageRecord
from shelfsignal.accounts.services.create_key import NewKey, create_key
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import OrgId, new_run_id
from tests.integration.driving import Json, admin, finished, start, until

CLIENT = httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(max_connections=40))


class Developer:
    """An organisation of its own with one key; its limits are new to every process."""

    def __init__(self, stack: LocalStack, limits: Limits | None = None) -> None:
        self.org = OrgId(f"dev-{new_run_id().lower()}")
        self._stack = stack
        if limits:
            store = DynamoLimits(stack.clients("dynamodb"), stack.outputs["AccountsTable"])
            store.put(self.org, Overrides(caller=limits))
        with patch.dict(os.environ, fake_environment(stack.options.ports.url("emulator"))):
            keys = DynamoKeyStore(stack.outputs["AccountsTable"])
            issued = create_key(NewKey(self.org, "a test", frozenset(Scope)), keys, utc_now)
        self.key_id, self._key = issued.key.key_id, str(issued.text)

    def get(self, path: str) -> httpx.Response:
        url = self._stack.options.ports.url("web") + "/api" + path
        return CLIENT.get(url, headers={"x-api-key": self._key})

    def usage(self) -> Json:
        answer = self.get(f"/v1/api-keys/{self.key_id}/usage")
        assert answer.status_code == 200, answer.text
        document: Json = answer.json()
        return {row["key"]: row for row in document["items"]}


@pytest.fixture
def developer(deployed: LocalStack) -> Developer:
    return Developer(deployed)


def send(stack: LocalStack, entry: Entry, times: int) -> None:
    """Puts the same message into the queue several times, as SQS may deliver it."""
    for _ in range(times):
        stack.clients("sqs").send_message(
            QueueUrl=stack.outputs["TelemetryQueue"], MessageBody=json.dumps(to_message(entry))
        )


def test_requests_show_once_in_usage_however_often_they_are_delivered(
    deployed: LocalStack, developer: Developer
) -> None:
    for _ in range(7):
        assert developer.get("/v1/runs").status_code == 200
    assert developer.get("/v1/runs/01KNOTTHERE").status_code == 404
    again = UsageRecord(
        request_id=f"again-{developer.org}",
        at=datetime.now(UTC),
        org_id=developer.org,
        subject=developer.key_id,
        kind="api_key",
        route="POST /v1/runs",
        status=503,
        ms=12.5,
        bytes_in=2,
        bytes_out=100,
    )
    send(deployed, Entry(again.request_id, (again,)), times=3)

    def all_there() -> Json | None:
        usage = developer.usage()
        names = ("GET /v1/runs", "GET /v1/runs/{run_id}", "POST /v1/runs")
        counts = [usage.get(name, {"requests": 0})["requests"] for name in names]
        return usage if counts >= [7, 1, 1] else None

    usage = until(all_there, 30, why="the usage of nine requests")
    runs, missed, lost = (
        usage[name] for name in ("GET /v1/runs", "GET /v1/runs/{run_id}", "POST /v1/runs")
    )
    assert (runs["requests"], runs["error_rate"]) == (7, 0)
    assert (missed["requests"], missed["client_errors"]) == (1, 1)
    assert (lost["requests"], lost["server_errors"], lost["bytes_out"]) == (1, 1, 100)
    assert runs["p50_ms"] > 0
    metrics = developer.get("/metrics").text
    assert 'http_requests_total{route="GET /v1/runs",status="2xx"}' in metrics


def test_a_hundred_concurrent_calls_do_not_overrun_a_quota(deployed: LocalStack) -> None:
    developer = Developer(deployed, Limits(minute=5_000, day=37, month=5_000))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(developer.get, ["/v1/runs"] * 100))

    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {200, 429}
    # An update that is sent again because its answer was late counts twice: less, never more.
    assert 30 <= statuses[200] <= 37
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["error"]["code"] == "quota_reached"
    assert refused.headers["ratelimit-limit"] == "37"
    assert refused.headers["ratelimit-remaining"] == "0"
    assert 0 < int(refused.headers["retry-after"]) <= 86_400


def test_one_id_is_in_the_logs_from_the_request_to_the_close_of_its_run(
    stack: LocalStack,
) -> None:
    one = admin(stack, "sellers")[0]
    run_id = start(stack, sellers=[one["seller_id"]], marketplaces=[one["marketplaces"][0]])
    finished(stack, run_id)

    machine = stack.outputs["StateMachineArn"].replace(":stateMachine:", ":execution:")
    execution = stack.clients("stepfunctions").describe_execution(
        executionArn=f"{machine}:{run_id}-1"
    )
    request = json.loads(execution["input"])["correlation_id"]
    logs = stack.clients("logs")
    for function in ("open_run", "collect_pages", "analyse_products", "roll_up", "close_run"):
        found = logs.filter_log_events(
            logGroupName=f"/aws/lambda/shelfsignal-local-{function}",
            filterPattern=f'"{request}"',
        )["events"]
        lines = [json.loads(event["message"]) for event in found if "{" in event["message"]]
        assert any(line.get("correlation_id") == request for line in lines), function
