"""What rebuilding derived items from the data bucket takes: where from, where to, what is wrong.

Run ids are ULIDs, so runs and the acts that moved pointers sort by when they began.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from shelfsignal.insights.domain.deliveries import Delivery
from shelfsignal.insights.domain.ports import ResultStore
from shelfsignal.insights.domain.versions import Latest, PointerMove, Version
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.errors import Broken, Conflict
from shelfsignal.kernel.ids import OrgId, ProductId, RunId

MAX_NAMED: Final = 20


class NotEmpty(Conflict):
    """A rebuild never writes over what is there."""

    code = "target_not_empty"

    def __init__(self, org: OrgId, found: str) -> None:
        super().__init__(f"The table has derived items of {org}, {found} for one.", org_id=org)


class UnusableObject(Broken):
    """An object of the data bucket is missing or not one of ours."""

    code = "unusable_object"

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key} {why}.", key=key)


class CannotRebuild(Broken):
    """What the bucket lacks, all of it found before anything is written."""

    code = "cannot_rebuild"

    def __init__(self, faults: Sequence[str]) -> None:
        named = " ".join(faults[:MAX_NAMED])
        more = len(faults) - MAX_NAMED
        tail = f" And {more} more." if more > 0 else ""
        super().__init__(f"Nothing was written. {named}{tail}", faults=len(faults))


@dataclass(frozen=True, slots=True)
class History:
    """All versions of a product by number from 1, and every move of LATEST, oldest first."""

    product_id: ProductId
    versions: tuple[Version, ...]
    moves: tuple[PointerMove, ...]
    latest: Latest

    @property
    def shown(self) -> Version:
        return self.versions[self.latest.version - 1]

    @property
    def acts(self) -> tuple[PointerMove, ...]:
        """The moves that no run made: to versions that were there before."""
        return tuple(
            move
            for move in self.moves
            if move.moved_at != self.versions[move.version - 1].created_at
        )


@dataclass(frozen=True, slots=True)
class PastScope:
    """A scope of a run and the prefix of its results."""

    scope: ScopeRef
    prefix: str


class RebuildSource(Protocol):
    """The data bucket, read only. Raises everywhere: UnusableObject, StoreUnavailable."""

    def products(self, org: OrgId) -> list[ProductId]:
        """Those with a move of LATEST."""
        ...

    def history(self, org: OrgId, product: ProductId) -> History: ...

    def check_ledger(self, org: OrgId, version: Version) -> None:
        """The reviews that a version counts are there. Raises: UnusableObject."""
        ...

    def scopes(self, org: OrgId) -> list[PastScope]:
        """Of every run with normalised pages, as the runs began."""
        ...

    def rolled_up(self, org: OrgId) -> dict[RunId, date]:
        """The runs and acts that were rolled up, for which day, as they began."""
        ...

    def result_prefixes(self, org: OrgId) -> set[str]:
        """Of every scope that has results, for they expire."""
        ...

    def deliveries(self, scope: ScopeRef) -> Iterator[Delivery]:
        """What the run brought of each product, page by page."""
        ...

    def results_at(self, run: RunId) -> ResultStore:
        """Results as they stood before acts later than `run` restated them."""
        ...


class RebuildTarget(Protocol):
    """The table to fill."""

    def found(self, org: OrgId) -> str | None:
        """The key of a derived item of the organisation, None when there is none."""
        ...

    def restore(self, org: OrgId, history: History) -> None:
        """Versions, moves and LATEST as they were."""
        ...


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was written, or would be. rolled_up: runs and acts that rollups are made of again,
    the first and last of their days; unlisted: products that no run delivered, without a card."""

    products: int
    versions: int
    moves: int
    cards: int
    runs: int
    rolled_up: int
    rollups: int
    first_day: date | None
    last_day: date | None
    unlisted: tuple[ProductId, ...]
