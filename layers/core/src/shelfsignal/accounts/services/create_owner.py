"""The first person of an organisation, made by an operator: nobody is there yet to invite them."""

from dataclasses import dataclass, field

from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.credential_ports import PasswordHasher
from shelfsignal.accounts.domain.emails import normal_email
from shelfsignal.accounts.domain.identifiers import UserId, new_id
from shelfsignal.accounts.domain.identity_ports import OrganisationStore
from shelfsignal.accounts.domain.members import Membership, Organisation
from shelfsignal.accounts.domain.passwords import check_password
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User, person_name
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, is_org_id


@dataclass(frozen=True)
class FirstOwner:
    """org_id may have data already: keys and sellers need no organisation's name."""

    org_id: OrgId
    organisation_name: str
    email: str
    name: str
    password: str = field(repr=False)


def create_owner(
    wanted: FirstOwner, organisations: OrganisationStore, hasher: PasswordHasher, clock: Clock
) -> User:
    """A verified user who owns the organisation.

    Raises: InvalidInput, EmailTaken, OrganisationTaken, StoreUnavailable.
    """
    if not is_org_id(wanted.org_id):
        message = "org_id takes 1-63 lower-case letters, digits and hyphens."
        raise InvalidInput(message, field="org_id")
    email = normal_email(wanted.email)
    now = clock()
    user = User(
        user_id=UserId(new_id()),
        email=email,
        name=person_name(wanted.name),
        password_hash=hasher.hash(check_password(wanted.password, email=email)),
        created_at=now,
        sessions_valid_from=now,
        email_verified_at=now,
    )
    name = person_name(wanted.organisation_name, "organisation_name")
    organisation = Organisation(wanted.org_id, name, now)
    owner = Membership(wanted.org_id, user.user_id, Role.OWNER, None, now)
    actor = Actor(ActorKind.OPERATOR, "operator")
    audit = AuditEntry(wanted.org_id, now, actor, Action.ORGANISATION_REGISTERED, wanted.org_id)
    organisations.found(organisation, user, owner, None, audit)
    return user
