"""Who belongs to the organisation."""

from functions.api.models.members import Member, MemberChange, MemberPage, MemberPath, MemberQuery
from shelfsignal.accounts.domain.errors import LastOwner, MemberNotFound, Overtaken
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.pages import PageWanted
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services import members as services
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("members")


@routes.get("/v1/members", scope=Scope.ACCOUNT_READ, errors=(BadCursor,))
def list_members(principal: Principal, query: MemberQuery, deps: ApiDeps) -> MemberPage:
    """List the people of the organisation."""
    wanted = PageWanted(query.limit, query.cursor)
    page = services.list_members(deps.identities, principal, wanted)
    return MemberPage(items=tuple(map(_item, page.items)), cursor=page.cursor)


@routes.patch(
    "/v1/members/{user_id}",
    scope=Scope.ACCOUNT_WRITE,
    errors=(MemberNotFound, LastOwner, Overtaken),
)
def change_member(
    principal: Principal, path: MemberPath, body: MemberChange, client: Client, deps: ApiDeps
) -> Member:
    """Change a member's role or brands; it takes effect within 30 seconds.

    Nobody gives or takes away more than they hold, and the last owner stays one.
    """
    change = services.MemberChange(body.role, "brands" in body.model_fields_set, body.brands)
    address = client.ip or None
    user_id = UserId(path.user_id)
    return _item(services.change_member(deps.identities, principal, user_id, change, address))


@routes.delete(
    "/v1/members/{user_id}",
    scope=Scope.ACCOUNT_WRITE,
    errors=(MemberNotFound, LastOwner, Overtaken),
)
def remove_member(principal: Principal, path: MemberPath, client: Client, deps: ApiDeps) -> None:
    """Remove a member, or leave; they are signed out here within 30 seconds."""
    user_id = UserId(path.user_id)
    services.remove_member(deps.identities, principal, user_id, client.ip or None)


def _item(member: services.Member) -> Member:
    brands = member.membership.brands
    return Member(
        user_id=member.user.user_id,
        email=member.user.email,
        name=member.user.name,
        role=member.membership.role,
        brands=None if brands is None else tuple(sorted(brands)),
        joined_at=member.membership.joined_at,
        last_seen_at=member.user.last_seen_at,
    )
