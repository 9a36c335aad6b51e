"""Brand, category, marketplace and portfolio figures for a stated day, from the batches' results.

A scope that is not part of this run is counted from its last one, and so is a product that this
run did not reach, for as long as MAX_ABSENT_DAYS: a run of one seller, or one that lost a page,
does not make the rest of the portfolio disappear.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from shelfsignal.insights.domain.names import NamedSubject, SubjectNames
from shelfsignal.insights.domain.ports import ScopeRun
from shelfsignal.insights.domain.rollups import RollupFold
from shelfsignal.insights.domain.views import Rollup, SubjectKind
from shelfsignal.insights.services.deps import RollUpDeps
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId

MAX_ABSENT_DAYS: Final = 7
_Scopes = dict[str, tuple[ScopeRun, ...]]


def roll_up(org: OrgId, run: RunId, day: date, deps: RollUpDeps) -> int:
    """Write the rollups that changed; how many did. Results are read one batch at a time."""
    known = deps.rollups.scope_runs(org)
    scopes = _scopes(known, deps.results.scopes(org, run), run, day)
    wanted = deps.preferences.get(org).needs_attention_from
    fold = RollupFold(deps.taxonomy, day, wanted)
    counted = _fold(scopes, run, fold, deps)
    rollups = list(fold.rollups(run))
    written = deps.rollups.put(org, rollups)
    for place in (None, *Marketplace):
        deps.rollups.put_map(org, fold.map(run, place), place)
    deps.rollups.put_names(org, _names(rollups))
    deps.rollups.remove_others(org, {rollup.subject for rollup in rollups})
    kept = {
        scope: tuple(r for at, r in enumerate(runs) if at == 0 or counted[r.prefix])
        for scope, runs in scopes.items()
    }
    moved = {scope: runs for scope, runs in kept.items() if known.get(scope) != runs}
    if moved:
        deps.rollups.put_scope_runs(org, moved)
    deps.results.note_rolled_up(org, run, day)
    return written


def _names(rollups: Sequence[Rollup]) -> SubjectNames:
    """Of brands and categories in all marketplaces."""
    of: dict[SubjectKind, list[NamedSubject]] = {SubjectKind.BRAND: [], SubjectKind.CATEGORY: []}
    for rollup in rollups:
        if rollup.subject.kind in of and rollup.subject.marketplace is None:
            of[rollup.subject.kind].append(NamedSubject(rollup.subject.name, rollup.products))
    brands, categories = (tuple(sorted(each, key=lambda one: one.name)) for each in of.values())
    return SubjectNames(brands, categories)


def _scopes(known: _Scopes, prefixes: dict[str, str], run: RunId, day: date) -> _Scopes:
    """Runs to count a scope from, newest first: this one, the last, and older ones within reach."""
    scopes: _Scopes = {}
    for scope in sorted({*known, *prefixes}):
        runs = [one for one in known.get(scope, ()) if one.run_id != run]
        if scope in prefixes:
            runs.append(ScopeRun(run, day, prefixes[scope]))
        runs.sort(key=lambda one: _recency(one, run), reverse=True)
        oldest = day - timedelta(days=MAX_ABSENT_DAYS)
        scopes[scope] = tuple(one for at, one in enumerate(runs) if at == 0 or one.day >= oldest)
    return scopes


def _fold(scopes: _Scopes, run: RunId, fold: RollupFold, deps: RollUpDeps) -> dict[str, int]:
    """Products counted by prefix, the newest run's before any other's."""
    everything = [one for runs in scopes.values() for one in runs]
    everything.sort(key=lambda one: _recency(one, run), reverse=True)
    return {
        one.prefix: sum(
            fold.add(product)
            for result in deps.results.read(one.prefix)
            for product in result.contributions
        )
        for one in everything
    }


def _recency(one: ScopeRun, run: RunId) -> tuple[date, bool, RunId]:
    """A run resumed after a later day's was rolled up does not push that back."""
    return one.day, one.run_id == run, one.run_id
