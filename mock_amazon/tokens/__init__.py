"""Tokens 2021-03-01: restricted data tokens, good for a few paths only."""
