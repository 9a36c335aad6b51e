"""A product's figures of a day, kept so that a page of it need not compute them again.

Windows, rises, attention and the comparison with the category depend on a version, a day and the
category's rollup: dear to compute, small to keep. They go stale: a run may have moved the category,
or the day may be over. A stale read is answered all the same, and has them computed anew behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from shelfsignal.insights.domain.attention import Assessment
from shelfsignal.insights.domain.in_category import InCategory
from shelfsignal.kernel.ids import OrgId, ProductId

FRESH_FOR: Final = timedelta(hours=6)
LEASE: Final = timedelta(minutes=2)
"""How long one who was asked to compute is waited for before another is asked."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Of `version` on the assessment's day, computed at `computed_at`."""

    version: int
    computed_at: datetime
    assessment: Assessment
    in_category: tuple[InCategory, ...]

    @property
    def stale_at(self) -> datetime:
        return self.computed_at + FRESH_FOR

    def fits(self, version: int, day: date) -> bool:
        """Whether they are of what is shown: no other version, no earlier day than rolled up."""
        return self.version == version and self.assessment.day >= day


class FiguresStore(Protocol):
    """Every method may raise kernel.errors.StoreUnavailable."""

    def get(self, org: OrgId, product: ProductId) -> DayFigures | None: ...

    def put(self, org: OrgId, product: ProductId, figures: DayFigures) -> None:
        """Replaces what was there, unless that was computed later."""
        ...

    def claim(self, org: OrgId, product: ProductId, now: datetime, until: datetime) -> bool:
        """Whether the caller is the one to have them computed: one until then, however many ask."""
        ...


class FiguresQueue(Protocol):
    """Somebody else's time."""

    def ask(self, org: OrgId, product: ProductId) -> None:
        """Returns at once. Raises: Transient."""
        ...
