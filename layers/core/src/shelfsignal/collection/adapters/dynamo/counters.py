"""Counters as update actions on a row, and back."""

from decimal import Decimal
from typing import Any, Final

from pynamodb.expressions.update import Action

from shelfsignal.collection.adapters.dynamo.rows import CounterAttributes
from shelfsignal.kernel.progress import Counters

NANO: Final = 1_000_000_000
_PLAIN: Final = (
    "pages",
    "requests",
    "http_429",
    "retries",
    "products",
    "reviews",
    "analysed",
    "reviews_analysed",
    "versions_written",
    "failures",
    "tokens",
)


def additions(row: type[CounterAttributes], counters: Counters) -> list[Action]:
    """Actions that add these amounts; nothing for what is zero."""
    actions: list[Action] = [
        getattr(row, name).add(getattr(counters, name))
        for name in _PLAIN
        if getattr(counters, name)
    ]
    if counters.cost_usd:
        actions.append(row.cost_nano_usd.add(nano(counters.cost_usd)))
    for reason, count in counters.dropped.items():
        path: Any = row.dropped[reason]
        actions.append(path.set((path | 0) + count))
    return actions


def nano(cost_usd: Decimal) -> int:
    """Billionths of a dollar, rounded."""
    return int((cost_usd * NANO).to_integral_value())


def fields(counters: Counters) -> dict[str, Any]:
    """The same as plain row fields."""
    return {
        **{name: getattr(counters, name) for name in _PLAIN},
        "cost_nano_usd": nano(counters.cost_usd),
        "dropped": dict(counters.dropped),
    }


def read(row: CounterAttributes) -> Counters:
    """The row's counters."""
    dropped: Any = row.dropped
    amounts = {name: int(getattr(row, name)) for name in _PLAIN}
    return Counters(
        **amounts,
        cost_usd=Decimal(int(row.cost_nano_usd)) / NANO,
        dropped={reason: int(count) for reason, count in dropped.as_dict().items()},
    )
