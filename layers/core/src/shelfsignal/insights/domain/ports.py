"""What insights needs of the outside: small ports, with one fake and one real implementation each.

Every method may raise kernel.errors.StoreUnavailable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from shelfsignal.insights.domain.cards import Card, Sort, StoredCard
from shelfsignal.insights.domain.contributions import BatchResult
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.ledger import Ledger
from shelfsignal.insights.domain.names import NamedProduct, SubjectNames
from shelfsignal.insights.domain.portfolio_map import PortfolioMap
from shelfsignal.insights.domain.subject_counts import SubjectCounts
from shelfsignal.insights.domain.versions import Latest, PointerMove, Version
from shelfsignal.insights.domain.views import (
    Move,
    Rollup,
    Subject,
    SubjectSummary,
    VersionHead,
)
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.errors import Broken
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId


class UnreadableLedger(Broken):
    """A stored ledger is missing or not one of ours; the product cannot be updated."""

    code = "unreadable_ledger"

    def __init__(self, product: ProductId, name: str) -> None:
        super().__init__(f"Ledger {name} of {product} cannot be read.", product_id=product)


class UnreadableInsight(Broken):
    """The body of a version is missing or not one of ours."""

    code = "unreadable_insight"

    def __init__(self, product: ProductId, version: int) -> None:
        super().__init__(
            f"Version {version} of {product} cannot be read.", product_id=product, version=version
        )


class ListingSource(Protocol):
    """The normalised objects that collection wrote."""

    def page_slice(self, batch: BatchRef) -> list[ProductListing]:
        """The batch's lines of its page. Raises: NotFound when the page is not there."""
        ...

    def tail(self, scope: ScopeRef, asin: Asin) -> ProductListing | None:
        """None when no tail was collected for the product in this run."""
        ...


class LedgerStore(Protocol):
    """Content-addressed ledgers: the same content has the same name."""

    def put(self, org: OrgId, product: ProductId, ledger: Ledger) -> str:
        """The name it is kept under."""
        ...

    def get(self, org: OrgId, product: ProductId, name: str) -> Ledger:
        """Raises: UnreadableLedger."""
        ...


class InsightStore(Protocol):
    """Immutable versions and the pointer to the one shown."""

    def latest(self, org: OrgId, products: Sequence[ProductId]) -> dict[ProductId, Latest]:
        """Consistent; products without an insight are absent."""
        ...

    def versions(
        self, org: OrgId, wanted: Mapping[ProductId, int]
    ) -> dict[ProductId, Version | UnreadableInsight]:
        """The wanted version of each product; missing versions are absent."""
        ...

    def publish(
        self, org: OrgId, version: Version, latest: Latest, previous: Latest | None
    ) -> None:
        """Create the version and its pointer, and move LATEST, all or nothing.

        Raises: LostRace when LATEST is no longer `previous`, or the version exists.
        """
        ...

    def stage(self, org: OrgId, version: Version, previous: Latest) -> None:
        """Create the version beside the one shown: LATEST only learns of its number, all or
        nothing.

        Raises: LostRace when LATEST is no longer `previous`, or the version exists.
        """
        ...

    def move_latest(self, org: OrgId, product: ProductId, latest: Latest, previous: Latest) -> None:
        """Point LATEST at a version that exists and append the pointer, all or nothing.

        Raises: LostRace when LATEST is no longer `previous`.
        """
        ...

    def update_latest(self, org: OrgId, product: ProductId, latest: Latest) -> None:
        """Remember what was seen without moving.

        Raises: LostRace when the version has moved, or another was staged beside it.
        """
        ...

    def heads(
        self, org: OrgId, product: ProductId, before: int | None, limit: int
    ) -> list[VersionHead]:
        """Where the versions come from, newest first, below number `before`; no body is read."""
        ...

    def shown_at(self, org: OrgId, product: ProductId, moment: datetime) -> int | None:
        """The version LATEST pointed to at a moment."""
        ...

    def history(
        self, org: OrgId, product: ProductId, until: datetime | None, limit: int
    ) -> list[Move]:
        """When LATEST moved to which version, newest first, up to a moment."""
        ...

    def ever_shown(self, org: OrgId, product: ProductId) -> frozenset[int]:
        """The versions LATEST has pointed to, now or before: a staged one is not among them."""
        ...

    def blocked(self, org: OrgId) -> tuple[EngineBlock, ...]:
        """Engine versions that may not write; consistent."""
        ...

    def block(self, org: OrgId, block: EngineBlock) -> None: ...

    def unblock(self, org: OrgId, block: EngineBlock) -> None:
        """Takes back a block of the same names; nothing happens without one."""
        ...


