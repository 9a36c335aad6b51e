"""Open a session in one of a user's organisations, and say who they are there."""

from collections.abc import Sequence
from dataclasses import replace

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.claims import ACCESS_LASTS, AccessClaims
from shelfsignal.accounts.domain.errors import NoOrganisation, OrganisationNotFound
from shelfsignal.accounts.domain.me import Belonging, Me, SignedIn
from shelfsignal.accounts.domain.members import Membership
from shelfsignal.accounts.domain.sessions import RefreshToken, Session, begin_session
from shelfsignal.accounts.domain.users import User
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.kernel.ids import OrgId


def open_session(
    desk: LoginDesk, user: User, wanted: OrgId | None, address: str | None
) -> SignedIn:
    """A new session, in the organisation wanted or the one joined first.

    Raises: NoOrganisation, OrganisationNotFound, StoreUnavailable.
    """
    memberships = desk.identities.organisations.of_user(user.user_id)
    here = choose(memberships, wanted)
    session, token = begin_session(user.user_id, here.org_id, desk.identities.clock())
    actor = Actor(ActorKind.USER, user.user_id, address)
    audit = AuditEntry(here.org_id, session.created_at, actor, Action.SESSION_STARTED, user.user_id)
    desk.identities.sessions.begin(session, audit)
    return signed_in(desk, user, (here, memberships), session, token)


def choose(memberships: Sequence[Membership], wanted: OrgId | None) -> Membership:
    """Raises: NoOrganisation, OrganisationNotFound."""
    if wanted is not None:
        for each in memberships:
            if each.org_id == wanted:
                return each
        raise OrganisationNotFound(wanted)
    if not memberships:
        raise NoOrganisation
    return min(memberships, key=lambda each: (each.joined_at, each.org_id))


def signed_in(
    desk: LoginDesk,
    user: User,
    belongs: tuple[Membership, Sequence[Membership]],
    session: Session,
    token: RefreshToken,
) -> SignedIn:
    """The answer to a sign-in or a refresh; it counts as a sign of life."""
    now = desk.identities.clock()
    seen = user.seen(now)
    desk.identities.users.note_visit(seen)
    here, memberships = belongs
    claims = AccessClaims(user.user_id, here.org_id, session.family_id, now)
    return SignedIn(
        me=describe(desk.identities, seen, here, memberships),
        access_token=desk.issuer.issue(claims),
        expires_in_s=int(ACCESS_LASTS.total_seconds()),
        refresh_token=token,
        refresh_expires_at=session.expires_at,
    )


def describe(
    identities: Identities, user: User, here: Membership, memberships: Sequence[Membership]
) -> Me:
    """The user with their organisations by name."""
    known = identities.organisations.many([each.org_id for each in memberships])
    belongings = tuple(
        Belonging(known[each.org_id], each) for each in memberships if each.org_id in known
    )
    place = next(each for each in belongings if each.membership.org_id == here.org_id)
    return Me(user, replace(place, membership=here), belongings)
