"""Products for the bench: a few read by the real analysis, and many more made in their likeness.

The few go through the services and adapters that production uses, into moto. Their items are the
templates: of a copy, the id, the figures that lists are sorted by, brand and category differ.
"""

import json
import random
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import boto3
from moto import mock_aws

from bench.api_store import MemoryAws
from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.adapters.dynamo.card_store import DynamoCardStore
from shelfsignal.insights.adapters.dynamo.feedback_store import DynamoFeedback
from shelfsignal.insights.adapters.dynamo.figures_store import DynamoFigures
from shelfsignal.insights.adapters.dynamo.insight_store import DynamoInsightStore
from shelfsignal.insights.adapters.dynamo.preference_store import DynamoPreferences
from shelfsignal.insights.adapters.dynamo.rollup_store import DynamoRollupStore
from shelfsignal.insights.adapters.s3.results import S3Results
from shelfsignal.insights.adapters.s3.stores import S3Bodies, S3Ledgers, S3PointerLog
from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.cards import Card, Sort, facet, sort_keys
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.compute_figures import ComputeDeps, compute_figures
from shelfsignal.insights.services.deps import AnalyseDeps, RollUpDeps
from shelfsignal.insights.services.product_views import ProductViews
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot, Review
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, ReviewId, RunId, SellerId
from shelfsignal.kernel.objects import S3Objects
from shelfsignal.runtime.insights import load_engine

ORG: Final = OrgId("bench")
INSIGHTS, BUCKET = "bench-insights", "bench-data"
TEMPLATES, REVIEWS, RUNS = 12, 120, 3
BRANDS, CATEGORIES = 25, 12
SENTENCES: Final = (
    "It broke after two weeks and stopped working.",
    "Lovely quality, does what it should.",
    "The battery drains within an hour.",
    "Arrived late and the box was damaged.",
    "Good value for the price, would buy again.",
    "The lid does not fit and it leaks everywhere.",
    "Looks exactly like the pictures and feels solid.",
    "Parts were missing from the package.",
)
_COPY: Final = re.compile(r"US-C(\d{9})")
_NOW: Final = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Listings:
    """A ListingSource of one batch; a later run has more reviews of the same products."""

    run: int

    def page_slice(self, batch: BatchRef) -> list[ProductListing]:
        return [self._listing(number) for number in range(TEMPLATES)]

    def tail(self, scope: ScopeRef, asin: Asin) -> ProductListing | None:
        return None

    def _listing(self, number: int) -> ProductListing:
        asin = Asin(f"B{number:09d}")
        snapshot = ProductSnapshot.model_validate(
            {
                "asin": asin,
                "marketplace": Marketplace.US,
                "seller_id": SellerId("S1"),
                "title": f"Product {number} with an ordinary, fairly long title, 2 pack, black",
                "brand": f"brand-{number % BRANDS:02d}",
                "category": f"category-{number % CATEGORIES:02d}",
                "price": "19.99",
                "currency": "USD",
            }
        )
        count = REVIEWS * (self.run + 1) // RUNS
        return ProductListing(
            job_id=f"job-{self.run}",
            fetched_at=_NOW,
            product=snapshot,
            kind=ListingKind.COMPLETE,
            needs_tail=False,
            reviews=tuple(_review(asin, number, n) for n in range(count)),
        )


def _review(asin: Asin, product: int, number: int) -> Review:
    rng = random.Random(product * 1000 + number)
    return Review.model_validate(
        {
            "review_id": ReviewId(f"R{product}X{number}"),
            "rating": rng.choice((1, 2, 4, 5, 5)),
            "title": "What I think",
            "body": " ".join(rng.sample(SENTENCES, 3)),
            "language": "en",
            "review_date": _NOW - timedelta(days=rng.randrange(1, 300)),
            "asin": asin,
            "marketplace_id": Marketplace.US.marketplace_id,
        }
    )


@dataclass(frozen=True)
class Templates:
    """Items as DynamoDB sends them, and objects."""

    items: list[dict[str, Any]]
    objects: dict[str, bytes]


def read_templates() -> Templates:
    """The few, from collection's documents to what the read side reads."""
    with mock_aws():
        dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")
        _make_table(dynamodb)
        s3.create_bucket(Bucket=BUCKET)
        objects = S3Objects(s3, BUCKET)
        for run in range(RUNS):
            _refresh(run, objects)
        _compute_figures(objects)
        items = [
            item
            for page in dynamodb.get_paginator("scan").paginate(TableName=INSIGHTS)
            for item in page["Items"]
        ]
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
        bodies = {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}
    rows.table_connection.cache_clear()
    return Templates(items, bodies)


def _make_table(client: Any) -> None:
    names = ("pk", "sk", *map(str, Sort))
    client.create_table(
        TableName=INSIGHTS,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
        KeySchema=_key_schema("sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": str(sort),
                "KeySchema": _key_schema(str(sort)),
                "Projection": {"ProjectionType": "ALL"},
            }
            for sort in Sort
        ],
    )


