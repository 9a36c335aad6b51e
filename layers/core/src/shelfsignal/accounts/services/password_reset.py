"""Forgotten and changed passwords, and addresses that are to be proved.

Asking for a mail takes the same time and gets the same answer whether there is an account or not.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.emails import normal_email
from shelfsignal.accounts.domain.errors import BadToken, InvalidCredentials, UserNotFound
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.mails import reset_mail, verification_mail
from shelfsignal.accounts.domain.one_time import (
    OneTimeToken,
    Purpose,
    draw_token,
    hash_token,
    is_token_text,
)
from shelfsignal.accounts.domain.passwords import check_password, normal_password
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.refreshing import session_of
from shelfsignal.kernel.errors import StoreUnavailable

# Longer than storing a token and handing a mail on usually take.
ANSWER_AFTER_S: Final = 0.7
# A transaction takes a hundred items; nobody owns so many organisations.
_AUDITED_ORGANISATIONS: Final = 90


@dataclass(frozen=True)
class ChangePassword:
    """cookie: the refresh token of the session that stays signed in."""

    user_id: UserId
    current: str = field(repr=False)
    new: str = field(repr=False)
    cookie: str | None = field(repr=False, default=None)
    address: str | None = None


def forgot_password(desk: LoginDesk, email: str, address: str | None) -> None:
    """Mails a link, if there is an account. Raises: InvalidInput, TooManyTries."""
    identities = desk.identities
    known = normal_email(email)
    identities.throttle.from_address("mail", address)
    identities.throttle.mail_to(known)
    with _in_equal_time(desk), suppress(UserNotFound, StoreUnavailable):
        user = identities.users.by_email(known)
        text, token = draw_token(
            Purpose.RESET_PASSWORD, user.user_id, user.email, identities.clock()
        )
        identities.tokens.put(token)
        identities.post(reset_mail(user.email, text, identities.links))


def reset_password(desk: LoginDesk, text: str, password: str, address: str | None) -> None:
    """Sets a new password and ends every session. Raises: BadToken, InvalidInput, TooManyTries."""
    identities = desk.identities
    token, user = _opened(identities, text, Purpose.RESET_PASSWORD, address)
    now = identities.clock()
    normal = check_password(password, email=user.email)
    changed = user.with_password(desk.hasher.hash(normal), now).verified(now)
    audits = _audits(identities, user, Action.PASSWORD_RESET, address)
    identities.tokens.reset_password(token, changed, audits)
    identities.throttle.unblock(user.email)


def change_password(desk: LoginDesk, wanted: ChangePassword) -> None:
    """Ends every session but the one that asks. Raises: InvalidCredentials, InvalidInput,
    TooManyTries, UserNotFound, StoreUnavailable."""
    identities = desk.identities
    user = identities.users.get(wanted.user_id)
    identities.throttle.before_login(user.email, wanted.address)
    if not desk.hasher.verify(user.password_hash, normal_password(wanted.current)):
        raise InvalidCredentials
    identities.throttle.after_login(user.email, wanted.address)
    normal = check_password(wanted.new, email=user.email, field="new_password")
    changed = user.with_password(desk.hasher.hash(normal), identities.clock())
    kept = session_of(identities, wanted.cookie, user)
    audits = _audits(identities, user, Action.PASSWORD_CHANGED, wanted.address)
    identities.sessions.change_password(changed, kept, audits)


def verify_email(identities: Identities, text: str, address: str | None) -> None:
    """Raises: BadToken, TooManyTries, StoreUnavailable."""
    token, user = _opened(identities, text, Purpose.VERIFY_EMAIL, address)
    audits = _audits(identities, user, Action.EMAIL_VERIFIED, address)
    identities.tokens.verify_email(token, user.verified(identities.clock()), audits)


def resend_verification(identities: Identities, user_id: UserId) -> None:
    """Mails the link again, unless the address is verified. Raises: TooManyTries, UserNotFound."""
    user = identities.users.get(user_id)
    if user.is_verified:
        return
    identities.throttle.mail_to(user.email)
    now = identities.clock()
    text, token = draw_token(Purpose.VERIFY_EMAIL, user.user_id, user.email, now)
    identities.tokens.put(token)
    identities.post(verification_mail(user.email, text, identities.links))


def _opened(
    identities: Identities, text: str, purpose: Purpose, address: str | None
) -> tuple[OneTimeToken, User]:
    """The token and whose it is. A password set since makes older tokens worthless."""
    identities.throttle.from_address("token", address)
    if not is_token_text(text):
        raise BadToken
    token = identities.tokens.get(hash_token(text))
    if not token.opens(purpose, identities.clock()):
        raise BadToken
    try:
        user = identities.users.get(UserId(token.subject))
    except UserNotFound:
        raise BadToken from None
    is_stale = purpose is Purpose.RESET_PASSWORD and token.issued_at < user.sessions_valid_from
    if is_stale or token.email != user.email:
        raise BadToken
    identities.throttle.good_from_address("token", address)
    return token, user


def _audits(
    identities: Identities, user: User, action: Action, address: str | None
) -> list[AuditEntry]:
    """One for each organisation: each of them has a right to know."""
    actor = Actor(ActorKind.USER, user.user_id, address)
    places = identities.organisations.of_user(user.user_id)[:_AUDITED_ORGANISATIONS]
    now = identities.clock()
    return [AuditEntry(each.org_id, now, actor, action, user.user_id) for each in places]


@contextmanager
def _in_equal_time(desk: LoginDesk) -> Iterator[None]:
    started = desk.ticks()
    try:
        yield
    finally:
        desk.pause(max(0.0, ANSWER_AFTER_S - (desk.ticks() - started)))
