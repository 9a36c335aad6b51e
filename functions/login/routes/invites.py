"""Becoming a member."""

from http import HTTPStatus

from functions.login.cookies import session_reply
from functions.login.models.invites import InviteAcceptance
from functions.login.models.sessions import Session
from shelfsignal.accounts.domain.errors import (
    AlreadyMember,
    BadToken,
    InvalidCredentials,
    Overtaken,
)
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import invites
from shelfsignal.runtime.identity import LoginDeps
from shelfsignal.runtime.web.clients import Client
from shelfsignal.runtime.web.replies import Reply
from shelfsignal.runtime.web.routing import RouteTable

routes = RouteTable("auth")


@routes.post(
    "/v1/auth/invites/accept",
    scope=None,
    status=HTTPStatus.OK,
    errors=(BadToken, AlreadyMember, InvalidCredentials, Overtaken, TooManyTries),
)
def accept_invite(body: InviteAcceptance, client: Client, deps: LoginDeps) -> Reply[Session]:
    """Join an organisation by the link in the mail, and be signed in there.

    New here: send a name and a password. Otherwise: the password of your account.
    """
    password = body.password.get_secret_value() if body.password else None
    token = body.token.get_secret_value()
    given = invites.Accept(token, body.name, password, client.ip or None)
    return session_reply(invites.accept_invite(deps.desk, given))
