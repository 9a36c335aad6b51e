"""What only the real stores can show: large bodies, trouble, sizes, and the Lambdas' doorways."""

import gzip
import random
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pynamodb.exceptions import (
    CancellationReason,
    PutError,
    QueryError,
    TransactWriteError,
    VerboseClientError,
)

from functions.analyse_products.handler import handler as analyse_products
from functions.analyse_products.settings import AnalyseProductsSettings
from functions.roll_up.handler import handler as roll_up
from functions.roll_up.settings import RollUpSettings
from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.border import ConditionFailed, insights_store
from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
from shelfsignal.insights.adapters.dynamo.feedback_store import DynamoFeedback
from shelfsignal.insights.adapters.dynamo.insight_store import DynamoInsightStore
from shelfsignal.insights.adapters.s3.results import S3Results, UnreadableResult
from shelfsignal.insights.adapters.s3.stores import S3Bodies, S3Ledgers, S3Listings, S3PointerLog
from shelfsignal.insights.domain.cards import Card, Sort
from shelfsignal.insights.domain.ports import UnreadableInsight, UnreadableLedger
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.deps import AnalyseDeps
from shelfsignal.kernel import lake
from shelfsignal.kernel.errors import NotFound, StoreUnavailable
from shelfsignal.kernel.ids import ProductId
from shelfsignal.kernel.objects import S3Objects
from shelfsignal.runtime.insight_reads import wire_plain_reads
from tests.builders.insights import ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import Ticking, World

P1 = ProductId("US-B000000001")


def put_page(objects, batch, *listings):
    lines = "\n".join(each.model_dump_json() for each in listings)
    objects.put_gzip(lake.page_key(batch, batch.page), lines.encode())


@pytest.fixture
def real(aws):
    """The writing side over the real stores, with the fake engine."""
    return AnalyseDeps(
        listings=S3Listings(aws),
        ledgers=S3Ledgers(aws),
        insights=DynamoInsightStore("insights", S3Bodies(aws)),
        pointers=S3PointerLog(aws),
        cards=DynamoCardStore("insights"),
        results=S3Results(aws),
        feedback=DynamoFeedback("insights"),
        analyser=World().analyser,
        taxonomy=load_taxonomy(),
        clock=Ticking(),
    )


def items():
    return boto3.client("dynamodb").scan(TableName="insights")["Items"]


def snapshot(bucket):
    found = boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
    return sorted(str(item) for item in items()), {o["Key"]: o["ETag"] for o in found}


def some_listings():
    return [
        a_listing([a_review(f"{p}-{i}", 1 + i % 5) for i in range(12)], a_product(p))
        for p in range(1, 6)
    ]


def test_a_second_pass_over_the_real_stores_writes_its_result_alone(aws, real):
    first, second = a_batch("RUN1"), a_batch("RUN2")
    put_page(aws, first, *some_listings())
    put_page(aws, second, *some_listings())
    analyse_batch(first, real)
    rows_before, objects_before = snapshot(aws.bucket)

    analyse_batch(second, real)

    rows_after, objects_after = snapshot(aws.bucket)
    assert rows_after == rows_before
    assert set(objects_after) - set(objects_before) == {lake.result_key(second)}
    assert len([key for key in objects_after if key.startswith("pointers/")]) == 5


def test_the_table_holds_what_the_brief_says(aws, real):
    batch = a_batch()
    put_page(aws, batch, a_listing([a_review(i) for i in range(12)]))

    analyse_batch(batch, real)

    keys = {(item["pk"]["S"], item["sk"]["S"].split("#")[0]) for item in items()}
    assert keys == {
        (f"ORG#{ORG}#PRODUCT#{P1}", "LATEST"),
        (f"ORG#{ORG}#PRODUCT#{P1}", "INSIGHT"),
        (f"ORG#{ORG}#PRODUCT#{P1}", "POINTER"),
        (f"ORG#{ORG}#PRODUCT#{P1}", "CARD"),
        (f"ORG#{ORG}#NAMES", "thing 1"),
        (f"ORG#{ORG}#NAMES", "b000000001"),
        *(
            (f"ORG#{ORG}#FACET#{facet}", P1)
            for facet in (
                "ALL",
                "BRAND#Acme",
                "CATEGORY#Electronics",
                "MARKETPLACE#US",
                "SENTIMENT#positive",
            )
        ),
    }


