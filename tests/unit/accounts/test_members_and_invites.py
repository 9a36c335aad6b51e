"""Who may come in, as what; and that nobody gives more than they hold."""

import pytest

from shelfsignal.accounts.domain.errors import (
    AlreadyMember,
    BadToken,
    InvalidCredentials,
    InviteNotFound,
    LastOwner,
    MemberNotFound,
    MissingScope,
)
from shelfsignal.accounts.domain.pages import PageWanted
from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.roles import Role, scopes_of
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.throttling import TooManyTries
from shelfsignal.accounts.services import invites, members
from shelfsignal.accounts.services.audit_trail import list_audit
from shelfsignal.accounts.services.sign_in import LogIn, log_in
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.paging import BadCursor
from tests.unit.accounts.office import ADDRESS, PASSWORD, Office

NEW_PASSWORD = "copper-lantern-42"


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def ada(office):
    return office.register()


def invited(office, owner, email="bob@example.com", role=Role.VIEWER, brands=None):
    wanted = invites.Invitation(email, role, brands)
    made = invites.invite(office.identities, office.principal(owner), wanted, ADDRESS)
    return made, office.mailer.last_token()


def accepted(office, token, name="Bob", password=PASSWORD):
    return invites.accept_invite(office.desk, invites.Accept(token, name, password, ADDRESS))


def test_an_invite_goes_out_by_mail_and_makes_a_member(office, ada):
    made, token = invited(office, ada, role=Role.MANAGER, brands=["Lumenry"])

    bob = accepted(office, token)

    mail = office.mailer.sent[-1]
    assert mail.to == "bob@example.com"
    assert mail.subject == "Ada invites you to Northwind on ShelfSignal"
    assert f"https://app.example.com/accept-invite#token={token}" in mail.text
    assert token not in repr(mail)
    assert office.member(bob).role is Role.MANAGER
    assert office.member(bob).brands == {"Lumenry"}
    assert bob.me.user.is_verified
    assert made.invite_id not in [each.invite_id for each in office.state.invites.values()]


def test_an_invite_is_accepted_once(office, ada):
    _, token = invited(office, ada)
    accepted(office, token)

    with pytest.raises(BadToken):
        accepted(office, token)


def test_an_invite_ends_after_seven_days(office, ada):
    _, token = invited(office, ada)
    office.wait(days=7)

    with pytest.raises(BadToken):
        accepted(office, token)
    page = invites.list_invites(office.identities, office.member(ada).org_id, PageWanted(9))
    assert page.items == ()


def test_a_withdrawn_invite_opens_nothing(office, ada):
    made, token = invited(office, ada)
    principal = office.principal(ada)
    invites.withdraw_invite(office.identities, principal, made.invite_id, ADDRESS)

    with pytest.raises(BadToken):
        accepted(office, token)
    with pytest.raises(InviteNotFound):
        invites.withdraw_invite(office.identities, principal, made.invite_id, ADDRESS)


def test_a_token_for_something_else_is_no_invite(office, ada):
    verification = office.mailer.sent[0].text.split("#token=")[1].split("\n")[0]

    for token in (verification, "sst_" + "x" * 43, "nonsense"):
        with pytest.raises(BadToken):
            accepted(office, token)


def test_who_has_an_account_joins_with_its_password(office, ada):
    office.join(ada, email="bob@example.com")
    carol = office.register("carol@example.com", "Southwind")
    office.wait(seconds=1)
    _, token = invited(office, carol, "bob@example.com", Role.MANAGER)

    with pytest.raises(InvalidCredentials):
        accepted(office, token, password="not-bobs-password")
    bob = accepted(office, token)

    assert {each.organisation.name for each in bob.me.everywhere} == {"Northwind", "Southwind"}
    assert bob.me.user.name == "Bob"


def test_an_account_opened_in_anothers_name_is_theirs_once_their_mail_says_so(office, ada):
    """Somebody registers a colleague's address, and waits for the colleague to be invited."""
    squatter = office.register("bob@example.com", "Trap")
    _, token = invited(office, ada)

    bob = accepted(office, token, password=NEW_PASSWORD)

    assert bob.me.user.user_id == squatter.me.user.user_id
    assert log_in(office.desk, LogIn("bob@example.com", NEW_PASSWORD, None, ADDRESS))
    with pytest.raises(InvalidCredentials):
        office.log_in("bob@example.com", PASSWORD)
    assert office.state.users[bob.me.user.user_id].sessions_valid_from == office.now


@pytest.mark.parametrize(
    ("name", "password", "field"),
    [(None, PASSWORD, "name"), ("Bob", None, "password"), ("Bob", "short", "password")],
)
def test_a_new_person_needs_a_name_and_a_good_password(office, ada, name, password, field):
    _, token = invited(office, ada)

    with pytest.raises(InvalidInput) as refused:
        accepted(office, token, name, password)

    assert refused.value.details == {"field": field}
    assert accepted(office, token)


def test_members_are_not_invited_again(office, ada):
    office.join(ada)

    with pytest.raises(AlreadyMember):
        invited(office, ada)


def test_an_inbox_is_not_flooded(office, ada):
    for _ in range(4):
        invited(office, ada)

    with pytest.raises(TooManyTries):
        invited(office, ada)
    office.wait(minutes=1)
    invited(office, ada)


def test_nobodys_name_adds_a_line_to_a_mail(office, ada):
    organisation = office.state.organisations[office.member(ada).org_id]
    named = type(organisation)(organisation.org_id, "Evil\r\nBcc: x@y.org", organisation.created_at)
    office.state.organisations[organisation.org_id] = named

    invited(office, ada)

    assert "\n" not in office.mailer.sent[-1].subject
    assert "\r" not in office.mailer.sent[-1].subject


