"""The derived items of an organisation, written anew from what the data bucket keeps.

Everything is read first, so that a missing object is named before anything is written. Then
products are restored with their cards and lists, and the rollups of every run and act in the order
they began, from results as they were then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, TypeVar

from shelfsignal.insights.domain.cards import StoredCard
from shelfsignal.insights.domain.feedback import FeedbackStore
from shelfsignal.insights.domain.ports import CardStore, RollupStore
from shelfsignal.insights.domain.preferences import PreferenceStore
from shelfsignal.insights.domain.rebuilding import (
    History,
    NotEmpty,
    RebuildSource,
    RebuildTarget,
    Rebuilt,
)
from shelfsignal.insights.domain.taxonomy import Taxonomy
from shelfsignal.insights.services.deps import RollUpDeps
from shelfsignal.insights.services.feedback import keep_feedback
from shelfsignal.insights.services.rebuild_cards import Described, card_of, write_cards
from shelfsignal.insights.services.rebuild_survey import Survey, survey
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import OrgId, ProductId

_AT_ONCE: Final = 50
_WORKERS: Final = 8
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RebuildDeps:
    """source is only read; the others are stores of the empty table."""

    source: RebuildSource
    target: RebuildTarget
    cards: CardStore
    feedback: FeedbackStore
    rollups: RollupStore
    preferences: PreferenceStore
    taxonomy: Taxonomy


def rebuild(org: OrgId, deps: RebuildDeps, *, is_dry: bool = False) -> Rebuilt:
    """Raises: NotEmpty; CannotRebuild before anything is written; StoreUnavailable.

    is_dry: everything is read and checked, nothing written.
    """
    if found := deps.target.found(org):
        raise NotEmpty(org, found)
    known = survey(org, deps.source)
    rollups = 0 if is_dry else _Rebuilding(org, known, deps).all()
    days = list(known.days.values())
    return Rebuilt(
        products=len(known.products),
        versions=known.versions,
        moves=known.moves,
        cards=sum(product in known.described for product in known.products),
        runs=len({past.scope.run_id for past in known.scopes}),
        rolled_up=len(known.days),
        rollups=rollups,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        unlisted=tuple(p for p in known.products if p not in known.described),
    )


@dataclass(frozen=True, slots=True)
class _Rebuilding:
    org: OrgId
    known: Survey
    deps: RebuildDeps

    def all(self) -> int:
        """How many rollups were written, those of earlier days included."""
        for products in _some(self.known.products):
            self._products(products)
        for past in self.known.scopes:
            for deliveries in _some(self.deps.source.deliveries(past.scope)):
                keep_feedback(self.org, deliveries, self.deps.feedback, _WORKERS)
        return self._rollups()

    def _products(self, products: Sequence[ProductId]) -> None:
        made: list[StoredCard] = []
        for product in products:
            history = self.deps.source.history(self.org, product)
            self.deps.target.restore(self.org, history)
            if described := self.known.described.get(product):
                made.append(card_of(history, described, self._day(history, described)))
        write_cards(self.org, made, self.deps.cards)

    def _day(self, history: History, described: Described) -> date:
        """A card is stated by the last run that brought the product, or the last act after it."""
        after = [move for move in history.acts if move.run_id > described.run_id]
        if not after:
            return described.day
        last = after[-1]
        return self.known.stated_before(last.run_id) or last.moved_at.date()

    def _rollups(self) -> int:
        written = 0
        for run, day in self.known.days.items():
            results = self.deps.source.results_at(run)
            if not (results.scopes(self.org, run) or self.deps.rollups.scope_runs(self.org)):
                continue  # its results have expired
            deps = RollUpDeps(results, self.deps.rollups, self.deps.taxonomy, self.deps.preferences)
            written += roll_up(self.org, run, day, deps)
        return written


def _some(everything: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(everything)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
