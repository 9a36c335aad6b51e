"""One id from the request to the last function's log line; and what leaves a function is safe."""

import io
import json
import logging

import boto3
import pytest
from moto import mock_aws

from shelfsignal.collection.adapters.executions import StepFunctionsExecutions
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.correlation import correlate, correlation_id
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.metrics import Metrics, UnknownMetric, metrics
from shelfsignal.kernel.settings import ReportingSettings, Settings
from shelfsignal.runtime.entrypoint import correlation_of, entrypoint
from shelfsignal.runtime.reporting import report
from tests.fakes.usage import ListedTelemetry

SECRET = "Atzr|IwEBIJ" + "marker" * 3


class Context:
    aws_request_id = "lambda-1"


class Empty(Settings):
    pass


@pytest.fixture(autouse=True)
def _afresh():
    metrics.drain()
    correlate(None)
    yield
    correlate(None)
    metrics.drain()


def handler_of(function, settings=Empty):
    return entrypoint(settings, lambda _settings: None)(function)


def call(function, event, settings=Empty):
    """The lines a handler logs while it works on the event, and what it answers."""
    stream = io.StringIO()
    listener = logging.StreamHandler(stream)
    handler = handler_of(function, settings)
    own = logging.getLogger("test")
    before = own.handlers[:]
    for each in before:
        if isinstance(each, logging.StreamHandler):
            each.setStream(stream)
    try:
        answer = handler(event, Context())
    except Exception as error:  # noqa: BLE001 - what leaves the handler is what is looked at
        answer = error
    listener.close()
    return [json.loads(line) for line in stream.getvalue().splitlines() if "{" in line], answer


def noting(seen):
    """A function that notes the id it works for."""

    def function(_event, _deps, _context):
        seen.append(correlation_id())
        return {}

    return function


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"correlation_id": "r-1"}, "r-1"),
        ({"input": {"correlation_id": "r-2"}, "execution_name": "x"}, "r-2"),
        ({"input": {"org_id": "demo"}, "execution_name": "by-hand"}, "by-hand"),
        ({"detail-type": "Scheduled Event", "id": "e-1"}, "e-1"),
        ({"correlation_id": ["not", "text"]}, None),
        ({}, None),
    ],
)
def test_where_an_id_comes_from(event, expected):
    assert correlation_of(event) == expected


def test_a_request_reaches_the_functions_of_the_run_it_started():
    """POST /v1/runs -> the execution's input -> OpenRun -> the manifest's lines -> CollectPages."""
    with mock_aws():
        client = boto3.client("stepfunctions")
        machine = client.create_state_machine(
            name="m", definition="{}", roleArn="arn:aws:iam::123456789012:role/r"
        )["stateMachineArn"]
        correlate("request-7")
        executions = StepFunctionsExecutions(client, machine)
        executions.start("run-1", {"org_id": "demo"})
        given = json.loads(client.describe_execution(executionArn=executions.arn("run-1"))["input"])
    correlate(None)
    opened = {}

    def open_run(_event, _deps, _context):
        ref = {"org_id": "demo", "run_id": "R", "day": "2026-11-22", "seller_id": "S"}
        opened.update(ScopeRef(**ref, marketplace="US").model_dump(mode="json"))
        return {}

    call(open_run, {"input": given, "execution_name": "run-1"})
    seen: list = []
    call(noting(seen), opened)

    assert given["correlation_id"] == "request-7"
    assert opened["correlation_id"] == "request-7"
    assert seen == ["request-7"]


def test_every_line_of_a_failing_function_has_the_id():
    def fail(_event, _deps, _context):
        raise StoreUnavailable("insights")

    lines, answer = call(fail, {"correlation_id": "r-9", "run_id": "R"})

    assert isinstance(answer, StoreUnavailable)
    assert [(line["message"], line["correlation_id"], line["run_id"]) for line in lines] == [
        ("failed", "r-9", "R")
    ]


def test_without_an_id_a_calls_own_is_used():
    seen: list = []

    call(noting(seen), {})

    assert seen == ["lambda-1"]


def test_an_error_that_tells_a_secret_leaves_redacted_under_its_own_name():
    def fail(_event, _deps, _context):
        raise StoreUnavailable(f"at {SECRET}")

    def crash(_event, _deps, _context):
        raise KeyError(SECRET)

    for function, name in ((fail, "StoreUnavailable"), (crash, "KeyError")):
        lines, error = call(function, {})

        assert type(error).__name__ == name, "the state machine retries by this name"
        assert SECRET not in str(error) + repr(error.args)
        assert "marker" not in json.dumps(lines)
        assert error.__cause__ is None


def test_what_was_counted_goes_to_cloudwatch_and_the_queue(capsys):
    counted, telemetry = Metrics(), ListedTelemetry()
    counted.add("jobs_completed_total", kind="review_fetch", status="succeeded")
    counted.add("jobs_completed_total", kind="review_fetch", status="no such status")
    counted.observe("s3_put_duration_seconds", 0.2)
    counted.observe("s3_put_duration_seconds", 0.4)

    report(counted, telemetry, "lambda-1")
    report(counted, telemetry, "lambda-1")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (entry,) = telemetry.sent
    assert entry.id.startswith("lambda-1-")
    assert [(sample.name, sample.value) for sample in entry.samples] == [
        ("jobs_completed_total", 1),
        ("jobs_completed_total", 1),
        ("s3_put_duration_seconds", pytest.approx(0.6)),
    ]
    assert [line["status"] for line in lines if "status" in line] == ["succeeded", "other"]
    assert lines[-1]["s3_put_duration_seconds"] == [0.2, 0.4]
    assert lines[-1]["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "ShelfSignal"


def test_a_function_that_counts_reports_even_when_it_fails(capsys, monkeypatch):
    telemetry = ListedTelemetry()
    monkeypatch.setattr("shelfsignal.runtime.reporting.wire_telemetry", lambda _url: telemetry)
    monkeypatch.setenv("TELEMETRY_QUEUE_URL", "https://queue")

    class Reporting(ReportingSettings):
        pass

    def count_and_fail(_event, _deps, _context):
        metrics.add("lwa_refresh_failures_total")
        raise StoreUnavailable("insights")

    call(count_and_fail, {}, Reporting)
    telemetry.is_down = True
    _, answer = call(count_and_fail, {}, Reporting)

    assert [sample.name for sample in telemetry.sent[0].samples] == ["lwa_refresh_failures_total"]
    assert isinstance(answer, StoreUnavailable), "a queue that is away changes nothing"
    assert "lwa_refresh_failures_total" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("no_such_total", {}),
        ("jobs_started_total", {}),
        ("jobs_started_total", {"kind": "x", "more": "y"}),
        ("s3_put_duration_seconds", {}),
    ],
)
def test_what_is_not_declared_is_a_bug(name, labels):
    with pytest.raises(UnknownMetric):
        Metrics().add(name, **labels)