def a_key(office, owner, *scopes, brands=None):
    return Principal(
        office.member(owner).org_id, "k1", PrincipalKind.API_KEY, frozenset(scopes), brands=brands
    )


def test_nobody_gives_more_than_they_hold(office, ada):
    key = a_key(office, ada, Scope.ACCOUNT_WRITE, *scopes_of(Role.VIEWER))
    wanted = invites.Invitation("bob@example.com", Role.OWNER)

    with pytest.raises(MissingScope):
        invites.invite(office.identities, key, wanted, ADDRESS)
    assert invites.invite(
        office.identities, key, invites.Invitation("bob@example.com", Role.VIEWER), ADDRESS
    )
    assert office.mailer.sent[-1].subject.startswith("Northwind invites you")


def test_nobody_opens_brands_that_they_do_not_see(office, ada):
    key = a_key(office, ada, *scopes_of(Role.OWNER), brands=frozenset({"Lumenry"}))

    for brands in (None, ["Strideway"]):
        wanted = invites.Invitation("bob@example.com", Role.MANAGER, brands)
        with pytest.raises(InvalidInput):
            invites.invite(office.identities, key, wanted, ADDRESS)
    wanted = invites.Invitation("bob@example.com", Role.MANAGER, ["Lumenry"])
    assert invites.invite(office.identities, key, wanted, ADDRESS).brands == frozenset({"Lumenry"})


@pytest.mark.parametrize(
    ("role", "brands"), [(Role.OWNER, ["Lumenry"]), (Role.MANAGER, []), (Role.VIEWER, [" "])]
)
def test_brands_that_make_no_sense_are_refused_by_field(office, ada, role, brands):
    with pytest.raises(InvalidInput) as refused:
        invited(office, ada, role=role, brands=brands)

    assert refused.value.details == {"field": "brands"}


def changed(office, owner, member, **change):
    return members.change_member(
        office.identities,
        office.principal(owner),
        member.me.user.user_id,
        members.MemberChange(**change),
        ADDRESS,
    )


def test_a_member_changes_role_and_brands_and_the_log_says_so(office, ada):
    bob = office.join(ada, role=Role.MANAGER, brands=["Lumenry"])

    kept = changed(office, ada, bob, role=Role.VIEWER)
    opened = changed(office, ada, bob, has_brands=True)
    same = changed(office, ada, bob, role=Role.VIEWER)
    promoted = changed(office, ada, bob, role=Role.OWNER)

    assert (kept.membership.role, kept.membership.brands) == (Role.VIEWER, {"Lumenry"})
    assert opened.membership.brands is None
    assert same == opened
    assert promoted.membership.brands is None
    assert office.actions().count("member.changed") == 3


def test_who_becomes_an_owner_sees_every_brand(office, ada):
    bob = office.join(ada, role=Role.MANAGER, brands=["Lumenry"])

    assert changed(office, ada, bob, role=Role.OWNER).membership.brands is None


def test_the_last_owner_is_neither_demoted_nor_gone(office, ada):
    bob = office.join(ada)

    with pytest.raises(LastOwner):
        changed(office, ada, ada, role=Role.MANAGER)
    with pytest.raises(LastOwner):
        members.remove_member(
            office.identities, office.principal(ada), ada.me.user.user_id, ADDRESS
        )
    changed(office, ada, bob, role=Role.OWNER)
    assert changed(office, ada, ada, role=Role.MANAGER).membership.role is Role.MANAGER


def test_a_key_cannot_touch_who_is_above_it(office, ada):
    key = a_key(office, ada, Scope.ACCOUNT_WRITE, *scopes_of(Role.MANAGER))
    bob = office.join(ada, role=Role.MANAGER)

    with pytest.raises(MissingScope):
        members.remove_member(office.identities, key, ada.me.user.user_id, ADDRESS)
    members.remove_member(office.identities, key, bob.me.user.user_id, ADDRESS)

    page = members.list_members(office.identities, key, PageWanted(9))
    assert [each.user.email for each in page.items] == ["ada@example.com"]


def test_another_organisations_member_is_nobody(office, ada):
    eve = office.register("eve@example.com", "Southwind")

    with pytest.raises(MemberNotFound):
        changed(office, eve, ada, role=Role.VIEWER)


def test_members_come_in_pages_that_belong_to_their_organisation(office, ada):
    for name in ("bob", "carol"):
        office.join(ada, email=f"{name}@example.com")
    principal = office.principal(ada)

    first = members.list_members(office.identities, principal, PageWanted(2))
    rest = members.list_members(office.identities, principal, PageWanted(2, first.cursor))

    assert (len(first.items), len(rest.items), rest.cursor) == (2, 1, None)
    eve = office.register("eve@example.com", "Southwind")
    with pytest.raises(BadCursor):
        members.list_members(office.identities, office.principal(eve), PageWanted(2, first.cursor))


def test_the_audit_log_says_who_did_what_to_whom_from_where(office, ada):
    bob = office.join(ada)
    changed(office, ada, bob, role=Role.MANAGER)

    page = list_audit(office.identities, office.member(ada).org_id, PageWanted(1))
    (entry,) = page.items

    assert str(entry.action) == "member.changed"
    assert entry.actor.actor_id == ada.me.user.user_id
    assert entry.actor.address == ADDRESS
    assert entry.target == bob.me.user.user_id
    assert entry.details == {"was": "viewer", "role": "manager", "brands": "all"}
    older = list_audit(office.identities, office.member(ada).org_id, PageWanted(99, page.cursor))
    assert len(older.items) == len(office.actions()) - 1
