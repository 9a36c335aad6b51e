"""The audit log: who did what to what, when and from where."""

from functions.api.models.identity import AuditActor, AuditItem, AuditPage, AuditQuery
from shelfsignal.accounts.domain.audit import AuditEntry
from shelfsignal.accounts.domain.pages import PageWanted
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.audit_trail import list_audit
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("audit")


@routes.get("/v1/audit", scope=Scope.ACCOUNT_WRITE, errors=(BadCursor,))
def list_audit_entries(principal: Principal, query: AuditQuery, deps: ApiDeps) -> AuditPage:
    """List what was done in the organisation's account, newest first."""
    wanted = PageWanted(query.limit, query.cursor)
    page = list_audit(deps.identities, principal.org_id, wanted)
    return AuditPage(items=tuple(map(_item, page.items)), cursor=page.cursor)


def _item(entry: AuditEntry) -> AuditItem:
    actor = AuditActor(kind=entry.actor.kind, id=entry.actor.actor_id, address=entry.actor.address)
    return AuditItem(
        entry_id=entry.entry_id,
        at=entry.at,
        actor=actor,
        action=entry.action,
        target=entry.target,
        details=dict(entry.details),
    )
