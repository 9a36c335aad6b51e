"""Who calls, by their access token; and how soon what changes takes effect."""

from dataclasses import replace

import pytest

from shelfsignal.accounts.domain.claims import AccessClaims
from shelfsignal.accounts.domain.errors import Unauthenticated
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.services.access import CACHED, SessionAuthenticator
from shelfsignal.accounts.services.members import MemberChange, change_member, remove_member
from shelfsignal.accounts.services.refreshing import log_out
from tests.fakes.identities import MemorySessions
from tests.unit.accounts.office import ADDRESS, Office


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def sessions(office):
    return MemorySessions(office.state)


@pytest.fixture
def authenticator(office, sessions):
    return SessionAuthenticator(office.tokens, sessions, office.clock)


def test_a_session_is_read_once_in_thirty_seconds(office, sessions, authenticator):
    ada = office.register()

    for _ in range(6):
        authenticator.authenticate(ada.access_token)
        office.wait(seconds=7)

    assert sessions.reads == 2


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_logout_takes_effect_within_thirty_seconds(office, authenticator, is_remembered):
    ada = office.register()
    if is_remembered:
        authenticator.authenticate(ada.access_token)
    log_out(office.identities, str(ada.refresh_token), ADDRESS)
    if is_remembered:
        office.wait(seconds=30)

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(ada.access_token)


def test_a_changed_role_takes_effect_within_thirty_seconds(office, authenticator):
    ada = office.register()
    bob = office.join(ada, role=Role.VIEWER)
    assert authenticator.authenticate(bob.access_token).role is Role.VIEWER

    change = MemberChange(role=Role.MANAGER, has_brands=True, brands=["Lumenry"])
    bobs = bob.me.user.user_id
    change_member(office.identities, office.principal(ada), bobs, change, ADDRESS)
    office.wait(seconds=30)

    principal = authenticator.authenticate(bob.access_token)
    assert (principal.role, principal.brands) == (Role.MANAGER, {"Lumenry"})


def test_a_removed_member_is_out_within_thirty_seconds(office, authenticator):
    ada = office.register()
    bob = office.join(ada)
    authenticator.authenticate(bob.access_token)
    remove_member(office.identities, office.principal(ada), bob.me.user.user_id, ADDRESS)
    office.wait(seconds=30)

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(bob.access_token)


def test_another_persons_session_lends_nobody_its_standing(office, authenticator):
    ada, bob = office.register(), office.register("bob@example.com", "Southwind")
    claims = office.tokens.read(bob.access_token)
    stolen = AccessClaims(
        claims.user_id, claims.org_id, office.tokens.read(ada.access_token).family_id, office.now
    )

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(office.tokens.issue(stolen))


def test_a_token_for_an_organisation_one_is_not_in_opens_nothing(office, authenticator):
    ada, bob = office.register(), office.register("bob@example.com", "Southwind")
    claims = office.tokens.read(bob.access_token)
    wider = replace(claims, org_id=office.member(ada).org_id)

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(office.tokens.issue(wider))


def test_a_session_that_ends_while_it_is_remembered_ends(office, authenticator):
    ada = office.register()
    office.wait(days=6, hours=23, minutes=59, seconds=50)
    authenticator.authenticate(ada.access_token)
    office.wait(seconds=15)

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(ada.access_token)


def test_memory_stays_bounded(office, sessions, authenticator):
    first = office.register()
    authenticator.authenticate(first.access_token)
    claims = office.tokens.read(first.access_token)
    session = office.state.sessions[claims.family_id]
    for number in range(CACHED):
        family = f"F{number}"
        office.state.sessions[family] = replace(session, family_id=family)
        authenticator.authenticate(office.tokens.issue(replace(claims, family_id=family)))
    reads = sessions.reads

    authenticator.authenticate(first.access_token)

    assert sessions.reads == reads + 1
