"""What was done in an organisation, newest first."""

from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.pages import Page, PageWanted, read_page
from shelfsignal.accounts.services.identities import Identities
from shelfsignal.kernel.ids import OrgId


def list_audit(identities: Identities, org_id: OrgId, wanted: PageWanted) -> Page[AuditEntry]:
    """Raises: BadCursor, StoreUnavailable."""
    return read_page(
        org_id,
        "audit",
        wanted,
        lambda limit, before: identities.audit.page(org_id, limit, before),
        lambda each: each.entry_id,
    )
