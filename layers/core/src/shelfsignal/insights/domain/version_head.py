"""Where a version comes from: what lists of versions show of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shelfsignal.kernel.ids import RunId


@dataclass(frozen=True, slots=True)
class VersionHead:
    """Where a version comes from; cost in US dollars as decimal text."""

    version: int
    created_at: datetime
    run_id: RunId
    engine: str
    model_version: str
    prompt_version: str
    taxonomy_version: str
    inputs_hash: str
    ledger_hash: str
    reviews: int
    analysed: int
    tokens: int
    cost_usd: str
