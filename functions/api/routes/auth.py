"""Who is signed in, and how their tokens are verified."""

from functions.api.models.identity import JsonWebKey, JsonWebKeySet, ProfileChange
from shelfsignal.accounts.domain.errors import OrganisationNotFound, UserNotFound, UserRequired
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.services import profile
from shelfsignal.runtime.api import ApiDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.me import Me, me_answer
from shelfsignal.runtime.web.routing import Access, RouteTable

routes = RouteTable("auth")


@routes.get(
    "/v1/auth/me",
    scope=Access.USER,
    errors=(UserRequired, UserNotFound, OrganisationNotFound),
)
def show_me(principal: Principal, deps: ApiDeps) -> Me:
    """Show who you are here, and where else you could be."""
    return me_answer(profile.show_me(deps.identities, principal))


@routes.patch(
    "/v1/auth/me",
    scope=Access.USER,
    errors=(UserRequired, UserNotFound, OrganisationNotFound),
)
def rename_me(principal: Principal, body: ProfileChange, client: Client, deps: ApiDeps) -> Me:
    """Change your name."""
    me = profile.rename_me(deps.identities, principal, body.name, client.ip or None)
    return me_answer(me)


@routes.get("/v1/auth/jwks.json", scope=None)
def show_signing_keys(deps: ApiDeps) -> JsonWebKeySet:
    """Show the public keys of access tokens, as a JSON Web Key Set."""
    now = deps.identities.clock()
    accepted = (key for key in deps.public_keys.all() if key.is_accepted(now))
    return JsonWebKeySet(keys=tuple(JsonWebKey.model_validate(dict(key.jwk)) for key in accepted))
