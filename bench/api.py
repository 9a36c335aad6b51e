"""Cold start, layer and handler time of the API, beside FastAPI over SQLite with the same data.

    python -m bench.api [--products 1000 100000] [--calls 300]

Both apps are called in process, without HTTP: ours with API Gateway's event, the peer through ASGI;
their calls take turns. Ours authenticates, checks scopes and reads its stores through the SDK; the
stores answer from memory (bench/api_store.py), so DynamoDB's own time and the network's are not in
the figures: add one round trip for each of `store_calls`. Nor are quota and usage record, which the
peer lacks. One JSON object a line; only figures of one run compare.
"""

import argparse
import json
import logging
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast
from urllib.parse import parse_qsl, urlsplit

from bench import api_data
from bench.api_import import import_figures, layer_figures
from bench.api_peer import Peer
from bench.api_store import MemoryAws
from functions.api.index import INDEX
from shelfsignal.accounts.domain.api_keys import ApiKey, draw_key_text, hash_secret
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.authenticate import Authenticator
from shelfsignal.insights.adapters import codec
from shelfsignal.insights.adapters.dynamo import rows
from shelfsignal.insights.domain.cards import Card
from shelfsignal.kernel.clock import utc_now
from shelfsignal.runtime.api import ApiResources, WiredApi
from shelfsignal.runtime.web.app import IndexedApp
from shelfsignal.runtime.web.hooks import Hooks
from tests.fakes.accounts import MemoryKeys

KEY: Final = draw_key_text()
PRODUCT: Final = "/v1/products/{id}"
# Route, the query, and whether the peer has it.
ROUTES: Final = (
    ("/v1/products", "limit=50", True),
    ("/v1/products", "limit=50&brand=brand-07", True),
    ("/v1/products", "limit=50&category=category-03", True),
    ("/v1/products", "limit=50&sentiment=positive", True),
    ("/v1/products", "limit=50&sort=negative_share", True),
    (PRODUCT, "", True),
    (f"{PRODUCT}/versions", "", True),
    (f"{PRODUCT}/versions/2", "", False),
    (f"{PRODUCT}/diff", "", False),
    (f"{PRODUCT}/reviews", "limit=50", False),
    ("/v1/portfolio", "", True),
    ("/v1/portfolio/map", "", False),
    ("/v1/issues", "kind=top", False),
    ("/v1/brands", "", True),
    ("/v1/openapi.json", "", False),
)
_PLACED: Final = re.compile(r"/v1/products/(?P<product_id>[^/]+)(/versions/(?P<n>\d+)|/\w+)?")
_ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
}


def one_key() -> MemoryKeys:
    """A key store with the bench's key, used a moment ago."""
    keys, now = MemoryKeys(), utc_now()
    keys.put_new(
        ApiKey(
            key_id=KEY.key_id,
            org_id=api_data.ORG,
            name="bench",
            scopes=frozenset(Scope),
            secret_hash=hash_secret(KEY.secret),
            created_at=now,
            last_used_at=now,
        )
    )
    return keys


class BenchApi(WiredApi):
    """The wiring of production, but for who calls and what counts the calls."""

    @cached_property
    def authenticator(self) -> Authenticator:
        return Authenticator(one_key(), utc_now)

    @cached_property
    def hooks(self) -> Hooks:
        return ()


class Ours:
    """The app; call() is a request as API Gateway makes it."""

    def __init__(self) -> None:
        named = SimpleNamespace(
            insights_table=api_data.INSIGHTS,
            collection_table="bench-collection",
            state_machine_arn="arn:aws:states:us-east-1:000000000000:stateMachine:bench",
            review_machine_arn="arn:aws:states:us-east-1:000000000000:stateMachine:bench-reviews",
            data_bucket=api_data.BUCKET,
            compute_figures_function="bench",
        )
        deps = BenchApi(cast(ApiResources, named))
        self.app = IndexedApp("api", INDEX, "functions.api.routes", lambda: deps)

    def call(self, url: str) -> dict[str, Any]:
        parts = urlsplit(url)
        resource, parameters = _resource(parts.path)
        query = {name: [value] for name, value in parse_qsl(parts.query)}
        return self.app(
            {
                "requestContext": {
                    "resourcePath": resource,
                    "httpMethod": "GET",
                    "requestId": "bench",
                    "identity": {"sourceIp": "127.0.0.1"},
                },
                "headers": {"x-api-key": str(KEY)},
                "multiValueQueryStringParameters": query or None,
                "pathParameters": parameters,
                "body": None,
                "isBase64Encoded": False,
            },
            None,
        )


