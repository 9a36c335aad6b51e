"""Catalog item bodies. The catalog carries no price, rating or review count."""

from collections.abc import Callable
from typing import Any

from mock_amazon.catalog.models import Found
from mock_amazon.dataset import Bookcase
from mock_amazon.dataset.chance import uniform
from mock_amazon.dataset.identifiers import BrowseNode, ean_of, node_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day

Json = dict[str, Any]


def catalog_item(listing: Listing, bookcase: Bookcase, day: int, included: frozenset[str]) -> Json:
    """One item with the data sets asked for."""
    item: Json = {"asin": listing.asin}
    for name, make in _DATA_SETS.items():
        if name in included:
            item[name] = make(listing)
    if "salesRanks" in included:
        item["salesRanks"] = _sales_ranks(listing, bookcase, day)
    return item


def search_json(
    found: Found, items: list[Json], pagination: dict[str, str], by_words: bool
) -> Json:
    """A page of a search; refinements belong to searches by words."""
    body: Json = {"numberOfResults": found.total, "pagination": pagination}
    if by_words:
        body["refinements"] = {
            "brands": [{"brandName": name, "numberOfResults": n} for name, n in found.brands()],
            "classifications": [
                {"displayName": name, "classificationId": node_id, "numberOfResults": n}
                for name, node_id, n in found.nodes()
            ],
        }
    return {**body, "items": items}


def _summaries(listing: Listing) -> list[Json]:
    node = node_of(listing)
    summary = {
        "marketplaceId": listing.marketplace.marketplace_id,
        "adultProduct": False,
        "autographed": False,
        "brand": listing.brand,
        "browseClassification": {"displayName": node.name, "classificationId": node.node_id},
        "color": listing.colour,
        "itemClassification": "BASE_PRODUCT",
        "itemName": listing.title,
        "manufacturer": listing.brand,
        "memorabilia": False,
        "packageQuantity": 1,
        "tradeInEligible": False,
        "websiteDisplayGroup": f"{listing.department.department_id}_display_on_website",
        "websiteDisplayGroupName": listing.department.category,
    }
    return [summary]


def _attributes(listing: Listing) -> Json:
    """Attributes come by name, each a list of values with their marketplace."""
    place = listing.marketplace.marketplace_id
    named = {
        "item_name": listing.title,
        "brand": listing.brand,
        "color": listing.colour,
        "item_type_keyword": listing.kind.noun,
    }
    return {name: [{"value": value, "marketplace_id": place}] for name, value in named.items()}


def _classifications(listing: Listing) -> list[Json]:
    node: BrowseNode | None = node_of(listing)
    nested: Json = {}
    chain = []
    while node:
        chain.append(node)
        node = node.parent
    for one in reversed(chain):
        above = {"parent": nested} if nested else {}
        nested = {"displayName": one.name, "classificationId": one.node_id, **above}
    return [{"marketplaceId": listing.marketplace.marketplace_id, "classifications": [nested]}]


def _dimensions(listing: Listing) -> list[Json]:
    sizes = {
        name: {"unit": "inches", "value": round(1 + 14 * uniform("size", name, listing.index), 1)}
        for name in ("height", "length", "width")
    }
    pounds = round(0.1 + 6 * uniform("weight", listing.index), 2)
    item = {**sizes, "weight": {"unit": "pounds", "value": pounds}}
    return [{"marketplaceId": listing.marketplace.marketplace_id, "item": item, "package": item}]


def _identifiers(listing: Listing) -> list[Json]:
    ean = {"identifierType": "EAN", "identifier": ean_of(listing)}
    return [{"marketplaceId": listing.marketplace.marketplace_id, "identifiers": [ean]}]


def _images(listing: Listing) -> list[Json]:
    picture = f"https://images.example.com/I/{listing.asin}.jpg"
    image = {"variant": "MAIN", "link": picture, "height": 500, "width": 500}
    return [{"marketplaceId": listing.marketplace.marketplace_id, "images": [image]}]


def _product_types(listing: Listing) -> list[Json]:
    place = listing.marketplace.marketplace_id
    return [{"marketplaceId": place, "productType": listing.kind.type_id.upper()}]


def _sales_ranks(listing: Listing, bookcase: Bookcase, day: int) -> list[Json]:
    place, node = listing.marketplace.marketplace_id, node_of(listing)
    rank = market_day(listing, bookcase.events(listing), bookcase.seed, day).sales_rank
    if rank is None:
        return [{"marketplaceId": place, "classificationRanks": [], "displayGroupRanks": []}]
    group = {
        "websiteDisplayGroup": f"{listing.department.department_id}_display_on_website",
        "title": listing.department.category,
        "rank": rank,
    }
    own = {"classificationId": node.node_id, "title": node.name, "rank": max(1, rank // 40)}
    return [{"marketplaceId": place, "classificationRanks": [own], "displayGroupRanks": [group]}]


def _relationships(listing: Listing) -> list[Json]:
    place = listing.marketplace.marketplace_id
    if not listing.parent_asin:
        return [{"marketplaceId": place, "relationships": []}]
    theme = {"attributes": ["color"], "theme": "COLOR_NAME"}
    relation = {"type": "VARIATION", "parentAsins": [listing.parent_asin], "variationTheme": theme}
    return [{"marketplaceId": place, "relationships": [relation]}]


_DATA_SETS: dict[str, Callable[[Listing], Any]] = {
    "summaries": _summaries,
    "attributes": _attributes,
    "classifications": _classifications,
    "dimensions": _dimensions,
    "identifiers": _identifiers,
    "images": _images,
    "productTypes": _product_types,
    "relationships": _relationships,
    "vendorDetails": lambda _: [],
}
