"""record_usage as Lambda calls it: a batch of messages in, those to deliver again out."""

import json
from datetime import UTC, date, datetime, timedelta

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.record_usage.handler import handler
from shelfsignal.accounts.adapters.usage_store import DynamoUsage
from shelfsignal.accounts.domain.telemetry import Entry, to_message
from shelfsignal.accounts.domain.usage import Grain, UsageRecord
from shelfsignal.runtime import usage

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _environment(table, monkeypatch):
    monkeypatch.setenv("ACCOUNTS_TABLE", table)
    usage._quick_dynamodb.cache_clear()
    yield
    usage._quick_dynamodb.cache_clear()


def a_message(number, body=None):
    record = UsageRecord(
        f"r-{number}", NOON, "demo", "key-1", "api_key", "GET /v1/runs", 200, 5.0, 0, 10
    )
    text = json.dumps(to_message(Entry(record.request_id, (record,)))) if body is None else body
    return {"messageId": f"m-{number}", "body": text}


def called_with(*messages):
    answer = handler({"Records": list(messages)}, LambdaContext())
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_only_messages_that_are_no_use_come_again(table):
    failed = called_with(
        a_message(1), a_message(2, "no json"), a_message(3, '{"v": 9}'), a_message(4)
    )
    again = called_with(a_message(1), a_message(5))

    store = DynamoUsage(boto3.client("dynamodb"), table, timedelta(days=1), lambda: NOON)
    day = date(2026, 11, 22)
    ((_, tally),) = store.tallies("demo", "key-1", Grain.TOTAL, day, day)
    assert failed == ["m-2", "m-3"]
    assert again == []
    assert tally.requests == 3


def test_without_its_table_every_message_comes_again(table):
    boto3.client("dynamodb").delete_table(TableName=table)

    assert called_with(a_message(1), a_message(2)) == ["m-1", "m-2"]
