"""Closes a run."""
