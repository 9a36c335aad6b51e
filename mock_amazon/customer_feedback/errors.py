"""Errors of customer feedback, which has its own code for bad input."""

from mock_amazon.answers import Refusal
from mock_amazon.dataset.sellers import Marketplace


def bad_request(message: str) -> Refusal:
    """400: a parameter is missing or wrong."""
    return Refusal(400, "BAD_REQUEST", message)


def unknown_item(asin: str, marketplace: Marketplace) -> Refusal:
    """404: no such product there."""
    place = marketplace.marketplace_id
    return Refusal(404, "NOT_FOUND", f"ASIN '{asin[:20]}' was not found in marketplace {place}.")


def unknown_node(node_id: str, marketplace: Marketplace) -> Refusal:
    """404: no such browse node there."""
    place = marketplace.marketplace_id
    message = f"Browse node '{node_id[:20]}' was not found in marketplace {place}."
    return Refusal(404, "NOT_FOUND", message)
