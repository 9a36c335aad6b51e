"""Forgotten, reset and changed passwords."""

from functions.login.models.fields import Email, MailedToken, Password
from shelfsignal.runtime.web.fields import Answer, Given


class ForgottenPassword(Given):
    """Whose password is to be set anew."""

    email: Email


class PasswordReset(Given):
    """A new password, by a mailed link."""

    token: MailedToken
    password: Password


class PasswordChange(Given):
    """A new password, by the present one."""

    current_password: Password
    new_password: Password


class MailRequested(Answer):
    """If there is somebody to mail to, a mail is on its way: the answer does not tell."""

    status: str
