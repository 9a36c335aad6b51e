"""A person's own page: who they are here, and what they call themselves."""

from dataclasses import replace

from shelfsignal.accounts.domain.audit import Action, Actor, AuditEntry
from shelfsignal.accounts.domain.identifiers import UserId
from shelfsignal.accounts.domain.me import Me
from shelfsignal.accounts.domain.principal import Principal
from shelfsignal.accounts.domain.users import person_name
from shelfsignal.accounts.services.identities import Identities
from shelfsignal.accounts.services.opening import choose, describe


def show_me(identities: Identities, principal: Principal) -> Me:
    """Raises: UserRequired, UserNotFound, OrganisationNotFound, StoreUnavailable."""
    user = identities.users.get(UserId(principal.require_user()))
    memberships = identities.organisations.of_user(user.user_id)
    here = choose(memberships, principal.org_id)
    return describe(identities, user, here, memberships)


def rename_me(identities: Identities, principal: Principal, name: str, address: str | None) -> Me:
    """Raises: InvalidInput, and what show_me raises."""
    user_id = UserId(principal.require_user())
    user = replace(identities.users.get(user_id), name=person_name(name))
    audit = AuditEntry(
        principal.org_id,
        identities.clock(),
        Actor.of(principal, address),
        Action.USER_RENAMED,
        user_id,
    )
    identities.users.rename(user, audit)
    return show_me(identities, principal)
