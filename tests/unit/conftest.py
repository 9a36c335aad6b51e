"""What tests of several contexts stand on."""

from collections.abc import Iterator

import pytest

TABLE = "accounts"


@pytest.fixture
def table() -> Iterator[str]:
    """The accounts table, in moto."""
    import boto3
    from moto import mock_aws

    keys = {"pk": "HASH", "sk": "RANGE"}
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys.items()],
        )
        yield TABLE
