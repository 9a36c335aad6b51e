"""Working on issues: what a team decided, noted and tried."""

from datetime import date

from pydantic import Field

from functions.api.models.figures import Share
from functions.api.models.products import ProductPath
from shelfsignal.insights.domain.effect import Verdict
from shelfsignal.insights.domain.work import MAX_NOTE_CHARS, WorkStatus
from shelfsignal.runtime.web.fields import Answer, Code, Cursor, Day, Given, Listed, Moment

_UserId = Field(None, pattern=r"^[A-Za-z0-9_-]{1,64}$", description="A member's user id.")


class WorkPath(ProductPath):
    issue: Code = Field(description="An issue's code in the taxonomy.")


class NewDecision(Given):
    """Replaces what was decided before; fields left out are cleared."""

    status: WorkStatus
    assignee_id: str | None = _UserId
    snoozed_until: Day | None = Field(None, description="First UTC day on which it is open again.")
    fixed_on: Day | None = Field(None, description="First day with the repaired product on sale.")
    expected_version: int | None = Field(
        None, ge=0, le=10**9, description="The version you saw: 409 when it has changed since."
    )


class NewNote(Given):
    text: str = Field(min_length=1, max_length=MAX_NOTE_CHARS)


class WorkQuery(Listed):
    status: WorkStatus | None = Field(None, description="Work in this status.")
    assignee_id: str | None = _UserId


class EffectQuery(Given):
    on: Day = Field(description="First day that counts as after the fix.")
    days: int = Field(60, ge=7, le=365, description="How many days before and after are compared.")


class Note(Answer):
    author: str = Field(description="The id of the user or API key that wrote it.")
    at: Moment
    text: str


class IssueWork(Answer):
    """The team's word on an issue of a product. version 0: nobody has touched it yet."""

    product_id: str
    issue: str
    status: WorkStatus
    assignee_id: str | None
    snoozed_until: date | None
    fixed_on: date | None
    notes: tuple[Note, ...]
    version: int
    updated_at: Moment | None
    updated_by: str | None


class ProductWork(Answer):
    """Every issue of the product that somebody has touched."""

    items: tuple[IssueWork, ...]


class WorkPage(Answer):
    """By product. A short page with a cursor is not the end."""

    items: tuple[IssueWork, ...]
    cursor: Cursor


class Effect(Answer):
    """An issue's share of reviews before and after a day. change is after - before with its 95 %
    interval; the verdict is "unclear" while the interval holds zero."""

    issue: str
    on: date
    days: int
    before: Share
    after: Share
    change: float | None
    change_low: float | None
    change_high: float | None
    verdict: Verdict
