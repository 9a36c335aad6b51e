"""Records what failed."""
