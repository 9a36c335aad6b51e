"""Every version and every move of LATEST stand in the log too, whoever made it and whoever died.

LATEST says in `is_logged` whether they do; who changes it says that they do not, and whoever comes
next finds that.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from shelfsignal.insights.domain.ports import InsightStore, PointerLog
from shelfsignal.insights.domain.versions import Latest, LostRace, PointerMove, Version
from shelfsignal.kernel.ids import OrgId, ProductId


def log_move(
    org: OrgId,
    product: ProductId,
    latest: Latest,
    insights: InsightStore,
    pointers: PointerLog,
    made: Version | None = None,
) -> Latest:
    """Make sure the newest version and the last move stand in the log; LATEST as it is then.

    made: the newest version, when it is at hand.
    """
    if latest.is_logged:
        return latest
    newest = made or insights.versions(org, {product: latest.newest}).get(product)
    if isinstance(newest, Version):
        pointers.keep(org, newest)
    logged = replace(latest, is_logged=True)
    pointers.append(
        org,
        PointerMove(
            product, latest.version, latest.inputs_hash, latest.moved_at, latest.run_id, logged
        ),
    )
    with suppress(LostRace):  # somebody moved on; this move stands in the log all the same
        insights.update_latest(org, product, logged)
    return logged
