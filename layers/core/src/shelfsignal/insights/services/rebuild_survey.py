"""Reading all that a rebuild needs once, so that what is missing is known beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from shelfsignal.insights.domain.cards import described, with_prices
from shelfsignal.insights.domain.rebuilding import (
    CannotRebuild,
    History,
    PastScope,
    RebuildSource,
)
from shelfsignal.insights.services.rebuild_cards import Described
from shelfsignal.kernel.errors import ShelfSignalError, Transient
from shelfsignal.kernel.ids import OrgId, ProductId, RunId


@dataclass(slots=True)
class Survey:
    """What a rebuild writes, without what is large.

    days: of each run or act that was rolled up, as they began.
    """

    days: dict[RunId, date] = field(default_factory=dict)
    scopes: list[PastScope] = field(default_factory=list)
    products: list[ProductId] = field(default_factory=list)
    described: dict[ProductId, Described] = field(default_factory=dict)
    versions: int = 0
    moves: int = 0

    def stated_before(self, act: RunId) -> date | None:
        """The day that was stated when an act moved pointers; the last run's when that expired."""
        days = [day for run, day in self.days.items() if run < act]
        days = days or [p.scope.day for p in self.scopes if p.scope.run_id < act]
        return days[-1] if days else None


def survey(org: OrgId, source: RebuildSource) -> Survey:
    """Raises: CannotRebuild, naming what is missing or garbled; StoreUnavailable."""
    work = _Surveying(org, source)
    with work.noting():
        work.runs()
    for product in source.products(org):
        with work.noting():
            work.product(source.history(org, product))
    if work.faults:
        raise CannotRebuild(work.faults)
    return work.found


@dataclass(slots=True)
class _Surveying:
    org: OrgId
    source: RebuildSource
    found: Survey = field(default_factory=Survey)
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """A fault is noted and the rest is read; an outage ends it."""
        try:
            yield
        except Transient:
            raise
        except ShelfSignalError as error:
            self.faults.append(error.message)

    def product(self, history: History) -> None:
        for version in history.versions:
            with self.noting():
                self.source.check_ledger(self.org, version)
        self.found.products.append(history.product_id)
        self.found.versions += len(history.versions)
        self.found.moves += len(history.moves)

    def runs(self) -> None:
        self.found.days = self.source.rolled_up(self.org)
        left = self.source.result_prefixes(self.org)
        for past in self.source.scopes(self.org):
            self.found.scopes.append(past)
            with self.noting():
                self._scope(past, self._shown(past) if past.prefix in left else None)
            left.discard(past.prefix)
        self.faults += [f"{prefix} has no normalised page." for prefix in sorted(left)]

    def _shown(self, past: PastScope) -> set[ProductId] | None:
        """The products that succeeded; None without a result."""
        results = list(self.source.results_at(past.scope.run_id).read(past.prefix))
        if not results:
            return None
        return {one.product_id for result in results for one in result.contributions}

    def _scope(self, past: PastScope, shown: set[ProductId] | None) -> None:
        """shown is None when the results have expired: then all are taken to have succeeded."""
        left = set(shown or ())
        for delivery in self.source.deliveries(past.scope):
            product = delivery.product.product_id
            if shown is None or product in shown:
                left.discard(product)
                was = self.found.described.get(product)
                card, day = described(delivery.product), past.scope.day
                _, prices = with_prices(card, was.prices if was else (), day)
                self.found.described[product] = Described(card, past.scope.run_id, day, prices)
        self.faults += [
            f"{past.prefix} tells of {product}, which no normalised page of the run has."
            for product in sorted(left)
        ]
