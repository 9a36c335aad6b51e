"""Use cases around API keys."""
