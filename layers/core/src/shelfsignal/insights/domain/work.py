"""What a team does about an issue of a product: who looks at it, until when it may rest, what was
tried. It stands beside the insights and never changes them: figures are counted from reviews alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from shelfsignal.kernel.errors import Conflict, InvalidInput
from shelfsignal.kernel.ids import OrgId, ProductId

MAX_NOTES: Final = 100
MAX_NOTE_CHARS: Final = 2000


class WorkStatus(StrEnum):
    """SNOOZED ends by itself; RESOLVED says since when the fix is out (fixed_on)."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class WorkChanged(Conflict):
    """Somebody else changed the item since it was read."""

    code = "work_changed"

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(
            "Somebody else has changed this meanwhile. Look again before changing it.",
            expected_version=expected,
            version=found,
        )


class TooManyNotes(Conflict):
    """An issue's notes are full."""

    code = "too_many_notes"

    def __init__(self) -> None:
        super().__init__(f"An issue holds at most {MAX_NOTES} notes.", limit=MAX_NOTES)


@dataclass(frozen=True, slots=True)
class Note:
    """A remark; author is a user's or key's id."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class IssueWork:
    """The team's word on one issue of one product. version counts changes, 0: never touched.

    snoozed_until: the first UTC day on which it counts as open again. fixed_on: the first day on
    which customers get the repaired product.
    """

    product_id: ProductId
    issue: str
    status: WorkStatus = WorkStatus.OPEN
    assignee_id: str | None = None
    snoozed_until: date | None = None
    fixed_on: date | None = None
    notes: tuple[Note, ...] = ()
    version: int = 0
    updated_at: datetime | None = None
    updated_by: str | None = None

    def on(self, day: date) -> IssueWork:
        """As it counts on a day: a snooze that is over is open."""
        over = self.status is WorkStatus.SNOOZED and (
            self.snoozed_until is None or self.snoozed_until <= day
        )
        return replace(self, status=WorkStatus.OPEN, snoozed_until=None) if over else self


@dataclass(frozen=True, slots=True)
class Decision:
    """What an item is set to. expected_version: the version the person saw; None: whatever."""

    status: WorkStatus
    assignee_id: str | None = None
    snoozed_until: date | None = None
    fixed_on: date | None = None
    expected_version: int | None = None


def decided(work: IssueWork, decision: Decision, by: str, now: datetime) -> IssueWork:
    """The item after the decision. Raises: InvalidInput, WorkChanged."""
    expected = decision.expected_version
    if expected is not None and expected != work.version:
        raise WorkChanged(expected, work.version)
    _check(decision, now.date())
    return replace(
        work,
        status=decision.status,
        assignee_id=decision.assignee_id,
        snoozed_until=decision.snoozed_until,
        fixed_on=decision.fixed_on,
        version=work.version + 1,
        updated_at=now,
        updated_by=by,
    )


def noted(work: IssueWork, text: str, by: str, now: datetime) -> IssueWork:
    """The item with one more note. Raises: InvalidInput, TooManyNotes."""
    words = text.strip()
    if not 0 < len(words) <= MAX_NOTE_CHARS:
        raise InvalidInput(f"A note has 1-{MAX_NOTE_CHARS} characters.", field="text")
    if len(work.notes) >= MAX_NOTES:
        raise TooManyNotes
    return replace(
        work,
        notes=(*work.notes, Note(by, now, words)),
        version=work.version + 1,
        updated_at=now,
        updated_by=by,
    )


def _check(decision: Decision, today: date) -> None:
    if decision.status is WorkStatus.SNOOZED:
        if decision.snoozed_until is None or decision.snoozed_until <= today:
            message = "Snoozing needs the day on which it ends, after today."
            raise InvalidInput(message, field="snoozed_until")
    elif decision.snoozed_until is not None:
        raise InvalidInput("Only a snoozed issue has an end of snoozing.", field="snoozed_until")
    if decision.fixed_on is not None and decision.fixed_on > today:
        raise InvalidInput("A fix is marked on a day that has come.", field="fixed_on")


class WorkStore(Protocol):
    """Items by organisation, product and issue."""

    def get(self, org: OrgId, product: ProductId, issue: str) -> IssueWork:
        """An untouched item when there is none."""

    def of_product(self, org: OrgId, product: ProductId) -> tuple[IssueWork, ...]:
        """The touched items of a product."""

    def after(
        self, org: OrgId, position: tuple[ProductId, str] | None, limit: int
    ) -> tuple[IssueWork, ...]:
        """At most limit touched items of the organisation behind the position, by product."""

    def put(self, org: OrgId, work: IssueWork) -> None:
        """Stores the item's next version. Raises: WorkChanged when it is not the next one."""
