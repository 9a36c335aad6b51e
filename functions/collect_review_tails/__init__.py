"""Completes long review listings."""
