"""Register, sign in, stay signed in, sign out."""

from dataclasses import dataclass, field, replace

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.emails import normal_email
from shelfsignal.accounts.domain.errors import InvalidCredentials, UserNotFound
from shelfsignal.accounts.domain.identifiers import UserId, draw_org_id, new_id
from shelfsignal.accounts.domain.mails import verification_mail
from shelfsignal.accounts.domain.me import SignedIn
from shelfsignal.accounts.domain.members import Membership, Organisation
from shelfsignal.accounts.domain.one_time import Purpose, draw_token
from shelfsignal.accounts.domain.passwords import check_password, normal_password
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User, person_name
from shelfsignal.accounts.services.identities import LoginDesk
from shelfsignal.accounts.services.opening import open_session
from shelfsignal.kernel.ids import OrgId


@dataclass(frozen=True)
class Register:
    """A new person with a new organisation. address: where the request comes from."""

    organisation_name: str
    name: str
    email: str
    password: str = field(repr=False)
    address: str | None = None


@dataclass(frozen=True)
class LogIn:
    """org_id: the organisation to work in; None: the one joined first."""

    email: str
    password: str = field(repr=False)
    org_id: OrgId | None = None
    address: str | None = None


def register(desk: LoginDesk, wanted: Register) -> SignedIn:
    """Raises: InvalidInput, EmailTaken, TooManyTries, StoreUnavailable."""
    identities = desk.identities
    email = normal_email(wanted.email)
    password = check_password(wanted.password, email=email)
    name = person_name(wanted.name)
    organisation_name = person_name(wanted.organisation_name, "organisation_name")
    identities.throttle.from_address("register", wanted.address)
    now = identities.clock()
    user = User(
        user_id=UserId(new_id()),
        email=email,
        name=name,
        password_hash=desk.hasher.hash(password),
        created_at=now,
        sessions_valid_from=now,
    )
    organisation = Organisation(draw_org_id(organisation_name), organisation_name, now)
    owner = Membership(organisation.org_id, user.user_id, Role.OWNER, None, now)
    text, token = draw_token(Purpose.VERIFY_EMAIL, user.user_id, email, now)
    actor = Actor(ActorKind.USER, user.user_id, wanted.address)
    audit = AuditEntry(
        organisation.org_id, now, actor, Action.ORGANISATION_REGISTERED, organisation.org_id
    )
    identities.organisations.found(organisation, user, owner, token, audit)
    identities.post(verification_mail(email, text, identities.links))
    return open_session(desk, user, organisation.org_id, wanted.address)


def log_in(desk: LoginDesk, given: LogIn) -> SignedIn:
    """Raises: InvalidCredentials whichever of the two is wrong, TooManyTries, NoOrganisation,
    OrganisationNotFound, StoreUnavailable."""
    email = normal_email(given.email)
    throttle = desk.identities.throttle
    throttle.before_login(email, given.address)
    user = verified_user(desk, email, given.password)
    throttle.after_login(email, given.address)
    return open_session(desk, user, given.org_id, given.address)


def verified_user(desk: LoginDesk, email: str, password: str) -> User:
    """Whose address and password these are; an unknown address costs a hash as well.

    Raises: InvalidCredentials, StoreUnavailable.
    """
    try:
        user = desk.identities.users.by_email(email)
    except UserNotFound:
        user = None
    normal = normal_password(password)
    fits = desk.hasher.verify(user.password_hash if user else None, normal)
    if user is None or not fits:
        raise InvalidCredentials
    if desk.hasher.is_outdated(user.password_hash):
        better = replace(user, password_hash=desk.hasher.hash(normal))
        desk.identities.users.replace_password(better, was=user)
        return better
    return user
