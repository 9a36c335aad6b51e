"""What a caller may do. Few and coarse: scopes that need thought are scopes people get wrong."""

from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """One permission on the organisation's own data.

    products:read covers what is derived from them: issues, brands, rollups. products:write is the
    work on their issues: acknowledge, assign, note. operator:metrics sees the whole deployment and
    therefore belongs to no role: only an operator's script hands it out.
    """

    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    RUNS_READ = "runs:read"
    RUNS_WRITE = "runs:write"
    SELLERS_READ = "sellers:read"
    SELLERS_WRITE = "sellers:write"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    KEYS_READ = "keys:read"
    KEYS_WRITE = "keys:write"
    USAGE_READ = "usage:read"
    OPERATOR_METRICS = "operator:metrics"


# With these a caller gives rights to others, which outlast the caller's own: what they hold is
# looked up, never remembered.
GRANTING: Final = frozenset({Scope.KEYS_WRITE, Scope.ACCOUNT_WRITE})