def test_a_large_body_goes_to_s3_and_a_loser_of_the_race_does_not_overwrite_it(aws, real):
    batch = a_batch()
    names = random.Random(1)
    reviews = [a_review(f"{names.getrandbits(64):x}", 1 + i % 5, f"{i}") for i in range(6000)]
    product = a_product(1, parent_asin="B0PARENT01")
    put_page(aws, batch, a_listing(reviews, product))

    analyse_batch(batch, real)

    S3Bodies(aws).put(ORG, P1, 1, b"of a writer that lost the race")
    version = real.insights.versions(ORG, {P1: 1})[P1]
    assert version.body.reviews == 6000
    assert len(list(aws.keys(f"insights/{ORG}/{P1}/000000001-"))) == 2
    assert all(len(str(item)) < 20_000 for item in items())


def test_a_lost_or_garbled_body_is_said_to_be_unreadable(aws, real):
    batch = a_batch()
    put_page(aws, batch, a_listing([a_review()]))
    analyse_batch(batch, real)
    row = rows.bind(rows.InsightRow, "insights")
    item = row.get(f"ORG#{ORG}#PRODUCT#{P1}", "INSIGHT#000000001")

    item.update([row.body.set(b"garbled")])
    garbled = real.insights.versions(ORG, {P1: 1})[P1]
    item.update([row.body.remove(), row.body_key.set("nowhere")])
    lost = real.insights.versions(ORG, {P1: 1})[P1]

    assert isinstance(garbled, UnreadableInsight)
    assert isinstance(lost, UnreadableInsight)


def test_a_garbled_ledger_is_unreadable(aws):
    aws.put_gzip(lake.ledger_key(ORG, P1, "x"), b'{"not": "ours"}')
    aws.put(lake.ledger_key(ORG, P1, "y"), b"not even gzip")

    for name in ("x", "y"):
        with pytest.raises(UnreadableLedger):
            S3Ledgers(aws).get(ORG, P1, name)


def test_a_garbled_result_is_broken(aws):
    aws.put("results/demo/RUN1/S1-US/1.json.gz", gzip.compress(b"{}"))

    with pytest.raises(UnreadableResult):
        list(S3Results(aws).read("results/demo/RUN1/S1-US/"))


def test_a_page_slice_and_a_tail(aws):
    batch = a_batch(first=1, count=2)
    put_page(aws, batch, *some_listings())
    tail = a_listing([a_review(1)])
    aws.put_gzip(lake.tail_key(batch, tail.product.asin), tail.model_dump_json().encode())
    source = S3Listings(aws)

    assert [each.product.asin for each in source.page_slice(batch)] == ["B000000002", "B000000003"]
    assert source.tail(batch, tail.product.asin) == tail
    assert source.tail(batch, "B0NOTAIL01") is None
    with pytest.raises(NotFound):
        source.page_slice(a_batch(page=9))


def test_trouble_with_s3_is_store_unavailable():
    def away(**_kwargs):
        raise EndpointConnectionError(endpoint_url="http://lake")

    def denied(**_kwargs):
        raise ClientError({"Error": {"Code": "SlowDown"}}, "GetObject")

    objects = S3Objects(SimpleNamespace(get_object=away, put_object=denied), "data")

    with pytest.raises(StoreUnavailable):
        objects.get("x")
    with pytest.raises(StoreUnavailable):
        objects.put("x", b"")


def _cancelled(reason):
    cause = VerboseClientError(
        {"Error": {"Code": "TransactionCanceledException", "Message": reason}},
        "op",
        cancellation_reasons=[None, CancellationReason(code=reason)],
    )
    return TransactWriteError("m", cause)


