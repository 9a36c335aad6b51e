"""Reading GET_MERCHANT_LISTINGS_ALL_DATA: tab-separated lines, one an offer of the seller's.

Columns are found by Amazon's headings, whatever their order. A line that cannot be read is left out
and counted, so that nothing valid is lost with it; several offers of one product are one product.
Inactive offers are kept: a product that is out of stock still has reviews, and would otherwise come
and go with its stock. Incomplete ones are left out: Amazon does not show them to anybody.
"""

import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.fields import name_of, price_of, title_of
from shelfsignal.kernel.ids import Asin

MAX_PRODUCTS: Final = 500_000
_ASIN: Final = re.compile(r"[A-Z0-9]{10}")
# As European marketplaces may write prices: 24,90.
_DECIMAL_COMMA: Final = re.compile(r"^(\d+),(\d{1,2})$")
_IS_ASIN: Final = "1"
_ACTIVE, _INCOMPLETE = "active", "incomplete"
_NEEDED: Final = ("item-name", "seller-sku", "price", "status")


class ListedProduct(BaseModel):
    """One product of a seller's, as its report lists it; price in the marketplace's currency."""

    model_config = ConfigDict(frozen=True)

    asin: Asin
    sku: str
    title: str
    price: Decimal | None = None
    is_active: bool = True


def read_report(lines: Iterable[str], left_out: Counter[str]) -> list[ListedProduct]:
    """The products in the order of the report; counts by reason into left_out.

    Raises: MalformedAnswer when the first line has not the promised headings, no line can be read,
    or there is no end.
    """
    rows = iter(lines)
    columns, width = _columns(next(rows, ""))
    found: dict[Asin, ListedProduct] = {}
    for line in rows:
        if not line.strip():
            continue
        product = _product(_cells(line, width), columns, left_out)
        if product is None:
            continue
        before = found.get(product.asin)
        if before is not None:
            left_out["kept_once_of_several_skus"] += 1
        if before is None or _is_preferred(product, before):
            found[product.asin] = product
        if len(found) > MAX_PRODUCTS:
            raise MalformedAnswer(Operation.GET_REPORT_DOCUMENT, f"over {MAX_PRODUCTS} products")
    if not found and left_out["malformed_listing"]:
        raise MalformedAnswer(Operation.GET_REPORT_DOCUMENT, "no line can be read")
    inactive = sum(not each.is_active for each in found.values())
    if inactive:
        left_out["kept_inactive"] += inactive
    return list(found.values())


def _columns(heading: str) -> tuple[dict[str, int], int]:
    """Places by heading, and how many cells a line has; tabs after the last heading are nothing."""
    names = [name.strip().strip('"').lower() for name in heading.lstrip("\ufeff").split("\t")]
    while names and not names[-1]:
        names.pop()
    columns = {name: place for place, name in enumerate(names)}
    known = "asin1" in columns or {"product-id", "product-id-type"} <= set(columns)
    if not known or not all(name in columns for name in _NEEDED):
        raise MalformedAnswer(Operation.GET_REPORT_DOCUMENT, "no listings report")
    return columns, len(names)


def _cells(line: str, width: int) -> list[str]:
    """As many as there are headings; nothing when the line has another length: it is shifted then,
    and its cells are not what their headings say."""
    cells = line.rstrip("\r\n").split("\t")
    return cells[:width] if len(cells) >= width and not any(cells[width:]) else []


def _product(
    cells: list[str], columns: dict[str, int], left_out: Counter[str]
) -> ListedProduct | None:
    def cell(name: str) -> str:
        place = columns.get(name)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    if cell("status").lower() == _INCOMPLETE:
        left_out["incomplete_listing"] += 1
        return None
    asin = cell("asin1")
    if not asin and cell("product-id-type") == _IS_ASIN:
        asin = cell("product-id")
    if not _ASIN.fullmatch(asin):
        left_out["malformed_listing"] += 1
        return None
    return ListedProduct(
        asin=Asin(asin),
        sku=name_of(cell("seller-sku")),
        title=title_of(cell("item-name")) or asin,
        price=price_of(_DECIMAL_COMMA.sub(r"\1.\2", cell("price"))),
        is_active=cell("status").lower() == _ACTIVE,
    )


def _is_preferred(one: ListedProduct, other: ListedProduct) -> bool:
    """An active offer before one that is not, then the cheaper."""
    if one.is_active != other.is_active:
        return one.is_active
    return one.price is not None and (other.price is None or one.price < other.price)
