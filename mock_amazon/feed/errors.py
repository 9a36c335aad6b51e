"""Errors of the feed's own."""

from mock_amazon.answers import Refusal
from mock_amazon.dataset.sellers import Marketplace


def not_found(asin: str, marketplace: Marketplace | None) -> Refusal:
    """404: the seller has no such product there."""
    place = marketplace.marketplace_id if marketplace else "any of the seller's marketplaces"
    return Refusal(
        404, "NOT_FOUND", f"Requested item '{asin[:20]}' not found in marketplace(s) {place}."
    )
