"""Register, sign in, stay signed in, sign out."""

from http import HTTPStatus

from functions.login.cookies import no_session_reply, session_reply
from functions.login.models.fields import RefreshCookie
from functions.login.models.sessions import (
    Credentials,
    OwnPage,
    RefreshOptions,
    Registration,
    Session,
)
from shelfsignal.accounts.domain.errors import (
    EmailTaken,
    InvalidCredentials,
    NoOrganisation,
    OrganisationNotFound,
    SessionExpired,
)
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import refreshing, sign_in
from shelfsignal.kernel.ids import OrgId
from shelfsignal.runtime.identity import LoginDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.replies import Reply
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("auth")


@routes.post(
    "/v1/auth/register",
    scope=None,
    status=HTTPStatus.CREATED,
    errors=(EmailTaken, TooManyTries),
)
def register(body: Registration, client: Client, deps: LoginDeps) -> Reply[Session]:
    """Register yourself with a new organisation, and be signed in.

    A mail asks you to confirm the address; until then nobody else's invite reaches it.
    """
    wanted = sign_in.Register(
        organisation_name=body.organisation_name,
        name=body.name,
        email=body.email,
        password=body.password.get_secret_value(),
        address=client.ip or None,
    )
    return session_reply(sign_in.register(deps.desk, wanted))


@routes.post(
    "/v1/auth/login",
    scope=None,
    status=HTTPStatus.OK,
    errors=(InvalidCredentials, NoOrganisation, OrganisationNotFound, TooManyTries),
)
def log_in(body: Credentials, client: Client, deps: LoginDeps) -> Reply[Session]:
    """Sign in with e-mail and password.

    The answer is the same for an unknown address and for a wrong password.
    """
    given = sign_in.LogIn(
        body.email,
        body.password.get_secret_value(),
        _organisation(body.organisation_id),
        client.ip or None,
    )
    return session_reply(sign_in.log_in(deps.desk, given))


@routes.post(
    "/v1/auth/refresh",
    scope=None,
    status=HTTPStatus.OK,
    errors=(SessionExpired, OrganisationNotFound),
)
def refresh_session(
    headers: OwnPage, cookies: RefreshCookie, body: RefreshOptions, client: Client, deps: LoginDeps
) -> Reply[Session]:
    """Get a new access token, and work in another organisation if you like.

    The cookie's token is used up and followed by another. Using an old one later ends the session,
    for it has been stolen; within 20 seconds it is another tab, and gets the same successor.
    """
    wanted = _organisation(body.organisation_id)
    token = cookies.ss_refresh
    return session_reply(refreshing.refresh(deps.desk, token, wanted, client.ip or None))


@routes.post("/v1/auth/logout", scope=None, status=HTTPStatus.NO_CONTENT)
def log_out(
    headers: OwnPage, cookies: RefreshCookie, client: Client, deps: LoginDeps
) -> Reply[None]:
    """Sign out; access tokens of this session stop working within 30 seconds."""
    refreshing.log_out(deps.desk.identities, cookies.ss_refresh, client.ip or None)
    return no_session_reply()


def _organisation(text: str | None) -> OrgId | None:
    return None if text is None else OrgId(text)
