"""Reading prices: what a product is sold for in the Buy Box.

Source: Product Pricing v0, getCompetitivePricing. An entry that Amazon refuses, or that is not of
the promised shape, costs its own price alone.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.fields import (
    CURRENCY,
    document_of,
    matching,
    part_of,
    price_of,
    rows_of,
)
from shelfsignal.kernel.ids import Asin

_BUY_BOX: Final = "1"
_OPERATION: Final = Operation.GET_COMPETITIVE_PRICING


@dataclass(frozen=True)
class Price:
    """Without shipping."""

    amount: Decimal
    currency: str


def parse_prices(body: bytes, dropped: Counter[str]) -> dict[Asin, Price]:
    """Buy Box prices of new items by ASIN; a product that nobody wins is not there.

    Raises: MalformedAnswer.
    """
    document = document_of(body, _OPERATION)
    if not isinstance(document.get("payload"), list):
        raise MalformedAnswer(_OPERATION, "no payload")
    found: dict[Asin, Price] = {}
    for entry in document["payload"]:
        if not isinstance(entry, dict) or entry.get("status") != "Success":
            dropped["kept_without_price_answer"] += 1
            continue
        price = _buy_box(entry)
        if price is not None and isinstance(entry.get("ASIN"), str):
            found.setdefault(Asin(entry["ASIN"]), price)
    return found


def _buy_box(entry: dict[str, Any]) -> Price | None:
    pricing = part_of(part_of(entry, "Product"), "CompetitivePricing")
    for each in rows_of(pricing.get("CompetitivePrices")):
        if str(each.get("CompetitivePriceId")) == _BUY_BOX and each.get("condition") == "New":
            money = part_of(part_of(each, "Price"), "ListingPrice")
            amount = price_of(money.get("Amount"))
            currency = matching(CURRENCY, money.get("CurrencyCode"))
            return Price(amount, currency) if amount is not None and currency else None
    return None
