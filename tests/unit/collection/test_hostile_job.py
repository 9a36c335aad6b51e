"""A job of fifty products through the real client, while the mock misbehaves as badly as it can."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from shelfsignal.collection.adapters.sp_api.client import SpApiClient
from shelfsignal.collection.adapters.sp_api.review_texts import ReviewTexts
from shelfsignal.collection.domain.errors import SourceRefused, SourceUnavailable
from shelfsignal.collection.domain.jobs import ItemState, JobStatus
from shelfsignal.collection.domain.pace import Bucket, Slot
from shelfsignal.kernel.clock import utc_now
from shelfsignal.kernel.ids import Asin
from tests.unit.collection.test_review_jobs import World
from tests.unit.mock_amazon.served import serving

PRODUCTS, WORKERS = 50, 8
BROKEN = {1: "400", 2: "html_503", 3: "empty_502"}


class Unlimited:
    """RateLimiter of a bucket that never empties."""

    def acquire(self, key, quota, max_wait_s):
        return Slot(key, Bucket(quota.rate, quota.burst), 0.0)

    def answered(self, slot, rate):
        """Nothing to learn."""

    def throttled(self, slot, tries, retry_after_s):
        """Nothing to wait for."""


class Tokens:
    """TokenSource: a new one from the mock's LWA whenever the last one is dropped."""

    def __init__(self, shop, seller):
        self.client_id = shop.application["client_id"]
        self._url = f"{shop.url}/auth/o2/token"
        self._form = {
            "grant_type": "refresh_token",
            "refresh_token": seller["refresh_token"],
            "client_id": self.client_id,
            "client_secret": shop.application["client_secret"],
        }
        self._token = None

    def get(self, connection):
        while self._token is None:
            answer = httpx.post(self._url, data=self._form)
            self._token = answer.json().get("access_token") if answer.is_success else None
        return self._token

    def drop(self, connection, stale):
        if self._token == stale:
            self._token = None


@pytest.fixture(scope="module")
def shop():
    with serving(
        *("--products", "300", "--sellers", "1", "--seed", "5", "--faults", "none"),
        *("--hold-seconds", "0.2", "--now", utc_now().date().isoformat()),
    ) as served:
        yield served


def asins_of(shop, tokens):
    page = httpx.get(
        f"{shop.url}/v1/products",
        params={"limit": 100, "marketplace": "US"},
        headers={"x-amz-access-token": tokens.get(None)},
    ).json()
    return [Asin(each["product_id"]) for each in page["products"][:PRODUCTS]]


def written(shop, asin):
    answer = httpx.get(
        f"{shop.url}/admin/ground-truth/reviews", params={"asin": asin, "marketplace": "US"}
    )
    return len(answer.text.splitlines())


def fetch_all(world, tasks):
    """As the state machine does: what may pass is tried again, what is left is recorded."""

    def one(task):
        for _ in range(7):
            try:
                return world.fetch(task)
            except SourceUnavailable as error:
                failure = type(error).__name__
            except SourceRefused as error:
                failure = type(error).__name__
                break
        return world.fail(task, failure)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, tasks))


def test_everything_is_fetched_or_named_and_a_retry_completes_only_that(shop):
    (seller,) = shop.sellers
    tokens = Tokens(shop, seller)
    asins = asins_of(shop, tokens)
    assert len(asins) == PRODUCTS
    shop.admin(
        "bucket",
        seller_id=seller["seller_id"],
        operation="listReviewTexts",
        rate=1000,
        burst=1000,
    )
    orders = [
        {"kind": kind, "operation": "listReviewTexts", "asin": asins[number - 1], "times": None}
        for number, kind in BROKEN.items()
    ]
    shop.admin("faults", profile="hostile", hold_s=0.2, faults=orders)
    world: Any = World(*asins)
    client = SpApiClient(
        httpx.Client(timeout=5.0), shop.url, tokens, Unlimited(), utc_now, sleep=lambda _: None
    )
    world.texts = ReviewTexts(client, 20)

    fetch_all(world, world.open())
    closed = world.close()

    assert closed.status is JobStatus.PARTIAL
    items = world.jobs.items(*_id(closed))
    failed = {item.number: item.error for item in items if item.state is ItemState.FAILED}
    assert failed == {1: "SourceRefused", 2: "SourceUnavailable", 3: "SourceUnavailable"}
    truth = {asin: written(shop, asin) for asin in asins}
    done = {item.asin: item.reviews for item in items if item.state is ItemState.DONE}
    assert done == {asin: truth[asin] for asin in asins[len(BROKEN) :]}
    assert sum(shop_faults(shop).values()) > PRODUCTS / 2, "the faults were met"

    shop.admin("reset", parts=["faults", "traffic"])
    asked_before = dict(world.lake.raw)
    world.retry()
    fetch_all(world, world.open())
    done = world.close()

    assert (done.status, done.figures.completed) == (JobStatus.SUCCEEDED, PRODUCTS)
    assert done.figures.reviews == sum(truth.values())
    new = {key[1] for key in world.lake.raw.keys() - asked_before.keys()}
    assert new == set(asins[: len(BROKEN)])


def _id(job):
    return job.org_id, job.job_id


def shop_faults(shop):
    return httpx.get(f"{shop.url}/admin/stats").json()["total"]["faults"]
