"""A job's items as rows, and how far each product's reviews have been fetched."""

from contextlib import suppress

from shelfsignal.collection.adapters.dynamo.border import ConditionFailed, collection_store
from shelfsignal.collection.adapters.dynamo.job_rows import JobItemRow, MarkRow
from shelfsignal.collection.adapters.dynamo.rows import bind
from shelfsignal.collection.domain.jobs import ItemState, JobItem, Mark
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import Asin, OrgId, ProductId, RunId


def item_row(row: type[JobItemRow], org_id: OrgId, job_id: RunId, item: JobItem) -> JobItemRow:
    """The item as it is stored."""
    mark = item.mark
    return row(
        f"ORG#{org_id}#JOB#{job_id}",
        f"ITEM#{item.number:05d}",
        asin=item.asin,
        state=item.state.value,
        pages=item.pages,
        reviews=item.reviews,
        next_token=item.next_token,
        is_fetched=item.is_fetched,
        listing=item.listing,
        mark_at=to_z(mark.at) if mark else None,
        mark_seen=sorted(mark.seen) if mark else None,
        rewalked_in=item.rewalked_in,
        error=item.error,
        reason=item.reason,
        version=item.version,
    )


def item_of(row: JobItemRow) -> JobItem:
    """The inverse of item_row."""
    seen = frozenset(row.mark_seen or ())
    return JobItem(
        number=int(row.sk.removeprefix("ITEM#")),
        asin=Asin(row.asin),
        state=ItemState(row.state),
        pages=int(row.pages),
        reviews=int(row.reviews),
        next_token=row.next_token,
        is_fetched=row.is_fetched,
        listing=row.listing,
        mark=Mark(from_z(row.mark_at), seen) if row.mark_at else None,
        rewalked_in=int(row.rewalked_in),
        error=row.error,
        reason=row.reason,
        version=int(row.version),
    )


class DynamoMarks:
    """MarkStore."""

    def __init__(self, table: str) -> None:
        self._row = bind(MarkRow, table)

    def mark(self, org_id: OrgId, product_id: ProductId, source: str) -> Mark | None:
        """See MarkStore.mark."""
        with collection_store():
            try:
                row = self._row.get(*_key(org_id, product_id, source), consistent_read=True)
            except self._row.DoesNotExist:
                return None
        return Mark(from_z(row.mark_at), frozenset(row.mark_seen))

    def put_mark(self, org_id: OrgId, product_id: ProductId, source: str, mark: Mark) -> None:
        """See MarkStore.put_mark."""
        at = to_z(mark.at)
        row = self._row(*_key(org_id, product_id, source), mark_at=at, mark_seen=sorted(mark.seen))
        not_later = self._row.pk.does_not_exist() | (self._row.mark_at <= at)
        with suppress(ConditionFailed), collection_store():
            row.save(condition=not_later)


def _key(org_id: OrgId, product_id: ProductId, source: str) -> tuple[str, str]:
    return f"ORG#{org_id}#PRODUCT#{product_id}", f"MARK#{source}"
