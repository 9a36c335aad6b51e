"""Accepting an invite."""

from functions.login.models.fields import MailedToken, Password, PersonName
from shelfsignal.runtime.web.fields import Given


class InviteAcceptance(Given):
    """name and password make an account; whoever has one sends its password."""

    token: MailedToken
    name: PersonName | None = None
    password: Password | None = None
