"""Signing in, staying signed in, being signed out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from shelfsignal.accounts.adapters.sessions import DynamoSessions
from shelfsignal.accounts.domain.errors import (
    EmailTaken,
    InvalidCredentials,
    NoOrganisation,
    OrganisationNotFound,
    Overtaken,
    SessionExpired,
    Unauthenticated,
)
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.services.members import remove_member
from shelfsignal.accounts.services.refreshing import log_out, refresh
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId
from tests.unit.accounts.office import ADDRESS, PASSWORD, Office


@pytest.fixture
def office():
    return Office()


def refreshed(office, signed_in, org_id=None):
    return refresh(office.desk, str(signed_in.refresh_token), org_id, ADDRESS)


def test_who_registers_owns_an_organisation_and_is_signed_in(office):
    ada = office.register(email=" Ada@Example.com")

    principal = office.authenticator.authenticate(ada.access_token)
    assert ada.me.user.email == "ada@example.com"
    assert ada.me.here.organisation.name == "Northwind"
    assert principal.role is Role.OWNER
    assert principal.org_id == ada.me.here.organisation.org_id
    assert principal.org_id.startswith("northwind-")
    assert office.actions() == ["organisation.registered", "session.started"]


def test_an_address_registers_once(office):
    office.register()

    with pytest.raises(EmailTaken):
        office.register(email="ADA@example.com", organisation="Other")


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong-password-9"), ("nobody@example.com", PASSWORD)],
    ids=["wrong password", "unknown address"],
)
def test_a_wrong_password_and_an_unknown_address_look_and_cost_the_same(office, email, password):
    office.register()

    with pytest.raises(InvalidCredentials, match="do not belong together"):
        office.log_in(email, password)

    assert len(office.hasher.compared) == 1


def test_an_outdated_hash_is_replaced_when_its_owner_signs_in(office):
    ada = office.register()
    stored = office.state.users[ada.me.user.user_id]
    office.state.users[stored.user_id] = type(stored)(
        **{**vars(stored), "password_hash": f"old:{PASSWORD}"}
    )

    office.log_in()

    assert office.state.users[stored.user_id].password_hash == f"plain:{PASSWORD}"


def test_a_refresh_gives_the_next_token_and_a_new_access_token(office):
    ada = office.register()
    office.wait(minutes=9)

    again = refreshed(office, ada)

    assert again.refresh_token != ada.refresh_token
    assert again.access_token != ada.access_token
    assert office.authenticator.authenticate(again.access_token).role is Role.OWNER


def test_two_tabs_that_refresh_at_once_get_the_same_successor(office):
    ada = office.register()
    office.wait(minutes=9)

    first, second = refreshed(office, ada), refreshed(office, ada)
    office.wait(minutes=9)

    assert first.refresh_token == second.refresh_token
    assert refreshed(office, second).me.user == office.state.users[ada.me.user.user_id]


def test_tabs_that_race_for_the_table_get_the_same_successor_too(office, table):
    office.identities = replace(office.identities, sessions=DynamoSessions(table))
    office.desk = replace(office.desk, identities=office.identities)
    ada = office.register()
    office.wait(minutes=9)
    start = Barrier(4)

    def tab(_number):
        start.wait()
        return str(refreshed(office, ada).refresh_token)

    with ThreadPoolExecutor(4) as tabs:
        tokens = set(tabs.map(tab, range(4)))

    assert len(tokens) == 1
    assert tokens != {str(ada.refresh_token)}


def test_an_answer_that_got_lost_can_be_asked_for_again_for_a_moment(office):
    ada = office.register()
    office.wait(minutes=9)
    lost = refreshed(office, ada)
    office.wait(seconds=19)

    assert refreshed(office, ada).refresh_token == lost.refresh_token


def test_many_tabs_at_once_never_leave_one_of_them_two_turns_behind(office):
    ada = office.register()
    office.wait(minutes=9)
    first = refreshed(office, ada)

    early = refreshed(office, first)
    late = refreshed(office, ada)

    assert early.refresh_token == late.refresh_token == first.refresh_token


def test_a_token_used_again_later_ends_the_session_of_thief_and_owner(office):
    ada = office.register()
    office.wait(minutes=9)
    owner = refreshed(office, ada)
    office.wait(seconds=21)

    with pytest.raises(SessionExpired):
        refreshed(office, ada)
    with pytest.raises(SessionExpired):
        refreshed(office, owner)

    assert office.actions()[-1] == "session.reuse_detected"
    with pytest.raises(Unauthenticated):
        office.authenticator.authenticate(owner.access_token)


def test_a_forged_turn_of_a_known_family_ends_nothing(office):
    ada = office.register()
    family, _, turn = str(ada.refresh_token).removeprefix("ssr_").split("_")
    forged = f"ssr_{family}_{'0' * 64}_{turn}"

    with pytest.raises(SessionExpired):
        refresh(office.desk, forged, None, ADDRESS)

    office.wait(minutes=1)
    assert refreshed(office, ada)


@pytest.mark.parametrize("text", [None, "", "ssr_x", "x" * 400])
def test_what_is_no_token_is_a_session_that_is_over(office, text):
    with pytest.raises(SessionExpired):
        refresh(office.desk, text, None, ADDRESS)


@pytest.mark.parametrize(("days", "every"), [(8, 8), (30, 5)], ids=["unused", "old"])
def test_a_session_ends_by_itself(office, days, every):
    signed_in = office.register()
    for _ in range(every, days, every):
        office.wait(days=every)
        signed_in = refreshed(office, signed_in)
    office.wait(days=every)

    with pytest.raises(SessionExpired):
        refreshed(office, signed_in)


def test_what_is_stored_of_a_session_makes_no_token(office):
    ada = office.register()

    (session,) = office.state.sessions.values()

    assert ada.refresh_token.root not in str(vars(session))
    assert ada.refresh_token.turn not in str(vars(session))
    assert ada.refresh_token.root not in repr(ada) + repr(session)


def test_who_is_gone_has_no_session(office):
    ada = office.register()
    del office.state.users[ada.me.user.user_id]

    with pytest.raises(SessionExpired):
        refreshed(office, ada)


def test_a_session_the_store_has_forgotten_is_over(office):
    ada = office.register()
    office.state.sessions.clear()

    log_out(office.identities, str(ada.refresh_token), ADDRESS)
    with pytest.raises(SessionExpired):
        refreshed(office, ada)


def test_nobody_signs_anybody_out_by_guessing(office):
    ada = office.register()
    family, _, turn = str(ada.refresh_token).removeprefix("ssr_").split("_")

    log_out(office.identities, f"ssr_{family}_{'0' * 64}_{turn}", ADDRESS)

    assert refreshed(office, ada)


def test_a_family_that_moves_all_the_time_is_given_up(office, monkeypatch):
    ada = office.register()
    office.wait(minutes=1)

    def overtaken(*_arguments, **_named):
        raise Overtaken

    monkeypatch.setattr(office.identities.sessions, "rotate", overtaken)

    with pytest.raises(SessionExpired):
        refreshed(office, ada)


def test_signing_out_ends_the_session_and_signing_out_twice_is_fine(office):
    ada = office.register()
    log_out(office.identities, str(ada.refresh_token), ADDRESS)
    log_out(office.identities, str(ada.refresh_token), ADDRESS)
    log_out(office.identities, None, ADDRESS)

    with pytest.raises(SessionExpired):
        refreshed(office, ada)
    with pytest.raises(Unauthenticated):
        office.authenticator.authenticate(ada.access_token)
    assert office.actions().count("session.ended") == 1


def test_a_person_of_two_organisations_says_where_to_work(office):
    ada = office.register()
    bob = office.register(email="bob@example.com", organisation="Southwind")
    user = office.state.users[bob.me.user.user_id]
    office.state.users[user.user_id] = user.verified(office.now)
    office.wait(seconds=1)
    joined = office.join(ada, email="bob@example.com", role=Role.MANAGER)

    home = office.log_in("bob@example.com")
    away = office.log_in("bob@example.com", org_id=office.member(ada).org_id)

    assert office.member(home).org_id == office.member(bob).org_id
    assert office.member(away) == office.member(joined)
    assert [each.membership.role for each in away.me.everywhere] == [Role.MANAGER, Role.OWNER]
    with pytest.raises(OrganisationNotFound):
        office.log_in("bob@example.com", org_id=OrgId("nobodys"))


def test_a_refresh_moves_to_another_organisation_and_stays_there(office):
    ada = office.register()
    bob = office.register(email="bob@example.com", organisation="Southwind")
    user = office.state.users[bob.me.user.user_id]
    office.state.users[user.user_id] = user.verified(office.now)
    office.join(ada, email="bob@example.com")
    office.wait(minutes=1)

    moved = refreshed(office, bob, office.member(ada).org_id)
    office.wait(minutes=1)
    stayed = refreshed(office, moved)
    at_once = refreshed(office, stayed, office.member(bob).org_id)

    assert office.member(moved).org_id == office.member(stayed).org_id == office.member(ada).org_id
    assert office.member(at_once).org_id == office.member(bob).org_id
    office.wait(minutes=1)
    assert office.member(refreshed(office, stayed)).org_id == office.member(bob).org_id
    with pytest.raises(OrganisationNotFound):
        refreshed(office, stayed, OrgId("nobodys"))


def test_who_was_removed_everywhere_cannot_sign_in_or_stay(office):
    ada = office.register()
    bob = office.join(ada)
    principal = office.principal(ada)
    remove_member(office.identities, principal, bob.me.user.user_id, ADDRESS)

    with pytest.raises(NoOrganisation):
        office.log_in("bob@example.com")
    with pytest.raises(SessionExpired):
        refreshed(office, bob)


def test_a_visit_begins_half_an_hour_after_the_last_sign_of_life(office):
    ada = office.register()
    seen = []
    for minutes in (10, 10, 40, 10):
        office.wait(minutes=minutes)
        ada = refreshed(office, ada)
        seen.append(ada.me.user.previous_visit_at)

    assert seen[:2] == [None, None]
    assert seen[2] == seen[3]
    assert (office.now - seen[3]).total_seconds() == 50 * 60


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@x.org", "a b@x.org", "ada@exämple.com"])
def test_what_is_no_address_is_refused_by_field(office, email):
    with pytest.raises(InvalidInput) as refused:
        office.register(email=email)

    assert refused.value.details == {"field": "email"}