def _client_error(code):
    return ClientError({"Error": {"Code": code, "Message": code}}, "op")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PutError("m", _client_error("ConditionalCheckFailedException")), ConditionFailed),
        (PutError("m", _client_error("TransactionConflictException")), ConditionFailed),
        (QueryError("m", _client_error("ThrottlingException")), StoreUnavailable),
        (_cancelled("TransactionConflict"), ConditionFailed),
        (_cancelled("ConditionalCheckFailed"), ConditionFailed),
        (_cancelled("ThrottlingError"), StoreUnavailable),
    ],
    ids=["condition", "busy", "throttle", "conflict", "lost_race", "throttled_transaction"],
)
def test_trouble_with_dynamodb_is_translated(error, expected):
    with pytest.raises(expected), insights_store():
        raise error


def test_garbled_bytes_are_undecodable():
    with pytest.raises(codec.Undecodable):
        codec.unpack(b"", Card)
    with pytest.raises(codec.Undecodable):
        codec.from_json(b"[]", Card)


def test_the_lambdas_open_their_doors(aws, monkeypatch):
    collection = boto3.client("dynamodb")
    collection.create_table(
        TableName="collection",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    environment = AnalyseProductsSettings.env(
        insights_table="insights", collection_table="collection", data_bucket=aws.bucket
    ) | RollUpSettings.env(insights_table="insights", data_bucket=aws.bucket)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    batch, context = a_batch(), SimpleNamespace(aws_request_id="1")
    put_page(aws, batch, *some_listings())

    for _ in range(2):
        assert analyse_products(batch.model_dump(mode="json"), context) == {}
    assert roll_up({"org_id": ORG, "run_id": "RUN1", "day": "2026-11-22"}, context) == {}

    reads = wire_plain_reads(SimpleNamespace(insights_table="insights", data_bucket=aws.bucket))
    assert (reads.portfolio(ORG).products, reads.portfolio(ORG).reviews) == (5, 60)
    assert reads.get_product(ORG, "B000000001").insight.head.engine == "local"


def test_a_list_of_fifty_costs_at_most_ten_read_units(aws, real):
    batch = a_batch(count=60)
    issues = "the battery drains, it rattles loudly, it caught fire"
    listings = [
        a_listing(
            [a_review(f"{p}-{i}", 1, issues, days_ago=i) for i in range(12)],
            a_product(p, title="T" * 200, image_url="https://images.example/" + "x" * 80),
        )
        for p in range(60)
    ]
    put_page(aws, batch, *listings)
    analyse_batch(batch, real)

    for sort in Sort:
        page = real.cards.query(ORG, "ALL", sort, descending=True, limit=50, after=None)
        assert len(page.cards) == 50
        assert page.read_units <= 10


def test_writers_that_overtake_each_other_lose_no_review_and_no_version(aws, real, monkeypatch):
    """Each batch is overtaken by the next just before it publishes, for moto has no locks."""
    base = [a_review(i) for i in range(12)]
    first = a_batch("RUN1")
    put_page(aws, first, a_listing(base))
    analyse_batch(first, real)
    waiting = [a_batch("RUN2", f"0000{n}-01", page=n) for n in range(1, 5)]
    for n, batch in enumerate(waiting):
        put_page(aws, batch, a_listing([*base, a_review(f"new{n}")], is_complete=False))
    publish = real.insights.publish

    def overtaken(*args):
        if waiting:
            analyse_batch(waiting.pop(), real)
        publish(*args)

    monkeypatch.setattr(real.insights, "publish", overtaken)
    analyse_batch(waiting.pop(), real)

    latest = real.insights.latest(ORG, [P1])[P1]
    ledger = real.ledgers.get(ORG, P1, latest.ledger_object)
    assert len(ledger.entries) == 16
    assert [head.version for head in real.insights.heads(ORG, P1, None, 9)] == [5, 4, 3, 2, 1]
