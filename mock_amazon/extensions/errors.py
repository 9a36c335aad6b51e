"""Errors of the extensions."""

from mock_amazon.answers import Refusal, invalid_input
from mock_amazon.feed.errors import not_found

__all__ = ["missing_marketplace", "not_found"]


def missing_marketplace() -> Refusal:
    """400: the marketplace is not named."""
    return invalid_input("Missing required 'marketplaceId' parameter.")
