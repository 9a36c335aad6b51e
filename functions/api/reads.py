"""The read side as one caller sees it; every route asks through this, so that none forgets."""

from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.collection.services.review_jobs import JobDesk
from shelfsignal.collection.services.uploads import UploadDesk
from shelfsignal.insights.domain.reads import InsightReads
from shelfsignal.runtime.api import ApiDeps


def reads_of(principal: Principal, deps: ApiDeps) -> InsightReads:
    """What of the organisation's insights the caller's brands let through."""
    return deps.insights.seen_by(principal.brands)


def jobs_of(principal: Principal, deps: ApiDeps) -> JobDesk:
    """Review jobs of products whose brands the caller sees."""
    return deps.jobs.seen_by(principal.brands)


def uploads_of(principal: Principal, deps: ApiDeps) -> UploadDesk:
    """Likewise, of files."""
    return deps.uploads.seen_by(principal.brands)
