"""The Lambdas of analysis_backfill, state by state, on moto and the loopback server."""

import json
from dataclasses import replace
from types import SimpleNamespace

import boto3
import pytest

from functions.analyse_ledgers.handler import handler as analyse_ledgers
from functions.close_backfill.handler import handler as close_backfill
from functions.collect_answers.handler import handler as collect_answers
from functions.open_backfill.handler import handler as open_backfill
from functions.order_answers.handler import handler as order_answers
from functions.order_answers.settings import OrderAnswersSettings
from scripts import backfill_engine
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import ProductId
from tests.builders.insights import a_batch, a_listing, a_product, a_review
from tests.fakes.insights import World
from tests.fakes.llm_server import serving
from tests.unit.insights.conftest import real_stores

CONTEXT = SimpleNamespace(aws_request_id="r1", get_remaining_time_in_millis=lambda: 900_000)


@pytest.fixture
def server(aws, monkeypatch):
    """The environment as deployed, and a product that another engine has read."""
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="llm", SecretString=json.dumps({"api_key": "sk-1"}))["ARN"]
    with serving() as found:
        environment = OrderAnswersSettings.env(
            insights_table="insights",
            data_bucket=aws.bucket,
            batch_poll_s=1,
            analysis_engine="openai",
            openai_base_url=found.url,
            openai_model="some-model",
            openai_api_key_secret_arn=arn,
            openai_input_usd_per_million="1",
            openai_output_usd_per_million="4",
        )
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        world, stores = World(), real_stores(aws)
        reviews = [a_review(n, body=f"It leaks, {n}.") for n in range(12)]
        batch = world.deliver(a_batch(), a_listing(reviews, a_product(1)))
        deps = replace(
            world.analyse_deps,
            ledgers=stores.ledgers,
            insights=stores.insights,
            pointers=stores.pointers,
            cards=stores.cards,
            results=stores.results,
        )
        analyse_batch(batch, deps)
        yield found
    client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def test_a_backfill_from_its_first_state_to_its_last(server, aws, caplog, capsys):
    with pytest.raises(InvalidInput, match="mode"):
        open_backfill({"input": {"org_id": "demo", "mode": "tomorrow"}}, CONTEXT)

    opened = open_backfill(
        {"input": {"org_id": "demo", "mode": "batch"}, "execution_name": "by-hand-1"}, CONTEXT
    )
    assert (opened["chunks"], opened["bucket"]) == (1, aws.bucket)
    chunk = json.loads(aws.get(opened["chunks_key"]))
    assert (opened["correlation_id"], chunk["correlation_id"]) == ("by-hand-1", "by-hand-1")

    ordered = order_answers(chunk, CONTEXT)
    assert (ordered["ordered"], ordered["wait_s"]) == (12, 1)
    first, second = collect_answers(ordered, CONTEXT), collect_answers(ordered, CONTEXT)
    assert [(each["waiting"], each["more"]) for each in (first, second)] == [
        (True, False),
        (False, False),
    ]
    staged = analyse_ledgers(second, CONTEXT)
    assert (staged["after"], staged["more"]) == (1, False)
    assert {one["correlation_id"] for one in (ordered, first, second, staged)} == {"by-hand-1"}
    named = {"org_id": opened["org_id"], "backfill_id": opened["backfill_id"]}
    assert close_backfill(named, CONTEXT) == {"status": "SUCCEEDED"}

    assert server.calls == 0
    insights = real_stores(aws).insights
    versions = insights.heads("demo", ProductId("US-B000000001"), None, 5)
    assert [(head.version, head.engine, head.tokens) for head in versions] == [
        (2, "openai", 2200),
        (1, "fake", 0),
    ]
    stores = ["--table", "insights", "--bucket", aws.bucket, "--org", "demo"]
    capsys.readouterr()  # the functions' own log lines
    assert backfill_engine.main(["status", *stores]) == 0
    (shown,) = json.loads(capsys.readouterr().out)["backfills"]
    assert (shown["status"], shown["staged"], shown["cost_usd"]) == ("SUCCEEDED", 1, "0.0014")

    broken = {"error": "BatchRefused", "cause": json.dumps({"errorMessage": "too many tokens"})}
    recorded = close_backfill({**named, "chunk": chunk, **broken}, CONTEXT)
    assert recorded == {"status": "RUNNING"}
    assert close_backfill(named, CONTEXT) == {"status": "PARTIAL"}
    assert close_backfill({**named, **broken}, CONTEXT) == {"status": "FAILED"}
    assert close_backfill({"input": {}, **broken}, CONTEXT) == {"status": "FAILED"}
    assert "sk-1" not in caplog.text
