"""Progress of a run while it runs: counters that any function may add to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Protocol

from shelfsignal.kernel.ids import OrgId, RunId
from shelfsignal.kernel.metrics import metrics

BUDGET_EXHAUSTED: Final = "budget_exhausted"
"""The reason under which `dropped` counts reviews that there was no money left to have read."""


@dataclass(frozen=True)
class Counters:
    """Amounts to add to a run. dropped and failed count by reason; cost is in US dollars."""

    pages: int = 0
    requests: int = 0
    http_429: int = 0
    retries: int = 0
    products: int = 0
    reviews: int = 0
    analysed: int = 0
    reviews_analysed: int = 0
    versions_written: int = 0
    failures: int = 0
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    dropped: Mapping[str, int] = field(default_factory=dict)


class RunProgress(Protocol):
    """Where counters go. Adding is for people who watch; CloseRun states the exact totals."""

    def add(self, org_id: OrgId, run_id: RunId, counters: Counters) -> None:
        """Raises: StoreUnavailable."""


def count_collected(counters: Counters) -> None:
    """Adds what was collected to the deployment's metrics, once it is stored."""
    metrics.add("products_collected_total", counters.products)
    metrics.add("reviews_collected_total", counters.reviews)


def count_analysed(counters: Counters) -> None:
    """Adds what was analysed to the deployment's metrics, once it is stored."""
    metrics.add("products_analysed_total", counters.analysed)
    metrics.add("reviews_analysed_total", counters.reviews_analysed)
    metrics.add("llm_tokens_total", counters.tokens)
    metrics.add("llm_cost_usd_total", float(counters.cost_usd))