def _resource(path: str) -> tuple[str, dict[str, str]]:
    """The gateway's name of a path, and what stands for its placeholders."""
    match _PLACED.fullmatch(path):
        case None:
            return path, {}
        case found:
            named = {name: value for name, value in found.groupdict().items() if value}
    for name, value in named.items():
        path = path.replace(f"/{value}", f"/{{{name}}}", 1)
    return path, named


def quantiles(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50_ms": round(statistics.median(ordered), 2), "p99_ms": round(p99, 2)}


def measure(ours: Ours, peer: Peer, aws: MemoryAws, products: int, calls: int) -> None:
    numbers = [number * 7919 % products for number in range(calls)]
    for number in numbers:
        aws.partition(rows.product_pk(api_data.ORG, api_data.product_id(number)))
    for path, query, is_shared in ROUTES:
        urls = [_url(path, query, number) for number in numbers]
        size = _checked(ours, peer if is_shared else None, urls[:20])
        aws.calls.clear()
        took: dict[str, list[float]] = {"ours": [], "peer": []}
        for url in urls:
            took["ours"].append(_timed(ours.call, url))
            if is_shared:
                took["peer"].append(_timed(peer.call, url))
        figures = {
            "bench": "api_handler",
            "products": products,
            "route": f"GET {path.replace('{id}', '{product_id}')}" + (f"?{query}" if query else ""),
            **quantiles(took["ours"]),
            "store_calls": round(sum(aws.calls.values()) / calls, 1),
            "kb": round(size / 1000, 1),
            "peer": quantiles(took["peer"]) if is_shared else None,
        }
        print(json.dumps(figures), flush=True)


def _checked(ours: Ours, peer: Peer | None, urls: list[str]) -> int:
    """The size of an answer, once both apps are warm; the bench ends where one is not 200."""
    for url in urls:
        answer = ours.call(url)
        statuses = {answer["statusCode"], peer.call(url) if peer else HTTPStatus.OK}
        if statuses != {HTTPStatus.OK}:
            sys.exit(f"{url}: {statuses} {answer['body'][:300]}")
    return len(answer["body"])


def _url(path: str, query: str, number: int) -> str:
    named = path.replace("{id}", api_data.product_id(number))
    return f"{named}?{query}" if query else named


def _timed(call: Callable[[str], Any], url: str) -> float:
    began = time.perf_counter()
    call(url)
    return (time.perf_counter() - began) * 1000


def fill_peer(peer: Peer, ours: Ours, cards: list[Card]) -> None:
    """With the very pages that our own app answers."""
    ids = [api_data.product_id(number) for number in range(api_data.TEMPLATES)]
    pages = [
        (_body(ours, f"/v1/products/{name}"), _body(ours, f"/v1/products/{name}/versions"))
        for name in ids
    ]
    whole = {name: _body(ours, f"/v1/{name}") for name in ("portfolio", "brands")}
    peer.fill(((card, codec.to_json(card, Card).decode()) for card in cards), pages, whole)


def _body(ours: Ours, url: str) -> str:
    return str(ours.call(url)["body"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.api", description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--calls", type=int, default=300)
    given = parser.parse_args()
    os.environ.update(_ENVIRONMENT)
    logging.disable(logging.CRITICAL)
    for figures in (import_figures(), layer_figures()):
        print(json.dumps(figures), flush=True)
    aws = MemoryAws()
    templates = api_data.read_templates()
    aws.install()
    ours = Ours()
    for products in given.products:
        cards = list(api_data.cards_like(templates, products))
        api_data.fill(aws, templates, cards)
        with tempfile.TemporaryDirectory() as folder:
            peer = Peer(Path(folder) / "peer.db")
            fill_peer(peer, ours, cards)
            measure(ours, peer, aws, products, given.calls)


if __name__ == "__main__":
    main()
