"""A world of fakes for services, and a moto-backed table and bucket for adapters."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shelfsignal.collection.domain.feed import parse_products
from shelfsignal.collection.domain.products import (
    CompleteListing,
    ProductMemory,
    reviews_digest,
)
from shelfsignal.collection.domain.sources import SourceContext
from shelfsignal.collection.domain.tails import TailRules
from shelfsignal.collection.services.collector import Collector
from shelfsignal.kernel.ids import Marketplace, ProductId, RunId
from tests.builders.collection import (
    DAY,
    NOW,
    ORG,
    RUN,
    SELLER,
    a_connection,
    a_long_item,
    a_page,
    a_run,
)
from tests.fakes.collection import (
    FakeCheckpoints,
    FakeConnections,
    FakeFailures,
    FakeFeed,
    FakeFeedback,
    FakeLake,
    FakeProducts,
    FakePseudonyms,
    FakeRuns,
    FakeSchedule,
)

TABLE, BUCKET = "collection", "data"


@cache
def client(service: str) -> Any:
    """A client made once: making one takes longer than any test here."""
    return boto3.client(service)


@pytest.fixture
def aws() -> Iterator[None]:
    """Everything AWS in memory, with the collection table's keys and the data bucket."""
    with mock_aws():
        client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")
            ],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        client("s3").create_bucket(Bucket=BUCKET)
        yield


@dataclass
class World:
    """A collector on fakes, one run of one seller already open."""

    feed: FakeFeed = field(default_factory=FakeFeed)
    feedback: FakeFeedback = field(default_factory=FakeFeedback)
    lake: FakeLake = field(default_factory=FakeLake)
    runs: FakeRuns = field(default_factory=FakeRuns)
    connections: FakeConnections = field(default_factory=FakeConnections)
    schedule: FakeSchedule = field(default_factory=FakeSchedule)
    products: FakeProducts = field(default_factory=FakeProducts)

    def __post_init__(self) -> None:
        self.checkpoints = FakeCheckpoints(self.runs)
        self.failures = FakeFailures(self.runs)
        self.feed.clock = self.feedback.clock = lambda: NOW
        self.connections.put(a_connection())
        self.runs.runs[ORG, RUN] = a_run()
        self.collector = Collector(
            source=self.feed,
            feedback=self.feedback,
            rules=TailRules(),
            lake=self.lake,
            checkpoints=self.checkpoints,
            products=self.products,
            failures=self.failures,
            runs=self.runs,
            connections=self.connections,
            schedule=self.schedule,
            pseudonyms=FakePseudonyms(),
            clock=lambda: NOW,
        )

    def remember_complete(self, asin: str, run_id: RunId, days_ago: int) -> None:
        """The product as an earlier run left it, its complete listing as a_long_item's."""
        page = parse_products(a_page(a_long_item(asin)), self._context(), NOW)
        reviews = page.listings[0].reviews
        product = ProductId(f"US-{asin}")
        self.products.rows[ORG, product] = ProductMemory(
            org_id=ORG,
            product_id=product,
            title="Flask",
            brand="Northwind",
            category="Kitchen",
            parent_asin=None,
            first_seen_at=NOW,
            last_seen_at=NOW,
            seen_run=run_id,
            seen_walk=1,
            seen_page=1,
            complete=CompleteListing(
                DAY - timedelta(days=days_ago), run_id, "00001-00", 3, reviews_digest(reviews)
            ),
        )

    def _context(self) -> SourceContext:
        return SourceContext(SELLER, Marketplace.US, DAY, RUN, FakePseudonyms().of(ORG))


@pytest.fixture
def world() -> World:
    return World()
