"""What the emulator's CloudFormation drops is applied from the template itself."""

import json

import boto3
import pytest
from moto import mock_aws

from local.fixes import apply_fixes, lifecycle_rules

RULES = [
    {
        "Id": "cool-raw",
        "Prefix": "raw/",
        "Status": "Enabled",
        "Transitions": [{"StorageClass": "INTELLIGENT_TIERING", "TransitionInDays": 90}],
    },
    {"Id": "expire", "Prefix": "results/", "Status": "Enabled", "ExpirationInDays": 90},
    {
        "Id": "old",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": 365},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    },
]
TEMPLATE = {
    "Resources": {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            },
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"LifecycleConfiguration": {"Rules": RULES}},
        },
    }
}


class DeployedStack:
    """CloudFormation's answer for a stack whose resources have these names."""

    def get_paginator(self, _operation):
        return self

    def paginate(self, StackName):  # noqa: N803 - boto3's own spelling
        assert StackName == "Stack"
        names = {"Table": "t", "Bucket": "data-lake"}
        found = [
            {"LogicalResourceId": logical, "PhysicalResourceId": physical}
            for logical, physical in names.items()
        ]
        return [{"StackResourceSummaries": found}]


@pytest.fixture
def clients():
    with mock_aws():
        yield (
            lambda service: (
                DeployedStack()
                if service == "cloudformation"
                else boto3.client(service, region_name="us-east-1")
            )
        )


def test_expiry_recovery_and_lifecycle_are_set(clients, tmp_path):
    (tmp_path / "Stack.template.json").write_text(json.dumps(TEMPLATE))
    clients("s3").create_bucket(Bucket="data-lake")
    clients("dynamodb").create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )

    apply_fixes(clients, tmp_path)

    dynamodb = clients("dynamodb")
    expiry = dynamodb.describe_time_to_live(TableName="t")["TimeToLiveDescription"]
    backups = dynamodb.describe_continuous_backups(TableName="t")["ContinuousBackupsDescription"]
    rules = clients("s3").get_bucket_lifecycle_configuration(Bucket="data-lake")["Rules"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert [rule["ID"] for rule in rules] == ["cool-raw", "expire", "old"]


def test_a_rule_is_said_in_the_words_of_s3():
    cool, expire, old = lifecycle_rules({"LifecycleConfiguration": {"Rules": RULES}})

    assert cool["Transitions"] == [{"StorageClass": "INTELLIGENT_TIERING", "Days": 90}]
    assert cool["Filter"] == {"Prefix": "raw/"}
    assert expire["Expiration"] == {"Days": 90}
    assert old["Filter"] == {"Prefix": ""}
    assert old["NoncurrentVersionExpiration"] == {"NoncurrentDays": 365}
