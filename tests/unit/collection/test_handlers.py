"""The Lambdas end to end on moto, against mock_amazon itself: a run from its start to its end."""

import gzip
import io
import json
import logging
from dataclasses import replace
from types import SimpleNamespace

import httpx
import pytest
from starlette.testclient import TestClient

from functions.close_run.handler import handler as close_run
from functions.collect_pages.handler import handler as collect_pages
from functions.collect_review_tails.handler import handler as collect_review_tails
from functions.dispatch_runs.handler import handler as dispatch_runs
from functions.open_run.handler import handler as open_run
from functions.record_failure.handler import handler as record_failure
from mock_amazon.options import Options
from mock_amazon.server import create_app
from scripts.register_seller import main as register
from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.services.register_seller import by_region
from shelfsignal.collection.services.runs import get_run, list_runs
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId
from shelfsignal.kernel.lake import result_key
from shelfsignal.kernel.metrics import metrics
from shelfsignal.runtime import collection as wiring
from tests.unit.collection.conftest import BUCKET, TABLE, client

ORG = OrgId("demo")
PREFIX = "shelfsignal/test/sellers"
KEY_ALIAS = "alias/tokens"
CONTEXT = SimpleNamespace(aws_request_id="r1", get_remaining_time_in_millis=lambda: 300_000)
MACHINE = '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}'


@pytest.fixture(scope="module")
def amazon():
    """mock_amazon in process, with buckets that never make a test wait."""
    app = create_app(Options(products=40, sellers=1, rate=1000, burst=1000))
    with TestClient(app, base_url="http://amazon.test") as http:
        yield http


