"""Forgotten, reset and changed passwords."""

from http import HTTPStatus

from functions.login.models.fields import RefreshCookie
from functions.login.models.passwords import (
    ForgottenPassword,
    MailRequested,
    PasswordChange,
    PasswordReset,
)
from shelfsignal.accounts.domain.errors import BadToken, InvalidCredentials, UserRequired
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import password_reset
from shelfsignal.runtime.identity import LoginDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.routing import Access, RouteTable

routes = RouteTable("auth")


@routes.post(
    "/v1/auth/password/forgot", scope=None, status=HTTPStatus.ACCEPTED, errors=(TooManyTries,)
)
def forgot_password(body: ForgottenPassword, client: Client, deps: LoginDeps) -> MailRequested:
    """Ask for a mail with a link that sets a new password.

    The answer is the same, after the same time, whether there is an account or not.
    """
    password_reset.forgot_password(deps.desk, body.email, client.ip or None)
    return MailRequested(status="accepted")


@routes.post(
    "/v1/auth/password/reset",
    scope=None,
    status=HTTPStatus.NO_CONTENT,
    errors=(BadToken, TooManyTries),
)
def reset_password(body: PasswordReset, client: Client, deps: LoginDeps) -> None:
    """Set a new password by the link in the mail; every session of yours ends."""
    token, password = body.token.get_secret_value(), body.password.get_secret_value()
    password_reset.reset_password(deps.desk, token, password, client.ip or None)


@routes.post(
    "/v1/auth/password/change",
    scope=Access.USER,
    status=HTTPStatus.NO_CONTENT,
    errors=(InvalidCredentials, UserRequired, TooManyTries),
)
def change_password(
    principal: Principal,
    cookies: RefreshCookie,
    body: PasswordChange,
    client: Client,
    deps: LoginDeps,
) -> None:
    """Set a new password by the present one; every session of yours but this one ends."""
    wanted = password_reset.ChangePassword(
        UserId(principal.require_user()),
        body.current_password.get_secret_value(),
        body.new_password.get_secret_value(),
        cookies.ss_refresh,
        client.ip or None,
    )
    password_reset.change_password(deps.desk, wanted)
