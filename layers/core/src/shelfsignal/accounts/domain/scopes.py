"""What a key may do. Few and coarse: scopes that need thought are scopes people get wrong."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission. products:read covers what is derived from them: issues, brands, rollups."""

    PRODUCTS_READ = "products:read"
    RUNS_READ = "runs:read"
    RUNS_WRITE = "runs:write"
