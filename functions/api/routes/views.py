"""Saved views of the dashboard: each person's own."""

from http import HTTPStatus

from functions.api.models.identity import NewView, View, ViewChange, ViewList, ViewPath
from shelfsignal.accounts.domain.errors import TooMany, UserRequired, ViewNotFound
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.services import saved_views as services
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.repeats import REPEAT_ERRORS, RepeatHeaders
from shelfsignal.runtime.web.routing import Access, RouteTable

routes = RouteTable("views")


@routes.get("/v1/views", scope=Access.USER, errors=(UserRequired,))
def list_views(principal: Principal, deps: ApiDeps) -> ViewList:
    """List your saved views."""
    views = services.list_views(deps.identities, principal)
    return ViewList(items=tuple(map(View.model_validate, views)))


@routes.post(
    "/v1/views",
    scope=Access.USER,
    status=HTTPStatus.CREATED,
    errors=(UserRequired, TooMany, *REPEAT_ERRORS),
)
def save_view(principal: Principal, headers: RepeatHeaders, body: NewView, deps: ApiDeps) -> View:
    """Save a page with its filters."""
    view = services.save_view(deps.identities, principal, body.name, body.page, body.query)
    return View.model_validate(view)


@routes.patch("/v1/views/{view_id}", scope=Access.USER, errors=(UserRequired, ViewNotFound))
def change_view(principal: Principal, path: ViewPath, body: ViewChange, deps: ApiDeps) -> View:
    """Rename a view, or have it show something else."""
    change = services.ViewChange(body.name, body.page, body.query)
    view = services.change_view(deps.identities, principal, path.view_id, change)
    return View.model_validate(view)


@routes.delete("/v1/views/{view_id}", scope=Access.USER, errors=(UserRequired, ViewNotFound))
def delete_view(principal: Principal, path: ViewPath, deps: ApiDeps) -> None:
    """Delete a view."""
    services.delete_view(deps.identities, principal, path.view_id)
