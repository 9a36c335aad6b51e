"""A product of "since you were last here"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.diff import IssueMove
from shelfsignal.insights.domain.figures import Rise, SummarySentence
from shelfsignal.insights.domain.shares import Share


class ChangeKind(StrEnum):
    """NEW: there was no insight before. RETURNED: it moved, and is back where it was."""

    NEW = "new"
    CHANGED = "changed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class ProductChange:
    """From the version shown then to the one shown now, and why in sentences that cite reviews.

    A new product has no version before and nothing to compare; its sentences are its summary's.
    """

    card: Card
    kind: ChangeKind
    before: int | None
    after: int
    summary: tuple[SummarySentence, ...] = ()
    negative_before: Share | None = None
    negative_after: Share | None = None
    issues: tuple[IssueMove, ...] = ()
    rises_begun: tuple[Rise, ...] = ()
    rises_ended: tuple[Rise, ...] = ()
