"""What must be true of stored data, on the template that is deployed."""

import pytest

CONTEXTS = ["Collection", "Insights", "Accounts"]


def test_every_bucket_is_versioned_encrypted_and_never_public(prod):
    buckets = dict(prod.all("AWS::S3::Bucket"))

    assert len(buckets) == 2
    for name, properties in buckets.items():
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}, name
        assert "BucketEncryption" in properties, name
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}, name


def test_every_bucket_refuses_anything_but_tls(prod):
    for name, bucket in prod.resources("Data", "AWS::S3::Bucket").items():
        policies = [
            each["Properties"]["PolicyDocument"]["Statement"]
            for each in prod.resources("Data", "AWS::S3::BucketPolicy").values()
            if each["Properties"]["Bucket"] == {"Ref": name}
        ]

        denied = [
            statement["Condition"]
            for statements in policies
            for statement in statements
            if statement["Effect"] == "Deny" and statement["Action"] == "s3:*"
        ]
        assert {"Bool": {"aws:SecureTransport": "false"}} in denied, bucket


def test_raw_data_cools_and_is_never_expired_while_bookkeeping_is(prod):
    rules = next(
        properties["LifecycleConfiguration"]["Rules"]
        for _, properties in prod.all("AWS::S3::Bucket")
        if len(properties["LifecycleConfiguration"]["Rules"]) > 1
    )
    by_prefix = {rule.get("Prefix"): rule for rule in rules}

    for prefix in ("raw/", "normalised/", "ledger/", "insights/"):
        assert by_prefix[prefix]["Transitions"][0]["StorageClass"] == "INTELLIGENT_TIERING"
        assert "ExpirationInDays" not in by_prefix[prefix]
    for prefix in ("manifests/", "results/"):
        assert by_prefix[prefix]["ExpirationInDays"] == 90
    assert by_prefix["exports/"]["ExpirationInDays"] == 1


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_has_a_table_with_recovery_expiry_and_on_demand_capacity(prod, context):
    table = next(
        properties
        for name, properties in prod.all("AWS::DynamoDB::Table")
        if name.startswith(f"Data/Tables{context}")
    )

    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["DeletionProtectionEnabled"] is True


def test_products_can_be_listed_in_four_orders(prod):
    indexes = {
        index["IndexName"]: index
        for _, properties in prod.all("AWS::DynamoDB::Table")
        for index in properties.get("GlobalSecondaryIndexes", [])
    }

    assert set(indexes) == {
        "by_attention",
        "by_negative_share",
        "by_review_count",
        "by_last_change",
    }
    for name, index in indexes.items():
        assert index["KeySchema"] == [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": name, "KeyType": "RANGE"},
        ]
        assert index["Projection"] == {"ProjectionType": "ALL"}


def test_production_keeps_its_data_when_the_stack_goes(prod, local):
    for type_ in ("AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SecretsManager::Secret"):
        kept = {each["DeletionPolicy"] for each in prod.resources("Data", type_).values()}
        gone = {each["DeletionPolicy"] for each in local.resources("Data", type_).values()}
        assert (kept, gone) == ({"Retain"}, {"Delete"}), type_


def test_queues_and_topics_speak_tls_only(prod):
    for type_ in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        policies = list(prod.all(type_))
        assert policies, type_
        for name, properties in policies:
            denials = [
                statement
                for statement in properties["PolicyDocument"]["Statement"]
                if statement["Effect"] == "Deny"
            ]
            assert denials[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}, name
