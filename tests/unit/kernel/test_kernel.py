"""The kernel's promises: ids, time, settings, cursors, documents, keys."""

import base64
from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shelfsignal.kernel import lake
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot, Review
from shelfsignal.kernel.clock import from_z, to_z, utc_now
from shelfsignal.kernel.errors import Broken, MisconfiguredError, Rejected, StoreUnavailable
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId, SellerId, new_run_id
from shelfsignal.kernel.paging import BadCursor, decode_cursor, encode_cursor
from shelfsignal.kernel.settings import Settings
from shelfsignal.runtime.entrypoint import entrypoint


class Sample(Settings):
    orders_table: str
    page_size: int = 50


def a_batch() -> BatchRef:
    return BatchRef(
        org_id=OrgId("demo"),
        run_id=RunId("R1"),
        day=date(2026, 11, 3),
        seller_id=SellerId("S1"),
        marketplace=Marketplace.US,
        batch="00003-02",
        page=3,
        first=40,
        count=20,
    )


def test_settings_name_every_bad_variable() -> None:
    with pytest.raises(MisconfiguredError, match="ORDERS_TABLE.*PAGE_SIZE") as caught:
        Sample.from_environment({"PAGE_SIZE": "many"})

    assert caught.value.details == {"variables": ["ORDERS_TABLE", "PAGE_SIZE"]}


def test_settings_survive_the_way_through_the_environment() -> None:
    environment = Sample.env(orders_table="orders", page_size=7)

    assert environment == {"ORDERS_TABLE": "orders", "PAGE_SIZE": "7"}
    assert Sample.from_environment(environment) == Sample(orders_table="orders", page_size=7)


@pytest.mark.parametrize(
    "values", [{}, {"orders_table": "o", "order_table": "typo"}], ids=["missing", "unknown"]
)
def test_a_name_cannot_drift_between_template_and_code(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Sample"):
        Sample.env(**values)


def test_times_are_utc_and_sort_as_text() -> None:
    berlin = datetime(2026, 11, 3, 10, 30, tzinfo=timezone(timedelta(hours=1)))

    assert to_z(berlin) == "2026-11-03T09:30:00.000Z"
    assert from_z("2026-11-03T10:30:00+01:00") == berlin.astimezone(UTC)
    assert utc_now().tzinfo is UTC


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        from_z("2026-11-03T10:30:00")


@given(
    st.dictionaries(st.text(), st.integers() | st.text()),
    st.dictionaries(st.text(), st.text(), min_size=1),
)
def test_a_cursor_comes_back_only_to_its_own_query(query: dict, position: dict) -> None:
    cursor = encode_cursor(query, position)

    assert decode_cursor(query, cursor) == position
    with pytest.raises(BadCursor):
        decode_cursor({**query, "another": 1}, cursor)


@pytest.mark.parametrize("position", [{}, {"after": 3}, {"before": "x"}], ids=str)
def test_a_position_of_another_shape_is_refused(position: dict) -> None:
    cursor = encode_cursor({"q": 1}, position)

    with pytest.raises(BadCursor):
        decode_cursor({"q": 1}, cursor, after=str)


def test_a_position_cannot_be_swapped() -> None:
    cursor = encode_cursor({"q": 1}, {"after": "a"})
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).replace(b'"a"', b'"b"')

    with pytest.raises(BadCursor):
        decode_cursor({"q": 1}, base64.urlsafe_b64encode(text).decode())


@given(st.text(max_size=80))
def test_garbage_is_no_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor({"q": "x"}, text)


def test_run_ids_sort_by_time() -> None:
    first, second = new_run_id(), new_run_id()

    assert len(first) == 26
    assert first[:10] <= second[:10]


@pytest.mark.parametrize("market", list(Marketplace), ids=str)
def test_every_marketplace_is_complete(market: Marketplace) -> None:
    assert market.marketplace_id
    assert market.currency in {"USD", "GBP", "EUR"}
    assert market.region in {"NA", "EU"}


