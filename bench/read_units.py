"""What each read costs in DynamoDB read units, beside what is promised of it.

    python -m bench.read_units [--products 1000 100000]

The services and adapters of production over items in memory (bench/api_store.py) that were made by
the real analysis (bench/api_data.py). Units are counted from the sizes of the items that DynamoDB
would have read, by its published rules: 4 KB a unit, half a unit when eventually consistent, each
query rounded up as a whole and each single item by itself. Objects read from S3 are counted beside
them. Nothing is asserted. One JSON object a line.
"""

import argparse
import json
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from types import SimpleNamespace
from typing import Any, Final, cast
from urllib.parse import unquote, urlsplit

from bench import api_data
from bench.api_store import Json, MemoryAws
from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.cards import Card, Sort, facets_of, name_of, sort_keys
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    ListOrder,
    ProductFilter,
    ReviewFilter,
    SubjectKind,
)
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.runtime.insight_reads import ReadResources, wire_insight_reads

LIST_UNITS, COMBINED_UNITS = 10.0, 100.0
_UNIT_BYTES: Final = 4096
_ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def item_bytes(item: Json) -> int:
    """DynamoDB's size of an item: names and values, binary as it is, a list with its overhead."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Json) -> int:
    ((kind, held),) = value.items()
    if kind == "B":
        return len(b64decode(held))
    if kind == "S":
        return len(held.encode())
    if kind == "N":
        return len(held) // 2 + 2
    if kind == "L":
        return 3 + sum(1 + _value_bytes(each) for each in held)
    return 1


@dataclass
class MeteredAws(MemoryAws):
    """Counts what it is asked for, and makes a list of products when it is asked for it."""

    by_facet: dict[str, list[tuple[Card, str]]] = field(default_factory=dict)
    units: float = 0.0
    objects_read: int = 0

    def _object(self, request: Any) -> Any:
        """A copy's ledgers are its template's: they are named by their content."""
        self.objects_read += 1
        key = unquote(urlsplit(request.url).path).split("/", 2)[-1]
        if key not in self.objects:
            name = key.rsplit("/", 1)[-1]
            found = (body for known, body in self.objects.items() if known.endswith(name))
            self.objects[key] = next(found)
        return super()._object(request)

    def _get(self, asked: Json) -> bytes:
        answer = super()._get(asked)
        found = json.loads(answer).get("Item")
        self.units += _units(item_bytes(found) if found else 0, asked.get("ConsistentRead"))
        return answer

    def _batch(self, asked: Json) -> bytes:
        answer = super()._batch(asked)
        ((table, wanted),) = asked["RequestItems"].items()
        found = json.loads(answer)["Responses"][table]
        sizes = [item_bytes(item) for item in found]
        sizes += [0] * (len(wanted["Keys"]) - len(found))
        self.units += sum(_units(size, wanted.get("ConsistentRead")) for size in sizes)
        return answer

    def _query(self, asked: Json) -> bytes:
        answer = super()._query(asked)
        size = sum(item_bytes(item) for item in json.loads(answer)["Items"])
        self.units += _units(size, asked.get("ConsistentRead"))
        return answer

    def _ordered(self, index: str | None, pk: str) -> tuple[list[str], list[bytes]]:
        if index and (index, pk) not in self.lists:
            self.lists[index, pk] = self._list(Sort(index), pk)
        return super()._ordered(index, pk)

    def put_cards(self, cards: Iterable[Card]) -> None:
        """In place of those before; packed once, whatever lists they stand in."""
        self.by_facet.clear()
        for card in cards:
            packed = b64encode(codec.pack(card, Card)).decode()
            for name in _facets(card):
                self.by_facet.setdefault(name, []).append((card, packed))

    def _list(self, sort: Sort, pk: str) -> tuple[list[str], list[bytes]]:
        some = self.by_facet.get(pk.split("#FACET#", 1)[1], [])
        chosen = sorted((sort_keys(card)[sort], at) for at, (card, _) in enumerate(some))
        return [key for key, _ in chosen], [_entry(pk, *some[at]) for _, at in chosen]


def _units(size: int, consistent: object) -> float:
    return max(1, ceil(size / _UNIT_BYTES)) * (1.0 if consistent else 0.5)


def _facets(card: Card) -> frozenset[str]:
    """As when it was written; a card names its costliest issues only."""
    body = SimpleNamespace(
        issues=[SimpleNamespace(figures=SimpleNamespace(code=i.code)) for i in card.issues]
    )
    return frozenset(name for name in facets_of(card, cast(Any, body)) if name_of(name) is None)


def _entry(pk: str, card: Card, packed: str) -> bytes:
    order = {str(sort): {"S": key} for sort, key in sort_keys(card).items()}
    item = {"pk": {"S": pk}, "sk": {"S": card.product_id}, "card": {"B": packed}, **order}
    return json.dumps(item).encode()


Ask = Callable[[InsightReads], object]


def lists() -> Iterator[tuple[str, Ask, float]]:
    """The lists of 50, and what is promised of each."""

    def page(where: ProductFilter, order: ListOrder) -> Ask:
        return lambda reads: reads.list_products(api_data.ORG, where, order, limit=50)

    filters = {
        "all": ProductFilter(),
        "brand": ProductFilter(brand="brand-03"),
        "category": ProductFilter(category="category-03"),
        "marketplace": ProductFilter(marketplace=Marketplace.US),
        "sentiment": ProductFilter(sentiment=Sentiment.NEGATIVE),
        "issue": ProductFilter(issue="battery"),
    }
    for name, where in filters.items():
        for sort in (Sort.ATTENTION, Sort.LAST_CHANGE):
            yield f"GET /v1/products {name} {sort}", page(where, ListOrder(sort)), LIST_UNITS
    for sort in (Sort.NEGATIVE_SHARE, Sort.REVIEW_COUNT):
        yield f"GET /v1/products all {sort}", page(ProductFilter(), ListOrder(sort)), LIST_UNITS
    combined = {
        "brand+category": ProductFilter(brand="brand-03", category="category-03"),
        "q, in nothing": ProductFilter(q="no such words"),
        "rating": ProductFilter(rating_min=4.9),
    }
    for name, where in combined.items():
        yield f"GET /v1/products {name}", page(where, ListOrder()), COMBINED_UNITS
    few = frozenset({"brand-01", "brand-02", "brand-03"})
    seen = page(ProductFilter(), ListOrder())
    yield "GET /v1/products of three brands", lambda r: seen(r.seen_by(few)), COMBINED_UNITS


def others(since: datetime) -> Iterator[tuple[str, Ask, float | None]]:
    org, product = api_data.ORG, api_data.product_id(7)
    many = [str(api_data.product_id(number)) for number in range(50)]
    now = datetime.now(UTC)
    yield "POST /v1/products/batch of 50", lambda r: r.get_products(org, many), None
    yield "GET /v1/products/{id}", lambda r: r.get_product(org, product), None
    yield "GET /v1/products/{id}?as_of", lambda r: r.get_product(org, product, as_of=now), None
    yield "GET …/versions", lambda r: r.list_versions(org, product), None
    yield "GET …/versions/{n}", lambda r: r.get_version(org, product, 1), None
    yield "GET …/diff", lambda r: r.diff(org, product), None
    yield "GET …/reviews", lambda r: r.list_reviews(org, product, ReviewFilter()), None
    yield "GET /v1/changes of 20", lambda r: r.changes(org, since), None
    us, few = Marketplace.US, frozenset({"brand-01", "brand-02", "brand-03"})
    yield "GET /v1/portfolio", lambda r: r.portfolio(org), None
    yield "GET /v1/portfolio of a marketplace", lambda r: r.portfolio(org, marketplace=us), None
    yield (
        "GET /v1/portfolio of a marketplace, three brands",
        lambda r: r.seen_by(few).portfolio(org, marketplace=us),
        None,
    )
    yield "GET /v1/portfolio/map", lambda r: r.portfolio_map(org), None
    yield "GET /v1/portfolio/map of a marketplace", lambda r: r.portfolio_map(org, us), None
    yield "GET /v1/issues", lambda r: r.issues(org, PORTFOLIO), None
    yield "GET /v1/brands", lambda r: r.list_subjects(org, SubjectKind.BRAND), None
    yield "GET /v1/categories", lambda r: r.list_subjects(org, SubjectKind.CATEGORY), None


def _first_shown(reads: InsightReads) -> datetime:
    """When the first versions had all been written: what moved since has one before."""
    products = map(api_data.product_id, range(api_data.TEMPLATES))
    moves = (reads.get_product(api_data.ORG, product).moves for product in products)
    return max(each[-1].at for each in moves)


def measure(aws: MeteredAws, reads: InsightReads, products: int) -> Iterator[Json]:
    for name, ask, promised in (*lists(), *others(_first_shown(reads))):
        ask(reads)  # partitions and lists are made when they are first asked for
        aws.units, aws.objects_read = 0.0, 0
        ask(reads)
        yield {
            "bench": "read_units",
            "products": products,
            "route": name,
            "read_units": aws.units,
            "promised": promised,
            "s3_gets": aws.objects_read,
        }
        aws.lists.clear()


@contextmanager
def environment() -> Iterator[None]:
    """Credentials of nobody; nothing leaves the process."""
    before = dict(os.environ)
    os.environ |= _ENVIRONMENT
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[1_000, 100_000])
    given = parser.parse_args()
    with environment():
        templates = api_data.read_templates()
        aws = MeteredAws()
        aws.install()
        named = SimpleNamespace(
            insights_table=api_data.INSIGHTS,
            data_bucket=api_data.BUCKET,
            compute_figures_function="bench",
        )
        rows.table_connection.cache_clear()
        reads = wire_insight_reads(cast(ReadResources, named))
        for products in given.products:
            api_data.fill(aws, templates, [])
            aws.put_cards(api_data.cards_like(templates, products))
            for line in measure(aws, reads, products):
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
