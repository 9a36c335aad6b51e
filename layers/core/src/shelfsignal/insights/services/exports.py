"""A list as CSV: at once while it is short, else as a file that is written behind the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from shelfsignal.insights.domain.card_csv import header, lines
from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.exports import (
    Export,
    ExportFiles,
    ExportId,
    ExportNotFound,
    ExportQueue,
    ExportStatus,
    ExportStore,
)
from shelfsignal.insights.domain.reads import MAX_LIMIT, InsightReads
from shelfsignal.insights.domain.views import ListOrder, ProductFilter
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import Rejected
from shelfsignal.kernel.ids import OrgId

MAX_BYTES: Final = 5_000_000
MAX_SECONDS: Final = 8.0


@dataclass(frozen=True, slots=True)
class ExportDesk:
    """timer: seconds that only go up."""

    exports: ExportStore
    files: ExportFiles
    queue: ExportQueue
    clock: Clock
    timer: Callable[[], float]
    new_id: Callable[[], ExportId]


def export_now(
    org: OrgId, where: ProductFilter, order: ListOrder, reads: InsightReads, desk: ExportDesk
) -> str | None:
    """The whole file; None when it would be over MAX_BYTES, or take more than MAX_SECONDS."""
    begun, parts = desk.timer(), [header()]
    size = len(parts[0])
    for cards in _pages(org, where, order, reads):
        text = "".join(lines(cards))
        size += len(text.encode())
        if size > MAX_BYTES or desk.timer() - begun > MAX_SECONDS:
            return None
        parts.append(text)
    return "".join(parts)


def order_export(
    org: OrgId,
    where: ProductFilter,
    order: ListOrder,
    brands: frozenset[str] | None,
    desk: ExportDesk,
) -> Export:
    """A file that somebody else writes. Raises: Transient when nobody could be asked."""
    export = Export(desk.new_id(), org, where, order, brands, desk.clock())
    desk.exports.put(export)
    desk.queue.ask(export)
    return export


def find_export(org: OrgId, export: str, brands: frozenset[str] | None, desk: ExportDesk) -> Export:
    """Raises: ExportNotFound."""
    found = desk.exports.get(org, ExportId(export))
    if found is None or not found.is_for(brands) or found.expires_at <= desk.clock():
        raise ExportNotFound(export)
    return found


def write_export(
    org: OrgId, export: str, reads: InsightReads, exports: ExportStore, files: ExportFiles
) -> Export:
    """Doing it again writes the same file anew. Raises: ExportNotFound."""
    found = exports.get(org, ExportId(export))
    if found is None:
        raise ExportNotFound(export)
    parts, rows = [header()], 0
    try:
        for cards in _pages(org, found.where, found.order, reads.seen_by(found.brands)):
            parts.append("".join(lines(cards)))
            rows += len(cards)
    except Rejected:  # asking again changes nothing
        failed = replace(found, status=ExportStatus.FAILED)
        exports.put(failed)
        return failed
    files.write(found, "".join(parts))
    ready = replace(found, status=ExportStatus.READY, rows=rows)
    exports.put(ready)
    return ready


def _pages(
    org: OrgId, where: ProductFilter, order: ListOrder, reads: InsightReads
) -> Iterator[tuple[Card, ...]]:
    cursor: str | None = None
    while True:
        page = reads.list_products(org, where, order, limit=MAX_LIMIT, cursor=cursor)
        yield page.items
        cursor = page.cursor
        if cursor is None:
            return
