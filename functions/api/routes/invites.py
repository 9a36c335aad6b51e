"""Who is invited; accepting is the login function's."""

from http import HTTPStatus

from functions.api.models.members import Invite, InvitePage, InvitePath, MemberQuery, NewInvite
from shelfsignal.accounts.domain import members as domain
from shelfsignal.accounts.domain.errors import AlreadyMember, InviteNotFound
from shelfsignal.accounts.domain.pages import PageWanted
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import invites as services
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.repeats import REPEAT_ERRORS, RepeatHeaders
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("invites")


@routes.get("/v1/invites", scope=Scope.ACCOUNT_READ, errors=(BadCursor,))
def list_invites(principal: Principal, query: MemberQuery, deps: ApiDeps) -> InvitePage:
    """List the invites that are open."""
    wanted = PageWanted(query.limit, query.cursor)
    page = services.list_invites(deps.identities, principal.org_id, wanted)
    return InvitePage(items=tuple(map(_item, page.items)), cursor=page.cursor)


@routes.post(
    "/v1/invites",
    scope=Scope.ACCOUNT_WRITE,
    status=HTTPStatus.CREATED,
    errors=(AlreadyMember, TooManyTries, *REPEAT_ERRORS),
)
def create_invite(
    principal: Principal, headers: RepeatHeaders, body: NewInvite, client: Client, deps: ApiDeps
) -> Invite:
    """Invite somebody by mail, to a role that is no wider than yours."""
    wanted = services.Invitation(body.email, body.role, body.brands)
    return _item(services.invite(deps.identities, principal, wanted, client.ip or None))


@routes.delete("/v1/invites/{invite_id}", scope=Scope.ACCOUNT_WRITE, errors=(InviteNotFound,))
def withdraw_invite(principal: Principal, path: InvitePath, client: Client, deps: ApiDeps) -> None:
    """Withdraw an invite: its link opens nothing any more."""
    address = client.ip or None
    services.withdraw_invite(deps.identities, principal, path.invite_id, address)


def _item(invite: domain.Invite) -> Invite:
    brands = invite.brands
    return Invite(
        invite_id=invite.invite_id,
        email=invite.email,
        role=invite.role,
        brands=None if brands is None else tuple(sorted(brands)),
        invited_by=invite.invited_by,
        created_at=invite.created_at,
        expires_at=invite.expires_at,
    )
