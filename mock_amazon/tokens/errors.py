"""Errors of the Tokens API."""

from mock_amazon.answers import Refusal, invalid_input


def bad_resource(message: str) -> Refusal:
    """400: a restricted resource that is none."""
    return invalid_input("Application does not have access to the restricted resources.", message)
