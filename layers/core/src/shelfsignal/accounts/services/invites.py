"""Invite people, and become a member by accepting."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.emails import normal_email
from shelfsignal.accounts.domain.errors import (
    AlreadyMember,
    BadToken,
    InviteNotFound,
    MemberNotFound,
    UserNotFound,
)
from shelfsignal.accounts.domain.identifiers import UserId, new_id
from shelfsignal.accounts.domain.joining import Joining
from shelfsignal.accounts.domain.mails import invite_mail
from shelfsignal.accounts.domain.me import SignedIn
from shelfsignal.accounts.domain.members import (
    INVITE_LASTS,
    Invite,
    Membership,
    brand_scope,
    require_to_grant,
)
from shelfsignal.accounts.domain.one_time import (
    OneTimeToken,
    Purpose,
    draw_token,
    hash_token,
    is_token_text,
)
from shelfsignal.accounts.domain.pages import Page, PageWanted, read_page
from shelfsignal.accounts.domain.passwords import check_password
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User, person_name
from shelfsignal.accounts.services.identities import Identities, LoginDesk
from shelfsignal.accounts.services.opening import open_session
from shelfsignal.accounts.services.sign_in import verified_user
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId


@dataclass(frozen=True)
class Invitation:
    """Who is to be what; brands None means all of them."""

    email: str
    role: Role
    brands: Iterable[str] | None = None


@dataclass(frozen=True)
class Accept:
    """name and password: of a new user; password alone: of one who has an account."""

    token: str = field(repr=False)
    name: str | None = None
    password: str | None = field(repr=False, default=None)
    address: str | None = None


def invite(
    identities: Identities, principal: Principal, wanted: Invitation, address: str | None
) -> Invite:
    """Stores an invite and mails its link.

    Raises: InvalidInput, MissingScope, AlreadyMember, TooManyTries, StoreUnavailable.
    """
    email = normal_email(wanted.email)
    brands = brand_scope(wanted.role, wanted.brands)
    require_to_grant(principal, wanted.role, brands)
    _refuse_members(identities, principal.org_id, email)
    identities.throttle.by_organisation("invite", principal.org_id)
    identities.throttle.mail_to(email)
    now = identities.clock()
    made = Invite(
        invite_id=new_id(),
        org_id=principal.org_id,
        email=email,
        role=wanted.role,
        brands=brands,
        invited_by=principal.subject,
        created_at=now,
        expires_at=now.replace(microsecond=0) + INVITE_LASTS,
    )
    text, token = draw_token(Purpose.ACCEPT_INVITE, made.invite_id, email, now, made.org_id)
    audit = AuditEntry(
        made.org_id,
        now,
        Actor.of(principal, address),
        Action.INVITE_CREATED,
        made.invite_id,
        {"email": email, "role": str(made.role)},
    )
    identities.organisations.put_invite(made, token, audit)
    organisation, inviter = _names(identities, principal)
    links = identities.links
    identities.post(invite_mail(email, text, links, organisation=organisation, inviter=inviter))
    return made


def list_invites(identities: Identities, org_id: OrgId, wanted: PageWanted) -> Page[Invite]:
    """Open invites, oldest first. Raises: BadCursor, StoreUnavailable."""
    page = read_page(
        org_id,
        "invites",
        wanted,
        lambda limit, after: identities.organisations.invites(org_id, limit, after),
        lambda each: each.invite_id,
    )
    now = identities.clock()
    return Page(tuple(each for each in page.items if each.is_open(now)), page.cursor)


def withdraw_invite(
    identities: Identities, principal: Principal, invite_id: str, address: str | None
) -> None:
    """Raises: InviteNotFound, MissingScope, StoreUnavailable."""
    made = identities.organisations.invite(principal.org_id, invite_id)
    require_to_grant(principal, made.role, made.brands)
    actor = Actor.of(principal, address)
    audit = AuditEntry(
        principal.org_id, identities.clock(), actor, Action.INVITE_WITHDRAWN, invite_id
    )
    identities.organisations.withdraw(principal.org_id, invite_id, audit)


def accept_invite(desk: LoginDesk, given: Accept) -> SignedIn:
    """Raises: BadToken, InvalidInput, InvalidCredentials, AlreadyMember, TooManyTries."""
    identities = desk.identities
    identities.throttle.from_address("token", given.address)
    made, token = _opened(identities, given.token)
    user, was = _joiner(desk, made, given)
    now = identities.clock()
    membership = Membership(made.org_id, user.user_id, made.role, made.brands, now)
    actor = Actor(ActorKind.USER, user.user_id, given.address)
    details = {"role": str(made.role), "invite_id": made.invite_id}
    audit = AuditEntry(made.org_id, now, actor, Action.INVITE_ACCEPTED, user.user_id, details)
    identities.organisations.join(Joining(made, token, membership, user, was), audit)
    identities.throttle.good_from_address("token", given.address)
    return open_session(desk, user, made.org_id, given.address)


def _opened(identities: Identities, text: str) -> tuple[Invite, OneTimeToken]:
    """Raises: BadToken."""
    if not is_token_text(text):
        raise BadToken
    token = identities.tokens.get(hash_token(text))
    now = identities.clock()
    if not token.opens(Purpose.ACCEPT_INVITE, now) or token.org_id is None:
        raise BadToken
    try:
        made = identities.organisations.invite(token.org_id, token.subject)
    except InviteNotFound:
        raise BadToken from None
    if not made.is_open(now) or made.email != token.email:
        raise BadToken
    return made, token


def _joiner(desk: LoginDesk, made: Invite, given: Accept) -> tuple[User, User | None]:
    """Who joins, and what they were before: None for somebody new.

    An account whose address was never verified may be anybody's who typed it: only the mail proves
    who owns it, so the password given now replaces the one that is stored.
    """
    now = desk.identities.clock()
    if not given.password:
        raise InvalidInput("A password is needed to join.", field="password")
    try:
        was = desk.identities.users.by_email(made.email)
    except UserNotFound:
        was = None
    if was and was.is_verified:
        desk.identities.throttle.before_login(made.email, given.address)
        user = verified_user(desk, made.email, given.password)
        desk.identities.throttle.after_login(made.email, given.address)
        return user, user
    password_hash = desk.hasher.hash(check_password(given.password, email=made.email))
    if was:
        return was.with_password(password_hash, now).verified(now), was
    if given.name is None:
        raise InvalidInput("A name is needed to join.", field="name")
    user = User(
        user_id=UserId(new_id()),
        email=made.email,
        name=person_name(given.name),
        password_hash=password_hash,
        created_at=now,
        sessions_valid_from=now,
        email_verified_at=now,
    )
    return user, None


def _refuse_members(identities: Identities, org_id: OrgId, email: str) -> None:
    try:
        user = identities.users.by_email(email)
        identities.organisations.member(org_id, user.user_id)
    except (UserNotFound, MemberNotFound):
        return
    raise AlreadyMember


def _names(identities: Identities, principal: Principal) -> tuple[str, str]:
    """What to call the organisation and who invites; a key invites in the organisation's name."""
    known = identities.organisations.many([principal.org_id])
    organisation = known[principal.org_id].name if known else str(principal.org_id)
    if principal.key_id:
        return organisation, organisation
    user = identities.users.many([UserId(principal.subject)]).get(UserId(principal.subject))
    return organisation, user.name if user else organisation