@pytest.fixture
def stage(aws, amazon, monkeypatch):
    """Everything the Lambdas' environment names, and one connected seller that is due."""
    role = client("iam").create_role(RoleName="machine", AssumeRolePolicyDocument="{}")
    machine = client("stepfunctions").create_state_machine(
        name="portfolio_refresh", definition=MACHINE, roleArn=role["Role"]["Arn"]
    )["stateMachineArn"]
    application = amazon.get("/admin/application").text
    client("secretsmanager").create_secret(Name="application", SecretString=application)
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    client("kms").create_alias(AliasName=KEY_ALIAS, TargetKeyId=key)
    wiring._kms.cache_clear()
    environment = {
        "COLLECTION_TABLE": TABLE,
        "DATA_BUCKET": BUCKET,
        "STATE_MACHINE_ARN": machine,
        "SP_API_URL": "http://amazon.test",
        "LWA_URL": "http://amazon.test",
        "LWA_SECRET_ARN": "application",
        "SELLER_SECRET_PREFIX": PREFIX,
        "TOKEN_KEY": KEY_ALIAS,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(httpx, "Client", lambda **_: amazon)  # the process border: the network
    return wiring.run_desk(TABLE, machine)


def connect(amazon, monkeypatch, *extra):
    seller = amazon.get("/admin/sellers").json()[0]
    for places in by_region(map(Marketplace, seller["marketplaces"])):
        monkeypatch.setattr("sys.stdin", io.StringIO(seller["refresh_token"] + "\n"))
        status = register(
            ["--table", TABLE, "--secret-prefix", PREFIX, "--token-key", KEY_ALIAS, "--org",
             "demo", "--seller", seller["seller_id"], "--marketplaces", ",".join(places), *extra]
        )  # fmt: skip
        if status:
            break
    return status


def lines(key):
    body = client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return [json.loads(line) for line in body.decode().splitlines()]


def analyse(batch):
    """What AnalyseProducts leaves behind, as far as closing is concerned."""
    result = {"products": batch.count, "reviews": batch.count, "engine": "test"}
    body = gzip.compress(json.dumps(result).encode())
    client("s3").put_object(Bucket=BUCKET, Key=result_key(batch), Body=body)


def walk(opened):
    """What the state machine does between OpenRun and CloseRun."""
    tails = 0
    for scope in lines(opened["scopes_key"]):
        pages = collect_pages(scope, CONTEXT)
        assert (pages["more"], pages["bucket"]) == (False, BUCKET)
        for line in lines(pages["batches_key"]):
            tails += line["tails"]
            answer = collect_review_tails(line, CONTEXT) if line["tails"] else line
            analyse(BatchRef.model_validate(answer))
    return tails


def open_latest(desk):
    run = list_runs(desk, ORG).runs[0]
    given = {"org_id": ORG, "run_id": run.run_id, "attempt": run.attempt, "day": str(run.day)}
    arn = desk.executions.arn(run.execution_name)
    return open_run({"input": given, "execution_arn": arn}, CONTEXT)


def test_a_scheduled_run_from_the_rule_to_its_close(stage, amazon, monkeypatch, capsys):
    assert connect(amazon, monkeypatch, "--schedule-hours", "24") == 0
    connected = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {each["status"] for each in connected} == {"ACTIVE"}
    assert dispatch_runs({}, CONTEXT) == {"started": 1, "skipped": 0}
    opened = open_latest(stage)
    assert walk(opened) > 0
    named = {name: opened[name] for name in ("org_id", "run_id", "attempt")}
    assert close_run(named, CONTEXT) == {"status": "SUCCEEDED"}
    run = get_run(stage, ORG, opened["run_id"])
    assert (run.counters.products, run.counters.analysed) == (40, 40)
    assert (run.counters.http_429, run.counters.failures) == (0, 0)
    assert run.counters.requests > run.counters.pages

    second = _second_run(stage)

    assert second.counters.requests == second.counters.pages


def _second_run(desk):
    """Nothing is new: pages are read, no tail is fetched."""
    given = {"input": {"org_id": ORG}, "execution_arn": "arn:aws:states:by-hand"}
    opened = open_run(given, CONTEXT)
    assert walk(opened) == 0
    close_run({name: opened[name] for name in ("org_id", "run_id", "attempt")}, CONTEXT)
    return get_run(desk, ORG, opened["run_id"])


def test_a_closed_run_logs_the_line_that_the_alarms_count(stage, amazon, monkeypatch):
    logged = []
    monkeypatch.setattr(
        "functions.close_run.handler.log",
        SimpleNamespace(info=lambda message, extra: logged.append((message, extra["status"]))),
    )
    connect(amazon, monkeypatch)
    opened = open_run({"input": {"org_id": ORG}, "execution_arn": "arn:hand"}, CONTEXT)
    named = {name: opened[name] for name in ("org_id", "run_id")}

    close_run({**named, "attempt": 1}, CONTEXT)
    close_run({**named, "attempt": 0}, CONTEXT)

    assert logged == [("run_closed", "PARTIAL")], "a late CloseRun of another attempt says nothing"


def test_a_seller_left_out_is_the_line_that_the_alarm_counts(stage, amazon, monkeypatch, capsys):
    connect(amazon, monkeypatch)
    [first, *_] = stage.connections.of_org(ORG)
    gone = replace(first, seller_id=SellerId("A1GONE"), status=ConnectionStatus.REAUTHORISE)
    stage.connections.put(gone)
    stream = io.StringIO()
    for each in logging.getLogger("test").handlers:
        monkeypatch.setattr(each, "stream", stream)
    metrics.drain()
    capsys.readouterr()

    open_run({"input": {"org_id": ORG}, "execution_arn": "arn:hand"}, CONTEXT)

    logged = [json.loads(line) for line in stream.getvalue().splitlines()]
    [line] = [each for each in logged if each["message"] == "sellers_left_out"]
    assert (line["left_out"], line["seller_ids"], line["org_id"]) == (1, ["A1GONE"], ORG)
    assert '"sellers_left_out_total":[1.0]' in capsys.readouterr().out


def test_a_failure_is_recorded_on_the_run(stage, amazon, monkeypatch):
    connect(amazon, monkeypatch)
    opened = open_run({"input": {"org_id": ORG}, "execution_arn": "arn:hand"}, CONTEXT)

    event = {
        "org_id": ORG,
        "run_id": opened["run_id"],
        "attempt": 1,
        "stage": "RollUp",
        "input": {"org_id": ORG},
        "error": "Broken",
        "cause": "no table",
        "execution_arn": "arn:hand",
    }
    assert record_failure(event, CONTEXT) == {}

    run = get_run(stage, ORG, opened["run_id"])
    assert (run.status.value, run.failure) == ("FAILED", "RollUp: Broken: no table")


def test_a_tail_is_complete_and_pseudonymous(stage, amazon, monkeypatch):
    connect(amazon, monkeypatch)
    opened = open_run({"input": {"org_id": ORG}, "execution_arn": "arn:hand"}, CONTEXT)
    walk(opened)

    keys = [row["Key"] for row in client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    tail = next(key for key in keys if key.startswith("normalised/demo/reviews/"))
    body = client("s3").get_object(Bucket=BUCKET, Key=tail)["Body"].read()
    listing = json.loads(gzip.decompress(body))
    assert listing["kind"] == "complete"
    assert len(listing["reviews"]) == listing["product"]["review_count"] > 25
    assert all(each["display_name"].startswith("reviewer-") for each in listing["reviews"])


def test_a_seller_of_another_organisation_is_refused_on_the_command_line(
    stage, amazon, monkeypatch, capsys
):
    wiring.operator_deps(TABLE, PREFIX, KEY_ALIAS).office.connections.claim(
        OrgId("other"), amazon.get("/admin/sellers").json()[0]["seller_id"]
    )

    assert connect(amazon, monkeypatch) == 1
    assert capsys.readouterr().err.startswith("seller_taken: ")


def test_wrong_input_is_refused(stage):
    with pytest.raises(InvalidInput):
        open_run({"input": {}, "execution_arn": "arn:hand"}, CONTEXT)
