"""Proving that an address is one's own."""

from http import HTTPStatus

from functions.login.models.fields import MailedLink
from functions.login.models.passwords import MailRequested
from shelfsignal.accounts.domain.errors import BadToken, UserRequired
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import password_reset
from shelfsignal.runtime.identity import LoginDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.routing import Access, RouteTable

routes = RouteTable("auth")


@routes.post(
    "/v1/auth/email/verify",
    scope=None,
    status=HTTPStatus.NO_CONTENT,
    errors=(BadToken, TooManyTries),
)
def verify_email(body: MailedLink, client: Client, deps: LoginDeps) -> None:
    """Confirm your address by the link in the mail."""
    token = body.token.get_secret_value()
    password_reset.verify_email(deps.desk.identities, token, client.ip or None)


@routes.post(
    "/v1/auth/email/resend",
    scope=Access.USER,
    status=HTTPStatus.ACCEPTED,
    errors=(UserRequired, TooManyTries),
)
def resend_verification(principal: Principal, deps: LoginDeps) -> MailRequested:
    """Ask for the mail again; nothing is sent once the address is confirmed."""
    user_id = UserId(principal.require_user())
    password_reset.resend_verification(deps.desk.identities, user_id)
    return MailRequested(status="accepted")