def test_a_listing_reads_back_and_shows_the_canonical_fields() -> None:
    product = ProductSnapshot(
        asin=Asin("B07X6C9RMF"),
        marketplace=Marketplace.US,
        seller_id=SellerId("S1"),
        title="Headphones",
        brand="Volt",
        category="Audio",
    )
    review = Review(
        review_id="R1",
        rating=2,
        body="Dead.",
        review_date=utc_now(),
        asin=product.asin,
        marketplace_id="ATVPDKIKX0DER",
    )
    listing = ProductListing(
        job_id="J",
        fetched_at=utc_now(),
        product=product,
        kind=ListingKind.PARTIAL,
        reviews=(review,),
    )

    assert ProductListing.model_validate_json(listing.model_dump_json()) == listing
    document = listing.to_document()
    assert document["reviews_count"] == 1
    assert document["seller_id"] == "S1"
    assert document["marketplace_id"] == "ATVPDKIKX0DER"
    assert product.product_id == "US-B07X6C9RMF"


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_outside_one_to_five_is_no_review(rating: int) -> None:
    with pytest.raises(ValidationError):
        Review(
            review_id="R",
            rating=rating,
            review_date=utc_now(),
            asin=Asin("B0"),
            marketplace_id="X",
        )


def test_keys_start_with_class_and_organisation() -> None:
    batch = a_batch()
    org, run, product = batch.org_id, batch.run_id, ProductId("US-B0")

    assert [
        lake.raw_page_key(batch, "feed", "listProducts", 3),
        lake.raw_product_key(batch, "feed", "listReviews", Asin("B0"), 1),
        lake.page_key(batch, 3),
        lake.tail_key(batch, Asin("B0")),
        lake.scopes_key(org, run),
        lake.batches_key(batch),
        lake.result_key(batch),
        lake.ledger_key(org, product, "abc"),
        lake.insight_body_key(org, product, 7, "a1b2"),
        lake.pointer_key(org, product, 7, "2026-11-03T00:00:00.000Z"),
    ] == [
        "raw/demo/feed/US/2026/11/03/R1/listProducts-S1-000003.json.gz",
        "raw/demo/feed/US/2026/11/03/R1/listReviews-S1-B0-000001.json.gz",
        "normalised/demo/products/US/2026/11/03/R1/S1-000003.jsonl.gz",
        "normalised/demo/reviews/US/2026/11/03/R1/B0.jsonl.gz",
        "manifests/demo/R1/scopes.jsonl",
        "manifests/demo/R1/S1-US/batches.jsonl",
        "results/demo/R1/S1-US/00003-02.json.gz",
        "ledger/demo/US-B0/abc.jsonl.gz",
        "insights/demo/US-B0/000000007-a1b2.json.gz",
        "pointers/demo/US-B0/2026-11-03T00:00:00.000Z-000000007.json",
    ]


def _handler(outcome: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ORDERS_TABLE", "orders")
    # Powertools keeps a logger a name, on the stdout of its making: a new name logs where we look.
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"test-{new_run_id()}")

    @entrypoint(Sample, lambda settings: {"table": settings.orders_table})
    def handler(event, deps, context):
        if isinstance(outcome, Exception):
            raise outcome
        return {**deps, "event": event}

    return lambda event: handler(event, SimpleNamespace(aws_request_id="req-1"))


def test_a_handler_gets_its_settings_wired(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _handler(None, monkeypatch)({"run_id": "R"}) == {
        "table": "orders",
        "event": {"run_id": "R"},
    }


@pytest.mark.parametrize(
    "error",
    [Rejected("no"), StoreUnavailable("orders"), Broken("bug"), ValueError("oops")],
    ids=lambda e: type(e).__name__,
)
def test_an_error_keeps_its_class_for_the_state_machine(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(type(error)):
        _handler(error, monkeypatch)({"run_id": "R", "reviews": ["secret text"]})

    logged = capsys.readouterr().out
    assert '"run_id":"R"' in logged
    assert "secret text" not in logged


@pytest.mark.parametrize(
    "value",
    ["", "x" * 3000, "\ud800", 0, -5, 10**30, True, [1, 2], [["x"]], ["\ud800"]],
    ids=repr,
)
def test_a_forged_position_that_no_store_can_be_asked_for_is_refused(value):
    cursor = encode_cursor({"q": 1}, {"after": value})

    with pytest.raises(BadCursor):
        decode_cursor({"q": 1}, cursor, after=type(value))


def test_an_error_about_a_document_does_not_quote_it() -> None:
    with pytest.raises(ValidationError) as refusal:
        ProductListing.model_validate_json('{"job_id": 5, "reviews": "what a customer wrote"}')

    assert "customer" not in str(refusal.value)
