"""The clients the limiter bench compares.

Each worker process runs one of these until it is killed.
"""

import functools
import multiprocessing
import ssl
import time
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import httpx

FORK = multiprocessing.get_context("fork")
_TOKEN = "pageToken"  # noqa: S105 -- a parameter of the API, no secret
# The mock speaks plain HTTP; a TLS context in every process would only cost the shared cores.
_PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
Ready = Callable[[], Any]


@dataclass(frozen=True)
class Store:
    """Where a client keeps its shared state."""

    dynamodb_endpoint: str = ""
    table: str = ""
    redis_port: int = 0


@dataclass
class Job:
    """What a worker is told. The two values are shared by all workers and the judge."""

    base_url: str
    seller: dict[str, Any]
    rate: float
    burst: int
    store: Store
    application: str
    store_writes: Any = field(default_factory=lambda: FORK.Value("q", 0))
    deadline: Any = field(default_factory=lambda: FORK.Value("d", float("inf")))

    def running(self) -> bool:
        return bool(time.time() < self.deadline.value)

    def wrote(self, writes: int) -> None:
        with self.store_writes.get_lock():
            self.store_writes.value += writes

    def credentials(self) -> dict[str, str]:
        answer: dict[str, str] = httpx.get(f"{self.base_url}/admin/application").json()
        return answer


@dataclass(frozen=True)
class Client:
    """A strategy, the operation it calls, and the kind of store it needs."""

    run: Callable[[Job, Ready], None]
    operation: str
    store: Literal["", "dynamodb", "redis"] = ""


def shelfsignal(job: Job, ready: Ready) -> None:
    """Our client and limiter as CollectReviewTails uses them; writes are counted at the adapter."""
    import boto3

    from shelfsignal.collection.adapters.dynamo.slots import DynamoSlots
    from shelfsignal.collection.adapters.sp_api.client import TIMEOUT, SpApiClient
    from shelfsignal.collection.adapters.sp_api.feed import SimpleFeed
    from shelfsignal.collection.adapters.sp_api.tokens import AccessTokens
    from shelfsignal.collection.domain.connections import SellerConnection
    from shelfsignal.collection.domain.pace import LimiterKey
    from shelfsignal.collection.services.limiter import SharedLimiter
    from shelfsignal.kernel.clock import utc_now
    from shelfsignal.kernel.ids import Marketplace, OrgId, SellerId

    dynamodb = boto3.client("dynamodb", endpoint_url=job.store.dynamodb_endpoint)
    slots = DynamoSlots(dynamodb, job.store.table)
    limiter = SharedLimiter(slots, now_ms=lambda: time.time() * 1000, sleep=time.sleep)
    http = httpx.Client(timeout=TIMEOUT, verify=_PLAIN)
    tokens = cast(AccessTokens, _OneToken(job))
    client = SpApiClient(http, job.base_url, tokens, limiter, utc_now)
    place = Marketplace(job.seller["marketplaces"][0])
    seller = SellerConnection(
        OrgId("bench"), SellerId(job.seller["seller_id"]), "bench", (place,), utc_now()
    )
    session = SimpleFeed(client, page_size=1).session(seller, lambda: 60.0)
    question = _first_page(seller.org_id, seller.seller_id, place)
    elsewhere = LimiterKey(job.application, seller.seller_id, place.region, "warm-up")
    slots.read(elsewhere)  # opens the connection, as a warm Lambda's is; the others' are open, too
    ready()
    counted = slots.writes
    while job.running():
        session.products(question)
        job.wrote(slots.writes - counted)
        counted = slots.writes


def _first_page(org_id: Any, seller_id: Any, place: Any) -> Any:
    from shelfsignal.collection.domain.sources import PageQuestion, SourceContext
    from shelfsignal.kernel.batches import ScopeRef
    from shelfsignal.kernel.clock import utc_now
    from shelfsignal.kernel.ids import RunId

    now, run = utc_now(), RunId("bench")
    scope = ScopeRef(
        org_id=org_id, run_id=run, day=now.date(), seller_id=seller_id, marketplace=place
    )
    context = SourceContext(seller_id, place, now.date(), run, str)
    return PageQuestion(scope, context, None, None, lambda _: False, utc_now)


