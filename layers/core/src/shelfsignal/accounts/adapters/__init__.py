"""The accounts table."""