def _key_schema(sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def _refresh(run: int, objects: S3Objects) -> None:
    results, rollups, taxonomy = S3Results(objects), DynamoRollupStore(INSIGHTS), load_taxonomy()
    day: date = (_NOW - timedelta(days=RUNS - 1 - run)).date()
    batch = BatchRef.model_validate(
        {
            "org_id": ORG,
            "run_id": RunId(f"RUN{run}"),
            "day": day,
            "seller_id": "S1",
            "marketplace": Marketplace.US,
            "batch": "00001-01",
            "page": 1,
            "first": 0,
            "count": TEMPLATES,
        }
    )
    analyse_batch(
        batch,
        AnalyseDeps(
            listings=Listings(run),
            ledgers=S3Ledgers(objects),
            insights=DynamoInsightStore(INSIGHTS, S3Bodies(objects)),
            pointers=S3PointerLog(objects),
            cards=DynamoCardStore(INSIGHTS),
            results=results,
            feedback=DynamoFeedback(INSIGHTS),
            analyser=load_engine(),
            taxonomy=taxonomy,
            clock=utc_now,
        ),
    )
    preferences = DynamoPreferences(INSIGHTS)
    roll_up(ORG, RunId(f"RUN{run}"), day, RollUpDeps(results, rollups, taxonomy, preferences))


def _compute_figures(objects: S3Objects) -> None:
    """As after somebody has looked at each product's page."""
    insights = DynamoInsightStore(INSIGHTS, S3Bodies(objects))
    deps = ComputeDeps(
        cards=DynamoCardStore(INSIGHTS),
        views=ProductViews(insights, DynamoRollupStore(INSIGHTS)),
        figures=DynamoFigures(INSIGHTS),
        clock=utc_now,
    )
    for number in range(TEMPLATES):
        compute_figures(ORG, ProductId(f"US-B{number:09d}"), deps)


def product_id(number: int) -> ProductId:
    return ProductId(f"US-C{number:09d}")


def cards_like(templates: Templates, count: int) -> Iterator[Card]:
    """That many cards."""
    rng = random.Random(3)
    models = [
        codec.unpack(_bytes(item["card"]), Card)
        for item in templates.items
        if item["sk"]["S"] == rows.CARD
    ]
    for number in range(count):
        name, negative = product_id(number), round(rng.betavariate(1.3, 5), 4)
        yield replace(
            models[number % len(models)],
            product_id=name,
            asin=Asin(name[3:]),
            brand=f"brand-{rng.randrange(BRANDS):02d}",
            category=f"category-{rng.randrange(CATEGORIES):02d}",
            attention=round(rng.random() * 100, 1),
            sentiment=rng.choice(list(Sentiment)),
            negative_share=negative,
            reviews=rng.randrange(5, 900),
        )


def _bytes(attribute: dict[str, Any]) -> bytes:
    value = attribute["B"]
    return value if isinstance(value, bytes) else b64decode(value)


def fill(aws: MemoryAws, templates: Templates, cards: list[Card]) -> None:
    """The store holds these products alone: every list, and a product's partition when asked."""
    by_product, others = _by_product(templates)
    order = sorted(by_product)

    def partition(pk: str) -> dict[str, bytes] | None:
        if "#PRODUCT#US-C" not in pk:
            return None
        model, name = order[int(pk[-9:]) % len(order)], ProductId(pk.rsplit("#PRODUCT#", 1)[1])
        old, new = model.encode(), name.encode()
        items = {sk: item.replace(old, new) for sk, item in by_product[model].items()}
        items[rows.CARD] = _renamed(items[rows.CARD], name)
        return items

    def original(key: str) -> str:
        return _COPY.sub(lambda found: order[int(found[1]) % len(order)], key)

    aws.template, aws.objects, aws.original = partition, templates.objects, original
    aws.items.clear()
    aws.lists.clear()
    for pk, sk, item in others:
        aws.items[pk][sk] = item
    _add_lists(aws, cards)


def _renamed(item: bytes, name: ProductId) -> bytes:
    """The CARD item; what it holds is packed."""
    known = json.loads(item)
    card = replace(codec.unpack(_bytes(known["card"]), Card), product_id=name, asin=Asin(name[3:]))
    known["card"] = {"B": b64encode(codec.pack(card, Card)).decode()}
    return json.dumps(known).encode()


def _by_product(
    templates: Templates,
) -> tuple[dict[str, dict[str, bytes]], list[tuple[str, str, bytes]]]:
    by_product: dict[str, dict[str, bytes]] = {}
    others = []
    for item in templates.items:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        text = json.dumps(item, default=lambda raw: b64encode(raw).decode()).encode()
        if "#PRODUCT#" in pk:
            by_product.setdefault(pk.rsplit("#PRODUCT#", 1)[1], {})[sk] = text
        elif "#FACET#" not in pk:
            others.append((pk, sk, text))
    return by_product, others


def _add_lists(aws: MemoryAws, cards: list[Card]) -> None:
    """The whole portfolio in every order; brands, categories and sentiments by attention."""
    entries: dict[tuple[str, str], list[tuple[str, bytes]]] = {}
    for card in cards:
        keys = sort_keys(card)
        packed = b64encode(codec.pack(card, Card)).decode()
        order = {str(sort): {"S": key} for sort, key in keys.items()}
        facets = [facet("BRAND", card.brand), facet("CATEGORY", card.category)]
        facets += [facet("SENTIMENT", card.sentiment)] if card.sentiment else []
        places = [("ALL", sort) for sort in Sort] + [(name, Sort.ATTENTION) for name in facets]
        item = {"sk": {"S": card.product_id}, "card": {"B": packed}, **order}
        for name, sort in places:
            pk = rows.facet_pk(ORG, name)
            text = json.dumps({"pk": {"S": pk}, **item}).encode()
            entries.setdefault((str(sort), pk), []).append((keys[sort], text))
    for place, found in entries.items():
        found.sort()
        aws.lists[place] = [key for key, _ in found], [item for _, item in found]
