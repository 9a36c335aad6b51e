"""Closes a backfill, or records what broke off."""