class _OneToken:
    """An access token got before the window opens."""

    def __init__(self, job: Job) -> None:
        self.client_id = job.application
        self._token = _access_token(job)

    def get(self, _: object) -> str:
        return self._token


def sp_api_fixed(job: Job, ready: Ready) -> None:
    """python-amazon-sp-api, pacing by the rate header, its decorators in the order that works.

    Documented is the other order, in which the retry wraps a generator and catches nothing.
    """
    from sp_api.util import load_all_pages, throttle_retry

    client = _sp_api_client(job)

    paged = load_all_pages(next_token_param=_TOKEN, use_rate_limit_header=True)
    pages = paged(throttle_retry()(client.search_catalog_items))

    ready()
    while job.running():
        for _ in pages(keywords="a e i o", pageSize=1):
            if not job.running():
                return


def redis_gcra(job: Job, ready: Ready) -> None:
    """pyrate-limiter's GCRA shared through Redis, every command counted.

    Its best published form.
    """
    import pyrate_limiter as pyrate
    import redis
    from pyrate_limiter.abstracts.algorithm import GCRA
    from pyrate_limiter.buckets.redis_state import RedisStateStore
    from pyrate_limiter.buckets.state_bucket import StateBucket

    class Counted(redis.Redis):
        def execute_command(self, *args: Any, **options: Any) -> Any:
            job.wrote(1)
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped

    rate = pyrate.Rate(int(job.rate), pyrate.Duration.SECOND, burst=job.burst)
    store = RedisStateStore(Counted(port=job.store.redis_port), job.application)
    limiter = pyrate.Limiter(StateBucket([rate], algorithm=GCRA(), store=store))
    http = _http(job)
    ready()
    while job.running():
        limiter.try_acquire("feed")
        http.get("/v1/products", params={"limit": 1})


def _http(job: Job) -> httpx.Client:
    headers = {"x-amz-access-token": _access_token(job)}
    return httpx.Client(base_url=job.base_url, headers=headers, timeout=30, verify=_PLAIN)


def _access_token(job: Job) -> str:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": job.seller["refresh_token"],
        **job.credentials(),
    }
    answer = httpx.post(f"{job.base_url}/auth/o2/token", data=form).json()
    return str(answer["access_token"])


def _sp_api_client(job: Job) -> Any:
    import sp_api.auth
    from sp_api.api import CatalogItems

    host = job.base_url.removeprefix("http://")
    place = types.SimpleNamespace(
        endpoint=job.base_url, marketplace_id="ATVPDKIKX0DER", region="us-east-1"
    )
    application = job.credentials()
    client = CatalogItems(
        marketplace=place,
        credentials={
            "refresh_token": job.seller["refresh_token"],
            "lwa_app_id": application["client_id"],
            "lwa_client_secret": application["client_secret"],
        },
        auth_token_client_class=type(
            "LocalTokens",
            (sp_api.auth.AccessTokenClient,),
            {"scheme": "http://", "host": host},
        ),
        version="2022-04-01",
        verify=False,
    )
    client._auth.get_auth()  # noqa: SLF001 -- the token is got before the window opens
    return client


def _quiet(run: Callable[[Job, Ready], None]) -> Callable[[Job, Ready], None]:
    """A client that does not fill the terminal with its library's warnings."""

    @functools.wraps(run)
    def quiet(job: Job, ready: Ready) -> None:
        import logging
        import warnings

        logging.disable(logging.CRITICAL)
        warnings.simplefilter("ignore")
        run(job, ready)

    return quiet


CLIENTS = {
    "shelfsignal": Client(_quiet(shelfsignal), "listProducts", "dynamodb"),
    "sp_api_fixed": Client(_quiet(sp_api_fixed), "searchCatalogItems"),
    "redis_gcra": Client(_quiet(redis_gcra), "listProducts", "redis"),
}
