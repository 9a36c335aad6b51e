"""WorkStore on DynamoDB: pk ORG#<org>#WORK, sk <product_id>#<issue>. The organisation's team
touches few issues, so that one partition holds them and a list by status needs no index."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from shelfsignal.insights.adapters.dynamo.border import ConditionFailed, insights_store
from shelfsignal.insights.adapters.dynamo.rows import Row, bind
from shelfsignal.insights.domain.work import IssueWork, Note, WorkChanged, WorkStatus
from shelfsignal.kernel.clock import from_z, to_z
from shelfsignal.kernel.ids import OrgId, ProductId


class WorkRow(Row):
    """The team's word on an issue. notes: JSON [[author, time, text], ...]."""

    status = UnicodeAttribute()
    assignee_id = UnicodeAttribute(null=True)
    snoozed_until = UnicodeAttribute(null=True)
    fixed_on = UnicodeAttribute(null=True)
    notes = UnicodeAttribute()
    version = NumberAttribute()
    updated_at = UnicodeAttribute()
    updated_by = UnicodeAttribute()


class DynamoWork:
    """WorkStore."""

    def __init__(self, table: str) -> None:
        self._row = bind(WorkRow, table)

    def get(self, org: OrgId, product: ProductId, issue: str) -> IssueWork:
        """See WorkStore.get."""
        with insights_store():
            try:
                row = self._row.get(_pk(org), _sk(product, issue), consistent_read=True)
            except self._row.DoesNotExist:
                return IssueWork(product, issue)
        return _work(row)

    def of_product(self, org: OrgId, product: ProductId) -> tuple[IssueWork, ...]:
        """See WorkStore.of_product."""
        with insights_store():
            rows = self._row.query(_pk(org), self._row.sk.startswith(f"{product}#"))
            return tuple(map(_work, rows))

    def after(
        self, org: OrgId, position: tuple[ProductId, str] | None, limit: int
    ) -> tuple[IssueWork, ...]:
        """See WorkStore.after."""
        behind = self._row.sk > _sk(*position) if position else None
        with insights_store():
            return tuple(map(_work, self._row.query(_pk(org), behind, limit=limit)))

    def put(self, org: OrgId, work: IssueWork) -> None:
        """See WorkStore.put."""
        row = self._row(_pk(org), _sk(work.product_id, work.issue), **_fields(work))
        is_first = work.version == 1
        before = (
            self._row.pk.does_not_exist() if is_first else self._row.version == work.version - 1
        )
        try:
            with insights_store():
                row.save(condition=before)
        except ConditionFailed as refusal:
            found = self.get(org, work.product_id, work.issue)
            raise WorkChanged(work.version - 1, found.version) from refusal


def _pk(org: OrgId) -> str:
    return f"ORG#{org}#WORK"


def _sk(product: ProductId, issue: str) -> str:
    return f"{product}#{issue}"


def _fields(work: IssueWork) -> dict[str, Any]:
    notes = [[note.author, to_z(note.at), note.text] for note in work.notes]
    return {
        "status": work.status.value,
        "assignee_id": work.assignee_id,
        "snoozed_until": work.snoozed_until.isoformat() if work.snoozed_until else None,
        "fixed_on": work.fixed_on.isoformat() if work.fixed_on else None,
        "notes": json.dumps(notes, ensure_ascii=False),
        "version": work.version,
        "updated_at": to_z(work.updated_at) if work.updated_at else "",
        "updated_by": work.updated_by or "",
    }


def _work(row: WorkRow) -> IssueWork:
    product, issue = row.sk.split("#", 1)
    return IssueWork(
        product_id=ProductId(product),
        issue=issue,
        status=WorkStatus(row.status),
        assignee_id=row.assignee_id,
        snoozed_until=_day(row.snoozed_until),
        fixed_on=_day(row.fixed_on),
        notes=tuple(Note(author, from_z(at), text) for author, at, text in json.loads(row.notes)),
        version=int(row.version),
        updated_at=from_z(row.updated_at),
        updated_by=row.updated_by,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
