"""API keys: make, look at, revoke."""

from http import HTTPStatus

from functions.api.models.api_keys import (
    ApiKey,
    ApiKeyPage,
    IssuedApiKey,
    KeyPath,
    KeyQuery,
    NewApiKey,
)
from shelfsignal.accounts.domain import api_keys as domain
from shelfsignal.accounts.domain.errors import KeyNotFound
from shelfsignal.accounts.domain.pages import PageWanted
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import api_keys as services
from shelfsignal.kernel.paging import BadCursor
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("api keys")


@routes.get("/v1/api-keys", scope=Scope.KEYS_READ, errors=(BadCursor,))
def list_api_keys(principal: Principal, query: KeyQuery, deps: ApiDeps) -> ApiKeyPage:
    """List the organisation's keys."""
    wanted = PageWanted(query.limit, query.cursor)
    page = services.list_keys(deps.identities, principal.org_id, wanted)
    items = tuple(_item(key, deps) for key in page.items)
    return ApiKeyPage(items=items, cursor=page.cursor)


@routes.post(
    "/v1/api-keys", scope=Scope.KEYS_WRITE, status=HTTPStatus.CREATED, errors=(TooManyTries,)
)
def create_api_key(
    principal: Principal, body: NewApiKey, client: Client, deps: ApiDeps
) -> IssuedApiKey:
    """Make a key that may no more than you. Its text is in this answer and nowhere else."""
    wanted = services.KeyWanted(body.name, frozenset(body.scopes), body.expires_at)
    issued = services.issue_key(deps.identities, principal, wanted, client.ip or None)
    shown = _item(issued.key, deps)
    return IssuedApiKey(**shown.model_dump(), key=str(issued.text))


@routes.get("/v1/api-keys/{key_id}", scope=Scope.KEYS_READ, errors=(KeyNotFound,))
def show_api_key(principal: Principal, path: KeyPath, deps: ApiDeps) -> ApiKey:
    """Show a key and when it was last used."""
    return _item(services.show_key(deps.identities, principal.org_id, path.key_id), deps)


@routes.delete("/v1/api-keys/{key_id}", scope=Scope.KEYS_WRITE, errors=(KeyNotFound,))
def revoke_api_key(principal: Principal, path: KeyPath, client: Client, deps: ApiDeps) -> None:
    """Revoke a key: it opens nothing within 30 seconds, and stays in the list."""
    services.end_key(deps.identities, principal, path.key_id, client.ip or None)


def _item(key: domain.ApiKey, deps: ApiDeps) -> ApiKey:
    return ApiKey(
        key_id=key.key_id,
        name=key.name,
        prefix=key.prefix,
        scopes=tuple(sorted(key.scopes)),
        status=key.status(deps.identities.clock()),
        created_at=key.created_at,
        created_by=key.created_by,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )
