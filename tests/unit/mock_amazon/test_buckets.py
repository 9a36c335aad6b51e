"""Token buckets: arithmetic, keys and headers."""

import pytest

from mock_amazon.buckets import Bucket, BucketKey, Buckets, Limits


class Ticks:
    """Time that a test moves."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate():
    ticks = Ticks()
    bucket = Bucket(Limits(rate=5.0, burst=5.0), ticks)

    at_once = sum(bucket.take() for _ in range(20))
    given = 0
    for _ in range(1000):
        ticks.now += 0.01
        given += bucket.take()

    assert at_once == 5
    assert given == 50


def test_a_bucket_never_holds_more_than_its_burst():
    ticks = Ticks()
    bucket = Bucket(Limits(rate=5.0, burst=2.0), ticks)
    ticks.now += 3600

    assert sum(bucket.take() for _ in range(10)) == 2


def test_sellers_regions_and_operations_have_buckets_of_their_own():
    buckets = Buckets({"a": Limits(1.0, 1.0), "b": Limits(1.0, 1.0)}, Ticks())
    keys = [BucketKey(s, r, o) for s in ("s1", "s2") for r in ("NA", "EU") for o in ("a", "b")]

    assert all(buckets.of(key).take() for key in keys)
    assert not any(buckets.of(key).take() for key in keys)


def test_new_limits_reach_only_what_they_name():
    buckets = Buckets({"a": Limits(1.0, 1.0), "b": Limits(1.0, 1.0)}, Ticks())

    buckets.set({"seller_id": "s1", "operation": "a"}, {"rate": 9.0, "retry_after_s": 3})

    assert buckets.of(BucketKey("s1", "NA", "a")).limits == Limits(9.0, 1.0, retry_after_s=3)
    assert buckets.of(BucketKey("s1", "NA", "b")).limits == Limits(1.0, 1.0)
    assert buckets.of(BucketKey("s2", "NA", "a")).limits == Limits(1.0, 1.0)


def test_an_empty_bucket_answers_quota_exceeded_without_a_rate(start):
    mock = start(rate=0.001, burst=2)

    statuses = [mock.get("/v1/products", limit=1).status_code for _ in range(3)]
    response = mock.get("/v1/products", limit=1)

    assert statuses == [200, 200, 429]
    assert response.json()["errors"][0]["code"] == "QuotaExceeded"
    assert "x-amzn-RateLimit-Limit" not in response.headers
    assert "Retry-After" not in response.headers
    assert response.headers["x-amzn-RequestId"]


def test_regions_do_not_share_a_bucket_over_http(start):
    mock = start(rate=0.001, burst=1)

    statuses = [
        mock.get("/v1/products", limit=1, marketplace=m).status_code for m in ("US", "DE", "UK")
    ]

    assert statuses == [200, 200, 429]  # DE and UK are one region


def test_an_unauthorised_request_costs_nothing(start):
    mock = start(rate=0.001, burst=1)
    for _ in range(5):
        mock.client.get("/v1/products")

    assert mock.get("/v1/products", limit=1).status_code == 200


def test_stats_tell_the_buckets_429s_from_injected_ones(start):
    mock = start(rate=0.001, burst=2)
    mock.admin("faults", faults=[{"kind": "429", "operation": "listProducts"}])

    for _ in range(3):
        mock.get("/v1/products", limit=1)

    total = mock.client.get("/admin/stats").json()["total"]
    assert total["http_429_bucket"] == 1
    assert total["http_429_injected"] == 1


def test_the_bucket_route_can_make_amazon_more_talkative(mock):
    mock.admin("bucket", rate=0.5, burst=1, header_on_429=True, retry_after_s=2)

    mock.get("/v1/products", limit=1)
    response = mock.get("/v1/products", limit=1)

    assert response.headers["x-amzn-RateLimit-Limit"] == "0.5"
    assert response.headers["Retry-After"] == "2"


def test_the_log_lists_arrivals_by_seller(mock):
    mock.get("/v1/products", limit=1)
    mock.get("/v1/products", limit=1000)

    log = mock.client.get(
        "/admin/log",
        params={"seller": mock.sellers[0]["seller_id"], "operation": "listProducts"},
    ).json()

    assert [status for _, status in log] == [200, 400]
    assert log[0][0] == pytest.approx(log[1][0], abs=5)
