"""Reading catalog items: what Amazon says of products by their ASINs.

Source: Catalog Items 2022-04-01, searchCatalogItems by identifiers. The catalog carries no price,
no rating and no review count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import count
from shelfsignal.collection.domain.fields import (
    ASIN,
    URL,
    document_of,
    matching,
    name_of,
    rows_of,
    title_of,
)
from shelfsignal.kernel.ids import Asin, Marketplace

Json = dict[str, Any]
INCLUDED = "summaries,images,salesRanks,relationships,classifications"


@dataclass(frozen=True)
class CatalogueItem:
    """What the catalog says; '' and None where it does not."""

    title: str
    brand: str
    category: str
    parent_asin: Asin | None
    image_url: str | None
    sales_rank: int | None


def parse_catalogue(
    body: bytes, asked: Collection[Asin], marketplace: Marketplace
) -> dict[Asin, CatalogueItem]:
    """The items asked for that the catalog knows. Raises: MalformedAnswer."""
    document = document_of(body, Operation.SEARCH_CATALOG_ITEMS)
    if not isinstance(document.get("items"), list):
        raise MalformedAnswer(Operation.SEARCH_CATALOG_ITEMS, "no list of items")
    rows = {str(each.get("asin")): each for each in rows_of(document["items"])}
    return {asin: _item(rows[asin], marketplace) for asin in asked if asin in rows}


def _item(row: Json, marketplace: Marketplace) -> CatalogueItem:
    summary = _here(row, "summaries", marketplace)
    return CatalogueItem(
        title=title_of(summary.get("itemName")).strip(),
        brand=name_of(summary.get("brand")),
        category=name_of(summary.get("websiteDisplayGroupName")) or _topmost(row, marketplace),
        parent_asin=_parent(_here(row, "relationships", marketplace)),
        image_url=_image(_here(row, "images", marketplace)),
        sales_rank=_rank(_here(row, "salesRanks", marketplace)),
    )


def _here(row: Json, name: str, marketplace: Marketplace) -> Json:
    """A data set's part for this marketplace."""
    parts = rows_of(row.get(name))
    ours = marketplace.marketplace_id
    return next((part for part in parts if part.get("marketplaceId") == ours), {})


def _topmost(row: Json, marketplace: Marketplace) -> str:
    """The outermost browse node's name; '' when there is none."""
    nodes = rows_of(_here(row, "classifications", marketplace).get("classifications"))
    node: Any = nodes[0] if nodes else {}
    for _ in range(20):
        if not isinstance(node.get("parent"), dict):
            break
        node = node["parent"]
    return name_of(node.get("displayName"))


def _parent(part: Json) -> Asin | None:
    for each in rows_of(part.get("relationships")):
        parents = each.get("parentAsins")
        if each.get("type") == "VARIATION" and isinstance(parents, list) and parents:
            found = matching(ASIN, parents[0])
            return Asin(found) if found else None
    return None


def _image(part: Json) -> str | None:
    images = rows_of(part.get("images"))
    main = next((each for each in images if each.get("variant") == "MAIN"), {})
    return matching(URL, main.get("link"))


def _rank(part: Json) -> int | None:
    """In the display group, which is what Amazon shows first; else in its own browse node."""
    for name in ("displayGroupRanks", "classificationRanks"):
        ranks = [count(each.get("rank")) for each in rows_of(part.get(name))]
        found = [rank for rank in ranks if rank]
        if found:
            return min(found)
    return None
