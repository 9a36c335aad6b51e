"""Collects the answers of a batch."""
