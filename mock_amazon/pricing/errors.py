"""Errors of pricing; the newer version words them in its own way."""

from mock_amazon.answers import Refusal, invalid_input


def invalid_asin(asin: str) -> Refusal:
    """400: nobody offers it there."""
    return invalid_input(f"{asin[:20]} is an invalid ASIN for marketplace.")


def invalid_sku(sku: str) -> Refusal:
    """400: the seller has no such listing there."""
    return invalid_input(f"{sku[:40]} is an invalid SKU for marketplace.")


def bad_batch(message: str) -> Refusal:
    """400, with the literal code that this API uses."""
    return Refusal(400, "400", message)
