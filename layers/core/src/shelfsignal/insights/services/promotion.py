"""Showing what a backfill staged: every product whose staged version counts the same reviews.

A product that has new reviews since then stays as it is and is listed: the backfill is run again,
which costs only those reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.domain.engine_blocks import EngineBlock, is_blocked
from shelfsignal.insights.domain.ports import InsightStore
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.domain.views import VersionHead
from shelfsignal.insights.services.repointing import RepointDeps, Repointed, Stay, repoint
from shelfsignal.kernel.errors import Conflict
from shelfsignal.kernel.ids import OrgId, ProductId, RunId

_HEADS: Final = 20


class EngineBlocked(Conflict):
    """What is withdrawn cannot be shown."""

    code = "engine_blocked"

    def __init__(self, engine: str) -> None:
        super().__init__(f"This version of {engine} is withdrawn; unblock it first.")


def promote(org: OrgId, made_by: EngineBlock, run: RunId, deps: RepointDeps) -> Repointed:
    """Point products at an engine version's insights; `run` names this act in the pointer log.

    Stuck are those it has staged nothing for, or nothing of the reviews that are shown.
    Raises: EngineBlocked.
    """
    if made_by in deps.insights.blocked(org):
        raise EngineBlocked(made_by.engine)
    choose = Staged(org, made_by, deps.insights)

    def staged(product: ProductId, shown: int) -> Version | Stay:
        return choose.instead_of(product, shown)

    return repoint(org, staged, run, deps)


@dataclass(frozen=True, slots=True)
class Staged:
    """Finds the version that an engine staged beside the one shown."""

    org: OrgId
    made_by: EngineBlock
    insights: InsightStore

    def instead_of(self, product: ProductId, shown: int) -> Version | Stay:
        """RIGHT when the engine's is shown; STUCK without one of the reviews that are shown."""
        current = self.insights.heads(self.org, product, shown + 1, 1)
        if not current:
            return Stay.STUCK
        if self.made_by.covers(current[0]):
            return Stay.RIGHT
        head = self._newest(product, current[0].ledger_hash)
        if head is None:
            return Stay.STUCK
        found = self.insights.versions(self.org, {product: head.version}).get(product)
        return found if isinstance(found, Version) else Stay.STUCK

    def _newest(self, product: ProductId, ledger_hash: str) -> VersionHead | None:
        blocks = self.insights.blocked(self.org)
        heads = self.insights.heads(self.org, product, None, _HEADS)
        wanted = (head for head in heads if self.made_by.covers(head))
        return next(
            (h for h in wanted if h.ledger_hash == ledger_hash and not is_blocked(h, blocks)), None
        )
