"""The read side as one caller sees it; every route asks through this, so that none forgets."""

from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.runtime.api import ApiDeps


def reads_of(principal: Principal, deps: ApiDeps) -> InsightReads:
    """What of the organisation's insights the caller's brands let through."""
    return deps.insights.seen_by(principal.brands)
