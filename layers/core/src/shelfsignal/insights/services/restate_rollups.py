"""Brand, category and portfolio figures after products were pointed at other versions.

Rollups are counted from what the runs' batches left behind. What is stale there is replaced by what
the shown version contributes, then everything is rolled up for the day that is stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.contributions import BatchResult, Contribution, contribute
from shelfsignal.insights.domain.ports import CardStore, InsightStore
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.services.deps import RollUpDeps
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import OrgId, ProductId, RunId


@dataclass(frozen=True, slots=True)
class RestateDeps:
    insights: InsightStore
    cards: CardStore
    roll_up: RollUpDeps


def restate_rollups(org: OrgId, run: RunId, deps: RestateDeps) -> int:
    """How many rollups changed; 0 as well when nothing was ever rolled up."""
    day = deps.roll_up.rollups.stated_day(org)
    if day is None:
        return 0
    work = _Restating(org, day, deps)
    for runs in deps.roll_up.rollups.scope_runs(org).values():
        for one in runs:
            deps.roll_up.results.restate(one.prefix, run, work.restated)
    return roll_up(org, run, day, deps.roll_up)


@dataclass(frozen=True, slots=True)
class _Restating:
    org: OrgId
    day: date
    deps: RestateDeps

    def restated(self, result: BatchResult) -> BatchResult:
        """The same object when every contribution is of the version shown."""
        products = [each.product_id for each in result.contributions]
        latest = self.deps.insights.latest(self.org, products)
        stale = {
            each.product_id: latest[each.product_id].version
            for each in result.contributions
            if each.product_id in latest
            and latest[each.product_id].version != each.attention.version
        }
        if not stale:
            return result
        fresh = self._contributions(stale)
        kept = tuple(fresh.get(each.product_id, each) for each in result.contributions)
        return replace(result, contributions=kept)

    def _contributions(self, shown: Mapping[ProductId, int]) -> dict[ProductId, Contribution]:
        versions = self.deps.insights.versions(self.org, shown)
        cards = self.deps.cards.stored(self.org, list(shown))
        return {
            product: contribute(cards[product].card, version.body, assess(version.body, self.day))
            for product, version in versions.items()
            if isinstance(version, Version) and product in cards
        }
