"""The app as deployed: settings from the environment, tables in moto, a key from the script."""

import json

import boto3
import pytest
from moto import mock_aws

from functions.api.app import app
from functions.api.settings import ApiSettings
from scripts.create_api_key import main
from shelfsignal.kernel.errors import MisconfiguredError
from shelfsignal.runtime.api import wire

TABLES = {"ACCOUNTS_TABLE": "accounts", "INSIGHTS_TABLE": "insights", "COLLECTION_TABLE": "runs"}
RANGES = ("by_attention", "by_negative_share", "by_review_count", "by_last_change")
ROLE = "arn:aws:iam::123456789012:role/machine"


def make_tables():
    key = [("pk", "HASH"), ("sk", "RANGE")]
    schema = [{"AttributeName": name, "KeyType": kind} for name, kind in key]
    for table in TABLES.values():
        boto3.client("dynamodb").create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=schema,
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", *RANGES)
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": name,
                    "KeySchema": [schema[0], {"AttributeName": name, "KeyType": "RANGE"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
                for name in RANGES
            ],
        )


@pytest.fixture
def deployed(monkeypatch):
    with mock_aws():
        make_tables()
        boto3.client("s3").create_bucket(Bucket="lake")
        machine = boto3.client("stepfunctions").create_state_machine(
            name="portfolio_refresh", definition='{"StartAt":"A","States":{}}', roleArn=ROLE
        )
        for name, field in ApiSettings.model_fields.items():
            if field.is_required():  # but for those set below, named and not used here
                monkeypatch.setenv(name.upper(), name)
        for name, value in TABLES.items():
            monkeypatch.setenv(name, value)
        queue = boto3.client("sqs").create_queue(QueueName="telemetry")
        monkeypatch.setenv("TELEMETRY_QUEUE_URL", queue["QueueUrl"])
        monkeypatch.setenv("DATA_BUCKET", "lake")
        monkeypatch.setenv("DASHBOARD_URL", "https://app.example.com")
        monkeypatch.setenv("MAIL_FROM", "no-reply@app.example.com")
        monkeypatch.setenv("STATE_MACHINE_ARN", machine["stateMachineArn"])
        wire.cache_clear()
        yield app
    wire.cache_clear()


def invoke(app, method, path, key=None, **more):
    """The status and the body."""
    event = {
        "requestContext": {"resourcePath": path, "httpMethod": method, "requestId": "r"},
        "headers": {"X-API-Key": key} if key else None,
        **more,
    }
    got = app(event, None)
    return got["statusCode"], json.loads(got["body"])


def make_key(capsys, *scopes):
    main(["--table", "accounts", "--org", "demo", "--scopes", *scopes])
    return json.loads(capsys.readouterr().out)["api_key"]


def test_all_stores_answer(deployed):
    status, body = invoke(deployed, "GET", "/health")

    assert (status, body["stores"]) == (200, ["accounts", "collection", "insights"])


def test_a_store_that_is_gone_shows(deployed):
    boto3.client("dynamodb").delete_table(TableName="insights")

    status, body = invoke(deployed, "GET", "/health")

    assert (status, body["error"]["code"]) == (503, "unavailable")


def test_a_key_from_the_script_opens_its_scopes_only(deployed, capsys):
    key = make_key(capsys, "runs:read")

    assert invoke(deployed, "GET", "/v1/runs", key) == (200, {"items": [], "cursor": None})
    assert invoke(deployed, "GET", "/v1/products", key)[0] == 403


def test_a_new_organisation_has_empty_lists(deployed, capsys):
    key = make_key(capsys, "products:read")

    for path in ("/v1/products", "/v1/brands", "/v1/categories"):
        status, body = invoke(deployed, "GET", path, key)
        assert (status, body["items"], body["cursor"]) == (200, [], None)
    assert invoke(deployed, "GET", "/v1/portfolio", key)[0] == 404
    unknown = {"product_id": "US-B000000000"}
    assert (
        invoke(deployed, "GET", "/v1/products/{product_id}", key, pathParameters=unknown)[0] == 404
    )


def test_a_run_without_sellers_is_refused(deployed, capsys):
    key = make_key(capsys, "runs:write")

    status, body = invoke(deployed, "POST", "/v1/runs", key)

    assert (status, body["error"]["code"]) == (400, "no_sellers")


def test_a_draft_application_is_told_of_where_sellers_are_sent_to_amazon(deployed, monkeypatch):
    assert not wire(ApiSettings.from_environment()).sellers.is_draft
    monkeypatch.setenv("APPLICATION_IS_DRAFT", "true")

    assert wire(ApiSettings.from_environment()).sellers.is_draft


def test_the_environment_is_read_once_and_named_when_it_lacks_something(monkeypatch):
    monkeypatch.delenv("DATA_BUCKET", raising=False)
    monkeypatch.setenv("ACCOUNTS_TABLE", "accounts")

    with pytest.raises(MisconfiguredError, match="DATA_BUCKET"):
        ApiSettings.from_environment()


def test_a_misconfigured_app_says_nothing_of_it_to_callers(monkeypatch):
    monkeypatch.delenv("DATA_BUCKET", raising=False)

    status, body = invoke(app, "GET", "/health")

    assert (status, body["error"]["code"]) == (500, "internal")
    assert "DATA_BUCKET" not in json.dumps(body)
