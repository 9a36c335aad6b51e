"""Working on issues: decide, note, list, and see whether a fix worked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from shelfsignal.insights.domain.effect import Effect, effect_of
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.insights.domain.taxonomy import OTHER, Taxonomy
from shelfsignal.insights.domain.views import Page, Step
from shelfsignal.insights.domain.work import (
    Decision,
    IssueWork,
    WorkStatus,
    WorkStore,
    decided,
    noted,
)
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput, NotFound
from shelfsignal.kernel.ids import OrgId, ProductId
from shelfsignal.kernel.paging import BadCursor, decode_cursor, encode_cursor

# Untouched items are not stored, so a list by status reads what was touched, a page at a time.
_READ_AT_ONCE: Final = 200
_MAX_READS: Final = 10
# A product's id and a code, which have 64 characters each at most.
_MOST_CHARS: Final = 128


class IssueUnknown(NotFound):
    """The taxonomy has no such issue."""

    code = "issue_not_found"

    def __init__(self, issue: str) -> None:
        super().__init__(f"There is no issue {issue}.", issue=issue)


@dataclass(frozen=True, slots=True)
class WorkDesk:
    """What working on issues needs."""

    store: WorkStore
    taxonomy: Taxonomy
    clock: Clock


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """sees: whether the caller may see a product (brand scope)."""

    status: WorkStatus | None = None
    assignee_id: str | None = None
    sees: Callable[[list[ProductId]], set[ProductId]] | None = None


def work_of_product(desk: WorkDesk, org: OrgId, product: ProductId) -> tuple[IssueWork, ...]:
    """Every touched issue of the product, as it counts today."""
    today = desk.clock().date()
    return tuple(work.on(today) for work in desk.store.of_product(org, product))


def decide(
    desk: WorkDesk, org: OrgId, target: tuple[ProductId, str], decision: Decision, by: str
) -> IssueWork:
    """The item after the decision. Raises: IssueUnknown, InvalidInput, WorkChanged."""
    work = _get(desk, org, target)
    changed = decided(work, decision, by, desk.clock())
    desk.store.put(org, changed)
    return changed


def add_note(
    desk: WorkDesk, org: OrgId, target: tuple[ProductId, str], text: str, by: str
) -> IssueWork:
    """The item with the note. Raises: IssueUnknown, InvalidInput, TooManyNotes, WorkChanged."""
    changed = noted(_get(desk, org, target), text, by, desk.clock())
    desk.store.put(org, changed)
    return changed


def list_work(
    desk: WorkDesk, org: OrgId, where: WorkFilter, limit: int = 50, cursor: str | None = None
) -> Page[IssueWork]:
    """Touched items by product; a short page with a cursor is not the end. Raises: BadCursor."""
    query = {"list": "work", "org": org, "status": where.status, "assignee": where.assignee_id}
    position: tuple[ProductId, str] | None = None
    if cursor:
        told = decode_cursor(query, cursor, product=str, issue=str)
        position = ProductId(told["product"]), told["issue"]
        if len("".join(position)) > _MOST_CHARS:  # a forged one, which no store takes
            raise BadCursor
    found: list[IssueWork] = []
    for _ in range(_MAX_READS):
        read = desk.store.after(org, position, _READ_AT_ONCE)
        found += _matching(desk, read, where)
        if len(read) < _READ_AT_ONCE or len(found) >= limit:
            position = _place(read[-1]) if len(read) == _READ_AT_ONCE else None
            break
        position = _place(read[-1])
    if len(found) > limit:
        found, position = found[:limit], _place(found[limit - 1])
    more = {"product": position[0], "issue": position[1]} if position else None
    return Page(tuple(found), encode_cursor(query, more) if more else None)


def effect(  # noqa: PLR0913 - an address (organisation, product, issue) and a question (day, days)
    reads: InsightReads,
    taxonomy: Taxonomy,
    org: OrgId,
    target: tuple[str, str],
    on: date,
    days: int,
) -> Effect:
    """The issue's share in the `days` days before `on` against those from it on.

    Raises: IssueUnknown, NotFound, InvalidInput.
    """
    product, issue = target
    _check_issue(taxonomy, issue)
    if on > date.max - timedelta(days=days) or on < date.min + timedelta(days=days):
        raise InvalidInput("The day is out of range.", field="on")
    span = timedelta(days=days)
    last = on + span - timedelta(days=1)
    trend = reads.trend(org, product, step=Step.DAY, first=on - span, last=last, issue=issue)
    return effect_of(issue, on, days, trend.points)


def _get(desk: WorkDesk, org: OrgId, target: tuple[ProductId, str]) -> IssueWork:
    product, issue = target
    _check_issue(desk.taxonomy, issue)
    return desk.store.get(org, product, issue)


def _check_issue(taxonomy: Taxonomy, issue: str) -> None:
    if issue != OTHER and issue not in taxonomy.issues:
        raise IssueUnknown(issue)


def _matching(desk: WorkDesk, read: tuple[IssueWork, ...], where: WorkFilter) -> list[IssueWork]:
    today = desk.clock().date()
    wanted = [
        work
        for work in (each.on(today) for each in read)
        if where.status in (None, work.status) and where.assignee_id in (None, work.assignee_id)
    ]
    if where.sees is None or not wanted:
        return wanted
    seen = where.sees(list({work.product_id for work in wanted}))
    return [work for work in wanted if work.product_id in seen]


def _place(work: IssueWork) -> tuple[ProductId, str]:
    return work.product_id, work.issue
