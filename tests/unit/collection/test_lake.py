"""The lake in S3: what is stored under which key, and what a later call reads back."""

import gzip
import json

import pytest

from shelfsignal.collection.adapters.s3.lake import S3Lake
from shelfsignal.collection.adapters.s3.results import S3Results
from shelfsignal.collection.domain.batches import batches_of, interleaved
from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.feed import parse_products
from shelfsignal.collection.domain.sources import RawAnswer
from shelfsignal.kernel import lake as keys
from shelfsignal.kernel.errors import NotFound, StoreUnavailable
from shelfsignal.kernel.ids import Asin
from shelfsignal.kernel.objects import S3Objects
from tests.builders.collection import NOW, ORG, RUN, a_context, a_page, a_run, a_scope, an_item
from tests.unit.collection.conftest import BUCKET, client


@pytest.fixture
def objects(aws):
    return S3Objects(client("s3"), BUCKET)


@pytest.fixture
def lake(objects):
    return S3Lake(objects)


def listings(count, tails=0):
    page = parse_products(
        a_page(*(an_item(f"B{i:03d}") for i in range(count))), a_context(), NOW
    ).listings
    return interleaved(
        [each.model_copy(update={"needs_tail": i < tails}) for i, each in enumerate(page)]
    )


def saved(lake, page, count, tails=0):
    found = listings(count, tails)
    batches = batches_of(a_scope(), page, found, size=4)
    lake.save_page(a_scope(), page, found, batches)
    return batches


def test_raw_pages_are_what_arrived_and_the_same_twice(lake, objects):
    key = keys.raw_page_key(a_scope(), "feed", "listProducts", 1)
    lake.save_raw_page(a_scope(), 1, RawAnswer(Operation.LIST_PRODUCTS, b"\xff exactly"))
    first = objects.get(key)
    lake.save_raw_page(a_scope(), 1, RawAnswer(Operation.LIST_PRODUCTS, b"\xff exactly"))

    assert gzip.decompress(first) == b"\xff exactly"
    assert objects.get(key) == first


def test_a_batch_is_a_slice_of_its_page(lake):
    batches = saved(lake, 1, 10)

    assert [each.product.asin for each in lake.load_batch(batches[1])] == [
        "B004",
        "B005",
        "B006",
        "B007",
    ]
    assert [(each.batch, each.count) for each in batches] == [
        ("00001-00", 4),
        ("00001-01", 4),
        ("00001-02", 2),
    ]


def test_tails_are_spread_over_the_batches_of_a_page(lake):
    assert [each.tails for each in saved(lake, 1, 16, tails=4)] == [1, 1, 1, 1]
    assert [each.tails for each in saved(lake, 1, 8, tails=8)] == [4, 4]


def test_the_manifest_joins_the_pages_parts(lake, objects):
    expected = [*saved(lake, 1, 5), *saved(lake, 2, 3)]
    lake.save_page(a_scope(), 3, [], [])

    count = lake.publish_batches(a_scope(), 3)

    lines = objects.get(lake.batches_key(a_scope())).decode().splitlines()
    assert count == 3
    assert [json.loads(line)["batch"] for line in lines] == [each.batch for each in expected]
    assert len(lines[0]) < 300


def test_the_scopes_manifest_has_a_line_a_scope(lake, objects):
    key = lake.write_scopes(a_run())

    assert json.loads(objects.get(key)) == {
        "org_id": ORG,
        "run_id": RUN,
        "day": "2026-11-22",
        "seller_id": "A1SELLER",
        "correlation_id": "",
        "marketplace": "US",
    }
    assert lake.bucket == BUCKET


def test_a_stored_tail_is_the_sign_that_it_is_done(lake):
    [batch] = saved(lake, 1, 1)
    listing = listings(1)[0]

    assert not lake.has_tail(batch, listing.product.asin)
    lake.save_raw_tail(batch, listing.product.asin, 1, RawAnswer(Operation.LIST_REVIEWS, b"{}"))
    lake.save_tail(batch, listing)
    assert lake.has_tail(batch, listing.product.asin)
    assert not lake.has_tail(batch, Asin("B999"))


def a_result(**changes):
    body = {
        "products": 4,
        "reviews": 40,
        "reviews_analysed": 30,
        "versions_written": 3,
        "failures": [],
        "dropped": {"kept_without_text": 1},
        "tokens": 7,
        "cost_usd": 0.1,
        "engine": "local-1",
        "aggregates": {"whatever": True},
        **changes,
    }
    return json.dumps(body).encode()


def test_results_are_summed_without_their_aggregates(lake, objects):
    for batch in saved(lake, 1, 10):
        objects.put_gzip(keys.result_key(batch), a_result())

    found = list(S3Results(objects).summaries(ORG, RUN))

    assert len(found) == 3
    assert (found[0].products, found[0].reviews, found[0].failed) == (4, 40, 0)
    assert (str(found[0].counters.cost_usd), found[0].engine) == ("0.1", "local-1")


def test_a_batch_counts_as_analysed_when_nothing_of_it_failed(lake, objects):
    [batch] = saved(lake, 1, 1)

    assert not lake.is_analysed(a_scope(), RUN, batch.batch)
    objects.put_gzip(keys.result_key(batch), a_result(failures=[{"product_id": "US-B000"}]))
    assert not lake.is_analysed(a_scope(), RUN, batch.batch)
    objects.put_gzip(keys.result_key(batch), a_result())
    assert lake.is_analysed(a_scope(), RUN, batch.batch)
    assert lake.is_analysed(batch, RUN, batch.batch), "asked of a batch as of its scope"


def test_a_result_can_be_forgotten(lake, objects):
    [batch] = saved(lake, 1, 1)
    objects.put_gzip(keys.result_key(batch), a_result())

    lake.forget_result(batch)
    lake.forget_result(batch)

    assert not objects.exists(keys.result_key(batch))


def test_s3_errors_are_ours(aws):
    missing = S3Objects(client("s3"), BUCKET)
    with pytest.raises(NotFound):
        missing.get("nothing")
    elsewhere = S3Objects(client("s3"), "no-such-bucket")
    for broken in (
        lambda: elsewhere.put("k", b""),
        lambda: elsewhere.delete("k"),
        lambda: list(elsewhere.keys("k")),
        lambda: elsewhere.get("k"),
    ):
        with pytest.raises(StoreUnavailable):
            broken()