class PointerLog(Protocol):
    """Every version and every move of LATEST, in S3, for rebuilds. Writing one again changes
    nothing but what was seen since the move."""

    def keep(self, org: OrgId, version: Version) -> None:
        """Only versions that stand in the table, or who lost a race would be kept too."""
        ...

    def append(self, org: OrgId, move: PointerMove) -> None: ...


@dataclass(frozen=True, slots=True)
class CardPosition:
    """Where a list was left: the sort key and the product of the last card read."""

    sort_key: str
    product_id: ProductId


@dataclass(frozen=True, slots=True)
class CardPage:
    """Cards as stored, where they end (None: no more), and the read units it cost."""

    cards: tuple[Card, ...]
    end: CardPosition | None
    read_units: float


class CardStore(Protocol):
    """Listing cards, once by product and once in every list the product stands in."""

    def stored(self, org: OrgId, products: Sequence[ProductId]) -> dict[ProductId, StoredCard]: ...

    def put_cards(self, org: OrgId, cards: Sequence[StoredCard]) -> None: ...

    def change_entries(
        self,
        org: OrgId,
        puts: Sequence[tuple[str, Card]],
        deletes: Sequence[tuple[str, ProductId]],
    ) -> None:
        """Entries by list name."""
        ...

    def query(
        self,
        org: OrgId,
        facet: str,
        sort: Sort,
        *,
        descending: bool,
        limit: int,
        after: CardPosition | None,
    ) -> CardPage: ...

    def named(self, org: OrgId, words: str, limit: int) -> list[NamedProduct]:
        """Entries that begin with the words (as `names.typed` has them), sorted; a product may
        come several times."""
        ...


class ResultStore(Protocol):
    """What each batch left behind. A scope is named by the prefix of its results."""

    def is_finished(self, batch: BatchRef) -> bool:
        """Whether the batch has a result that leaves nothing to be tried again."""
        ...

    def put(self, batch: BatchRef, result: BatchResult) -> None: ...

    def restate(
        self, prefix: str, act: RunId, change: Callable[[BatchResult], BatchResult]
    ) -> None:
        """Put the changed result in each one's place; the same object means no change.

        What it was before `act` is kept beside it, for rebuilds.
        """
        ...

    def scopes(self, org: OrgId, run: RunId) -> dict[str, str]:
        """Prefix by scope ("seller-marketplace") of the scopes with results in a run."""
        ...

    def note_rolled_up(self, org: OrgId, run: RunId, day: date) -> None:
        """For rebuilds, which roll up what was rolled up: not every run with results is."""
        ...

    def read(self, prefix: str) -> Iterator[BatchResult]:
        """A scope's results, read as they are asked for."""
        ...


@dataclass(frozen=True, slots=True)
class ScopeRun:
    """A run whose results of a scope are still counted, and the day it was stated for."""

    run_id: RunId
    day: date
    prefix: str


class RollupStore(Protocol):
    """Rollups by subject, their history by day, and which runs the scopes are counted from."""

    def scope_runs(self, org: OrgId) -> dict[str, tuple[ScopeRun, ...]]:
        """By scope, newest run first."""
        ...

    def put_scope_runs(self, org: OrgId, runs: Mapping[str, tuple[ScopeRun, ...]]) -> None: ...

    def put(self, org: OrgId, rollups: Sequence[Rollup]) -> int:
        """Write those that differ from what is shown, and their day's history; how many did."""
        ...

    def remove_others(self, org: OrgId, kept: set[Subject]) -> int:
        """Withdraw the shown rollups of subjects that are no more; their history stays."""
        ...

    def stated_day(self, org: OrgId) -> date | None:
        """The day the portfolio is stated for."""
        ...

    def get(self, org: OrgId, subject: Subject, day: date | None) -> Rollup | None: ...

    def counts(self, org: OrgId, subjects: Sequence[Subject]) -> dict[Subject, SubjectCounts]:
        """Of shown rollups; what is not rolled up is absent."""
        ...

    def put_map(
        self, org: OrgId, made: PortfolioMap, marketplace: Marketplace | None = None
    ) -> None:
        """Replaces the one before, of this marketplace or of all."""
        ...

    def put_names(self, org: OrgId, names: SubjectNames) -> None:
        """Replaces the ones before."""
        ...

    def names(self, org: OrgId) -> SubjectNames:
        """Brands and categories of the last rollup."""
        ...

    def get_map(self, org: OrgId, marketplace: Marketplace | None = None) -> PortfolioMap | None:
        """None before the first rollup, or when no product has a brand and a category."""
        ...

    def summaries(self, org: OrgId, first: Subject, limit: int) -> list[SubjectSummary]:
        """Of the kind and marketplace of `first`, by name, from the one after its name."""
        ...
