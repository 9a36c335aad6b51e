"""The collection table's items, in PynamoDB.

Times are ISO-8601 Z text, which sorts as time does.
"""

from functools import cache
from typing import Any, TypeVar

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import TableConnection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

RowT = TypeVar("RowT", bound=Model)


class Row(Model):
    """Every item's key."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


def bind(row: type[RowT], table: str) -> type[RowT]:
    """The row class tied to a table's name; region and endpoint come from the environment.

    All rows of a table share one connection: a client costs a cold start a tenth of a second.
    """
    return type(row.__name__, (row,), {"Meta": _meta(table), "_connection": connection_of(table)})


@cache
def connection_of(table: str) -> TableConnection:
    """The table's one connection; a call is given up after seconds, not PynamoDB's minute."""
    schema: Any = type("Schema", (Row,), {"Meta": _meta(table)})
    connection: TableConnection = schema._get_connection()
    return connection


def transaction(table: str) -> TransactWrite:
    """A transaction on the table's connection."""
    return TransactWrite(connection=connection_of(table).connection)


def _meta(table: str) -> type:
    limits = {
        "connect_timeout_seconds": 3,
        "read_timeout_seconds": 5,
        "max_retry_attempts": 4,
        "max_pool_connections": 16,
    }
    return type("Meta", (), {"table_name": table, **limits})


class CounterAttributes(Row):
    """Counters of a run or a scope; dropped counts by reason. Cost is in billionths of a dollar."""

    pages = NumberAttribute(default=0)
    requests = NumberAttribute(default=0)
    http_429 = NumberAttribute(default=0)
    retries = NumberAttribute(default=0)
    products = NumberAttribute(default=0)
    reviews = NumberAttribute(default=0)
    analysed = NumberAttribute(default=0)
    reviews_analysed = NumberAttribute(default=0)
    versions_written = NumberAttribute(default=0)
    failures = NumberAttribute(default=0)
    tokens = NumberAttribute(default=0)
    cost_nano_usd = NumberAttribute(default=0)
    dropped: MapAttribute[str, Any] = MapAttribute(default=dict)  # type: ignore[no-untyped-call]
    # PynamoDB's constructor has no types


class RunRow(CounterAttributes):
    """pk ORG#<org>, sk RUN#<run_id>. expires_at: once it is closed, until it is resumed."""

    attempt = NumberAttribute()
    day = UnicodeAttribute()
    trigger = UnicodeAttribute()
    status = UnicodeAttribute()
    stage = UnicodeAttribute()
    scopes: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    execution_arn = UnicodeAttribute(null=True)
    started_at = UnicodeAttribute()
    attempt_at = UnicodeAttribute()
    finished_at = UnicodeAttribute(null=True)
    permitted_rps = NumberAttribute(null=True)
    achieved_rps = NumberAttribute(null=True)
    collection_seconds = NumberAttribute(null=True)
    engine = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class LockRow(Row):
    """pk ORG#<org>, sk LOCK#<seller>#<marketplace>."""

    run_id = UnicodeAttribute()
    attempt = NumberAttribute()
    execution_arn = UnicodeAttribute()
    taken_at = UnicodeAttribute()


class PagesRow(CounterAttributes):
    """pk ORG#<org>#RUN#<run>, sk PAGES#<seller>#<marketplace>: a checkpoint and its totals.

    asked and rates: requests sent and the rate announced, by operation.
    """

    version = NumberAttribute(default=0)
    next_page = NumberAttribute(default=1)
    next_token = UnicodeAttribute(null=True)
    walk = NumberAttribute(default=1)
    high_page = NumberAttribute(default=0)
    done = BooleanAttribute(default=False)
    rewalked_in = NumberAttribute(default=0)
    failed_in = NumberAttribute(default=0)
    batches = NumberAttribute(default=0)
    prepared = UnicodeAttribute(null=True)
    asked: MapAttribute[str, Any] = MapAttribute(default=dict)  # type: ignore[no-untyped-call]
    rates: MapAttribute[str, Any] = MapAttribute(default=dict)  # type: ignore[no-untyped-call]
    first_at = UnicodeAttribute(null=True)
    last_at = UnicodeAttribute(null=True)


class FailureRow(Row):
    """pk ORG#<org>#RUN#<run>, sk FAILURE#<stage>#<subject>."""

    attempt = NumberAttribute()
    stage = UnicodeAttribute()
    subject = UnicodeAttribute()
    error = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = UnicodeAttribute()
    products = NumberAttribute(default=0)


class ProductRow(Row):
    """pk ORG#<org>#PRODUCT#<product_id>, sk PRODUCT."""

    product_id = UnicodeAttribute()
    title = UnicodeAttribute()
    brand = UnicodeAttribute()
    category = UnicodeAttribute()
    parent_asin = UnicodeAttribute(null=True)
    first_seen_at = UnicodeAttribute()
    last_seen_at = UnicodeAttribute()
    seen_run = UnicodeAttribute()
    seen_walk = NumberAttribute()
    seen_page = NumberAttribute()
    complete = JSONAttribute(null=True)
    feedback = JSONAttribute(null=True)
    snapshot = JSONAttribute(null=True)


class SellerRow(Row):
    """pk ORG#<org>, sk SELLER#<seller>#<region>."""

    seller_id = UnicodeAttribute()
    name = UnicodeAttribute()
    marketplaces: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    connected_at = UnicodeAttribute()
    status = UnicodeAttribute()
    status_reason = UnicodeAttribute(null=True)
    feedback_refused_on = UnicodeAttribute(null=True)
    feedback_refusal = UnicodeAttribute(null=True)


class OwnerRow(Row):
    """pk SELLEROWNER#<seller>, sk OWNER."""

    org_id = UnicodeAttribute()


class SettingsRow(Row):
    """pk ORG#<org>, sk SETTINGS. due_at is the organisation's entry in the due look-up."""

    schedule_enabled = BooleanAttribute(default=False)
    schedule_interval_hours = NumberAttribute(default=24)
    schedule_hour_utc = NumberAttribute(null=True)
    complete_listing_days = NumberAttribute(default=7)
    tolerated_failure_share = NumberAttribute(default=0.05)
    due_at = UnicodeAttribute(null=True)


class DueRow(Row):
    """pk RUNDUE, sk <iso>#<org>."""

    org_id = UnicodeAttribute()
    due_at = UnicodeAttribute()
