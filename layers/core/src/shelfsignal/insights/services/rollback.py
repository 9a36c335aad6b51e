"""Withdrawing a bad engine or taxonomy version: shown again is what another one made.

The version is blocked first, so that no run writes it again; then every product that shows one of
its insights is pointed at its last insight that no block covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.domain.engine_blocks import EngineBlock, is_blocked
from shelfsignal.insights.domain.ports import InsightStore
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.services.repointing import RepointDeps, Repointed, Stay, repoint
from shelfsignal.kernel.ids import OrgId, ProductId, RunId

_HEADS: Final = 20


def roll_back(org: OrgId, block: EngineBlock, run: RunId, deps: RepointDeps) -> Repointed:
    """Block a version and withdraw its insights; `run` names this act in the pointer log."""
    deps.insights.block(org, block)
    choose = _LastGood(org, deps.insights.blocked(org), deps.insights)
    return repoint(org, choose, run, deps)


@dataclass(frozen=True, slots=True)
class _LastGood:
    """Chooses the last insight that a product has shown and no block covers."""

    org: OrgId
    blocks: Sequence[EngineBlock]
    insights: InsightStore

    def __call__(self, product: ProductId, shown: int) -> Version | Stay:
        heads = self.insights.heads(self.org, product, shown + 1, 1)
        if not heads or not is_blocked(heads[0], self.blocks):
            return Stay.RIGHT
        return self._last_good(product) or Stay.STUCK

    def _last_good(self, product: ProductId) -> Version | None:
        shown_once = self.insights.ever_shown(self.org, product)
        before: int | None = None
        while heads := self.insights.heads(self.org, product, before, _HEADS):
            for head in heads:
                if is_blocked(head, self.blocks) or head.version not in shown_once:
                    continue  # what a backfill staged is shown when somebody promotes it
                found = self.insights.versions(self.org, {product: head.version})
                if isinstance(version := found.get(product), Version):
                    return version
            before = heads[-1].version
        return None
