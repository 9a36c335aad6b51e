"""A moto-backed table and bucket with the deployed schema, for adapters and contract tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
from shelfsignal.insights.adapters.dynamo.feedback_store import DynamoFeedback
from shelfsignal.insights.adapters.dynamo.insight_store import DynamoInsightStore
from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
from shelfsignal.insights.adapters.s3.results import S3Results
from shelfsignal.insights.adapters.s3.stores import S3Bodies, S3Ledgers, S3PointerLog
from shelfsignal.insights.domain.cards import Sort
from shelfsignal.insights.domain.feedback import FeedbackStore
from shelfsignal.insights.domain.ports import (
    CardStore,
    InsightStore,
    LedgerStore,
    PointerLog,
    ResultStore,
    RollupStore,
)
from shelfsignal.kernel.objects import S3Objects
from tests.fakes.insights import World

TABLE = "insights"
_numbers = count()


def create_table(client, name: str = TABLE) -> None:
    names = ["pk", "sk", *map(str, Sort)]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": str(sort),
                "KeySchema": [
                    {"AttributeName": "pk", "KeyType": "HASH"},
                    {"AttributeName": str(sort), "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
            for sort in Sort
        ],
    )


@pytest.fixture(scope="module")
def _moto() -> Iterator[tuple[Any, Any]]:
    """Moto and its two clients, which cost half a second to make: once a module."""
    with mock_aws():
        yield boto3.client("dynamodb"), boto3.client("s3")


@pytest.fixture
def aws(_moto: tuple[Any, Any]) -> Iterator[S3Objects]:
    """An empty table and an empty versioned bucket."""
    dynamodb, s3 = _moto
    create_table(dynamodb)
    bucket = f"data-{next(_numbers)}"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    yield S3Objects(s3, bucket)
    dynamodb.delete_table(TableName=TABLE)


@dataclass
class Stores:
    """One set of ports, fake or real."""

    ledgers: LedgerStore
    insights: InsightStore
    pointers: PointerLog
    cards: CardStore
    results: ResultStore
    rollups: RollupStore
    feedback: FeedbackStore


def fake_stores() -> Stores:
    world = World()
    return Stores(
        world.ledgers,
        world.insights,
        world.pointers,
        world.cards,
        world.results,
        world.rollups,
        world.feedback,
    )


def real_stores(objects: S3Objects) -> Stores:
    return Stores(
        S3Ledgers(objects),
        DynamoInsightStore(TABLE, S3Bodies(objects)),
        S3PointerLog(objects),
        DynamoCardStore(TABLE),
        S3Results(objects),
        DynamoRollupStore(TABLE),
        DynamoFeedback(TABLE),
    )


@pytest.fixture(params=["fake", "real"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Contract tests run on both."""
    if request.param == "fake":
        return fake_stores()
    return real_stores(request.getfixturevalue("aws"))
