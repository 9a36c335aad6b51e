"""X-Ray finds a call by its correlation id."""

import pytest
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.lambda_launcher import LambdaContext

from shelfsignal.runtime import tracing

HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled="


class Emitter:
    def __init__(self):
        self.sent = []

    def send_entity(self, entity):
        self.sent.append(entity.to_dict())


@pytest.fixture
def emitter(monkeypatch):
    """A traced Lambda whose segments stay here."""
    from aws_lambda_powertools import Tracer

    monkeypatch.setenv("LAMBDA_TASK_ROOT", "/var/task")
    monkeypatch.delenv("POWERTOOLS_TRACE_DISABLED")
    Tracer._reset_config()
    tracing._tracer.cache_clear()
    made, before = Emitter(), xray_recorder._emitter
    context = xray_recorder.context
    xray_recorder.configure(emitter=made, context=LambdaContext())
    yield made
    xray_recorder._emitter, xray_recorder.context = before, context
    Tracer._reset_config()
    tracing._tracer.cache_clear()


def test_a_sampled_call_is_annotated_with_its_id(emitter, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", HEADER + "1")

    with tracing.traced("show_product", "r-1"):
        pass

    (segment,) = [each for each in emitter.sent if "show_product" in each["name"]]
    assert segment["annotations"] == {"correlation_id": "r-1"}
    assert segment["trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"


def test_a_trace_without_a_segment_does_not_fail_the_call(emitter, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Sampled=1")
    done = []

    with tracing.traced("show_product", "r-1"):
        done.append(True)

    assert done


@pytest.mark.parametrize("header", [None, HEADER + "0"])
def test_a_call_that_is_not_sampled_costs_nothing(emitter, monkeypatch, header):
    if header:
        monkeypatch.setenv("_X_AMZN_TRACE_ID", header)

    with tracing.traced("show_product", "r-1"):
        pass

    assert emitter.sent == []
    assert tracing._tracer.cache_info().currsize == 0
