"""Every move of LATEST stands in the pointer log as well, whoever made it and whoever died."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from shelfsignal.insights.domain.ports import InsightStore, PointerLog
from shelfsignal.insights.domain.versions import Latest, LostRace, PointerMove
from shelfsignal.kernel.ids import OrgId, ProductId


def log_move(
    org: OrgId, product: ProductId, latest: Latest, insights: InsightStore, pointers: PointerLog
) -> Latest:
    """Make sure the last move stands in the log; LATEST as it is then."""
    if latest.is_logged:
        return latest
    move = PointerMove(product, latest.version, latest.inputs_hash, latest.moved_at, latest.run_id)
    pointers.append(org, move)
    logged = replace(latest, is_logged=True)
    with suppress(LostRace):  # somebody moved on; this move stands in the log all the same
        insights.update_latest(org, product, logged)
    return logged
