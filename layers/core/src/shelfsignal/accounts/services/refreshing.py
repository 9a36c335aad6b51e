"""Stay signed in, and sign out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.errors import (
    NoOrganisation,
    Overtaken,
    SessionExpired,
    SessionNotFound,
    UserNotFound,
)
from shelfsignal.accounts.domain.me import SignedIn
from shelfsignal.accounts.domain.members import Membership
from shelfsignal.accounts.domain.sessions import (
    RefreshToken,
    Session,
    Turn,
    parse_refresh_token,
)
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.opening import choose, signed_in
from shelfsignal.kernel.ids import OrgId

_ATTEMPTS: Final = 3


def refresh(
    desk: LoginDesk, text: str | None, wanted: OrgId | None, address: str | None
) -> SignedIn:
    """A new access token, and the refresh token that follows; wanted: another organisation.

    Raises: SessionExpired, OrganisationNotFound, StoreUnavailable.
    """
    token = parse_refresh_token(text) if text else None
    if token is None:
        raise SessionExpired
    for _ in range(_ATTEMPTS):
        try:
            return _refresh(desk, token, wanted, address)
        except Overtaken:  # another tab was quicker: its successor is ours too
            continue
    raise SessionExpired


def _refresh(
    desk: LoginDesk, token: RefreshToken, wanted: OrgId | None, address: str | None
) -> SignedIn:
    identities = desk.identities
    session, turn = _judged(identities, token, address)
    user = _signed_in_user(identities, session)
    memberships = identities.organisations.of_user(user.user_id)
    here = _place(memberships, wanted, session.org_id)
    if turn is Turn.CURRENT:
        successor = replace(session, org_id=here.org_id).rotated(identities.clock())
        identities.sessions.rotate(successor, was=session)
        session = successor
    elif here.org_id != session.org_id:
        identities.sessions.choose(session.family_id, here.org_id)
    return signed_in(desk, user, (here, memberships), session, session.token(token.root))


def log_out(identities: Identities, text: str | None, address: str | None) -> None:
    """Ends the session of this token, if there is one. Raises: StoreUnavailable."""
    token = parse_refresh_token(text) if text else None
    if token is None:
        return
    try:
        session = identities.sessions.get(token.family_id)
    except SessionNotFound:
        return
    if session.judge(token, identities.clock()) is not Turn.FORGED:
        _end(identities, session, Action.SESSION_ENDED, address)


def session_of(identities: Identities, text: str | None, user: User) -> str | None:
    """The family of this user's good refresh token; None without one."""
    token = parse_refresh_token(text) if text else None
    if token is None:
        return None
    try:
        session = identities.sessions.get(token.family_id)
    except SessionNotFound:
        return None
    now = identities.clock()
    good = {Turn.CURRENT, Turn.TOO_SOON, Turn.REPLAYED}
    is_theirs = session.user_id == user.user_id and not session.is_over(now)
    return session.family_id if is_theirs and session.judge(token, now) in good else None


def _judged(
    identities: Identities, token: RefreshToken, address: str | None
) -> tuple[Session, Turn]:
    """Raises: SessionExpired; a token used twice takes its whole family with it."""
    now = identities.clock()
    try:
        session = identities.sessions.get(token.family_id)
    except SessionNotFound:
        raise SessionExpired from None
    turn = session.judge(token, now)
    if turn is Turn.FORGED or session.is_over(now):
        raise SessionExpired
    if turn is Turn.REUSED:
        _end(identities, session, Action.SESSION_REUSED, address)
        raise SessionExpired
    return session, turn


def _signed_in_user(identities: Identities, session: Session) -> User:
    try:
        user = identities.users.get(session.user_id)
    except UserNotFound:
        raise SessionExpired from None
    if session.signed_in_at < user.sessions_valid_from:
        raise SessionExpired
    return user


def _place(memberships: Sequence[Membership], wanted: OrgId | None, last: OrgId) -> Membership:
    """The organisation wanted, the last one, or whichever is left."""
    if wanted is None and any(each.org_id == last for each in memberships):
        wanted = last
    try:
        return choose(memberships, wanted)
    except NoOrganisation:
        raise SessionExpired from None


def _end(identities: Identities, session: Session, why: Action, address: str | None) -> None:
    now = identities.clock()
    actor = Actor(ActorKind.USER, session.user_id, address)
    audit = AuditEntry(session.org_id, now, actor, why, session.user_id)
    identities.sessions.revoke(session, now, audit)
