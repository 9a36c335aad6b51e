"""Errors of the catalog."""

from mock_amazon.answers import Refusal
from mock_amazon.dataset.sellers import Marketplace


def item_not_found(asin: str, marketplace: Marketplace) -> Refusal:
    """404: names the item and the marketplace."""
    place = marketplace.marketplace_id
    return Refusal(
        404, "NOT_FOUND", f"Requested item '{asin[:20]}' not found in marketplace(s) {place}."
    )
