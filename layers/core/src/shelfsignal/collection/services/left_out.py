"""Saying that a seller is left out until it authorises again: its run succeeds without it."""

from collections.abc import Sequence
from typing import Final

from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.logs import logger
from shelfsignal.kernel.metrics import metrics

# Ids that one line names; its count is of all.
MAX_NAMED: Final = 100
log = logger()


def note_left_out(org_id: OrgId, left_out: Sequence[SellerConnection]) -> None:
    """Counted, and logged as `sellers_left_out`, which the alarm reads; nothing for none."""
    if not left_out:
        return
    metrics.add("sellers_left_out_total", len(left_out))
    ids = sorted({each.seller_id for each in left_out})
    told = {"org_id": org_id, "left_out": len(left_out), "seller_ids": ids[:MAX_NAMED]}
    log.warning("sellers_left_out", extra=told)
