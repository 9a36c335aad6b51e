"""Catalog item bodies. The catalog carries no price, rating or review count."""

from typing import Any

from mock_amazon.dataset import Bookcase
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day

Json = dict[str, Any]


def catalog_item(listing: Listing, bookcase: Bookcase, day: int, included: frozenset[str]) -> Json:
    """One item with the data sets asked for."""
    place = listing.marketplace.marketplace_id
    item: Json = {"asin": listing.asin}
    if "summaries" in included:
        item["summaries"] = [_summary(listing, place)]
    if "salesRanks" in included:
        market = market_day(listing, bookcase.events(listing), bookcase.seed, day)
        ranks = [] if market.sales_rank is None else [_rank(listing, market.sales_rank)]
        item["salesRanks"] = [{"marketplaceId": place, "displayGroupRanks": ranks}]
    if "images" in included:
        picture = f"https://images.example.com/I/{listing.asin}.jpg"
        images = [{"variant": "MAIN", "link": picture, "height": 500, "width": 500}]
        item["images"] = [{"marketplaceId": place, "images": images}]
    if "relationships" in included:
        parents = [listing.parent_asin] if listing.parent_asin else []
        item["relationships"] = [
            {
                "marketplaceId": place,
                "relationships": [{"type": "VARIATION", "parentAsins": parents}],
            }
        ]
    return item


def _summary(listing: Listing, place: str) -> Json:
    return {
        "marketplaceId": place,
        "adultProduct": False,
        "brand": listing.brand,
        "browseClassification": {
            "displayName": listing.department.category,
            "classificationId": listing.department.department_id,
        },
        "color": listing.colour,
        "itemClassification": "BASE_PRODUCT",
        "itemName": listing.title,
    }


def _rank(listing: Listing, rank: int) -> Json:
    return {"websiteDisplayGroup": "all", "title": listing.department.category, "rank": rank}
