"""The rows of review jobs in the collection table."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)

from shelfsignal.collection.adapters.dynamo.rows import Row


class JobRow(Row):
    """pk ORG#<org>, sk JOB#<job_id>. total to pages are figures, moved with the items.

    expires_at: once it is closed, until it is retried.
    """

    kind = UnicodeAttribute()
    mode = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    marketplace = UnicodeAttribute()
    day = UnicodeAttribute()
    status = UnicodeAttribute()
    attempt = NumberAttribute()
    created_at = UnicodeAttribute()
    attempt_at = UnicodeAttribute()
    started_at = UnicodeAttribute(null=True)
    finished_at = UnicodeAttribute(null=True)
    cancel_requested_at = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    asins: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, default=list)
    brands: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)
    confined_to: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)
    upload = JSONAttribute(null=True)
    version = NumberAttribute(default=0)
    expires_at = NumberAttribute(null=True)
    total = NumberAttribute(default=0)
    completed = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    reviews = NumberAttribute(default=0)
    pages = NumberAttribute(default=0)


class SellerJobRow(Row):
    """pk ORG#<org>#SELLER#<seller>, sk JOB#<job_id>: a seller's jobs by time."""

    expires_at = NumberAttribute(null=True)


class JobKeyRow(Row):
    """pk ORG#<org>, sk JOBKEY#<hash>: the job an Idempotency-Key made."""

    job_id = UnicodeAttribute()
    request_hash = UnicodeAttribute()
    expires_at = NumberAttribute()


class JobItemRow(Row):
    """pk ORG#<org>#JOB#<job_id>, sk ITEM#<number>."""

    asin = UnicodeAttribute()
    state = UnicodeAttribute()
    pages = NumberAttribute(default=0)
    reviews = NumberAttribute(default=0)
    next_token = UnicodeAttribute(null=True)
    is_fetched = BooleanAttribute(default=False)
    listing = BooleanAttribute(default=False)
    mark_at = UnicodeAttribute(null=True)
    mark_seen: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)
    rewalked_in = NumberAttribute(default=0)
    error = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)


class MarkRow(Row):
    """pk ORG#<org>#PRODUCT#<product_id>, sk MARK#<source>."""

    mark_at = UnicodeAttribute()
    mark_seen: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, default=list)
