"""One contract for the fakes and the table: users, organisations, members, invites."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from shelfsignal.accounts.adapters.organisations import DynamoOrganisations
from shelfsignal.accounts.adapters.sessions import DynamoTokens
from shelfsignal.accounts.adapters.users import DynamoUsers
from shelfsignal.accounts.domain.audit import Action, Actor, ActorKind, AuditEntry
from shelfsignal.accounts.domain.errors import (
    AlreadyMember,
    BadToken,
    EmailTaken,
    InviteNotFound,
    LastOwner,
    MemberNotFound,
    OrganisationTaken,
    Overtaken,
    UserNotFound,
)
from shelfsignal.accounts.domain.joining import Joining
from shelfsignal.accounts.domain.members import INVITE_LASTS, Invite, Membership, Organisation
from shelfsignal.accounts.domain.one_time import Purpose, draw_token
from shelfsignal.accounts.domain.roles import Role
from shelfsignal.accounts.domain.users import User
from tests.builders.accounts import NOW
from tests.fakes.identities import MemoryOrganisations, MemoryTokens, MemoryUsers, State

ORG = "northwind"


@dataclass
class Stores:
    users: Any
    organisations: Any
    tokens: Any


@pytest.fixture(params=["memory", "dynamo"])
def stores(request):
    if request.param == "memory":
        state = State()
        return Stores(MemoryUsers(state), MemoryOrganisations(state), MemoryTokens(state))
    table = request.getfixturevalue("table")
    return Stores(DynamoUsers(table), DynamoOrganisations(table), DynamoTokens(table))


def a_user(name="ada", **changes):
    user = User(f"01U-{name}", f"{name}@example.com", name.title(), "hash", NOW, NOW)
    return replace(user, **changes)


def an_audit(org=ORG):
    actor = Actor(ActorKind.USER, "01U-ada", "203.0.113.7")
    return AuditEntry(org, NOW, actor, Action.MEMBER_CHANGED, "target")


def a_member(name="ada", role=Role.OWNER, org=ORG, brands=None):
    return Membership(org, f"01U-{name}", role, brands, NOW)


def an_organisation(stores, name="ada", org=ORG, token=None):
    owner = a_user(name)
    organisation = Organisation(org, org.title(), NOW)
    stores.organisations.found(organisation, owner, a_member(name, org=org), token, an_audit(org))
    return owner


def an_invite(stores, email="bob@example.com", role=Role.VIEWER, brands=None, invite_id="I1"):
    made = Invite(invite_id, ORG, email, role, brands, "01U-ada", NOW, NOW + INVITE_LASTS)
    text, token = draw_token(Purpose.ACCEPT_INVITE, invite_id, email, NOW, ORG)
    stores.organisations.put_invite(made, token, an_audit())
    return made, token


def joined(stores, name="bob", role=Role.VIEWER, brands=None):
    made, token = an_invite(stores, f"{name}@example.com", role, brands, f"I-{name}")
    member = a_member(name, role, brands=brands)
    joining = Joining(made, token, member, a_user(name), None)
    stores.organisations.join(joining, an_audit())
    return member


def test_a_founded_organisation_comes_back_with_its_owner_whole(stores):
    owner = an_organisation(stores)

    assert stores.users.get(owner.user_id) == owner
    assert stores.users.by_email("ada@example.com") == owner
    assert stores.users.many([owner.user_id, "nobody"]) == {owner.user_id: owner}
    assert stores.organisations.many([ORG, "none"])[ORG].name == "Northwind"
    assert stores.organisations.member(ORG, owner.user_id) == a_member()
    assert stores.organisations.of_user(owner.user_id) == [a_member()]


def test_founding_is_all_or_nothing(stores):
    an_organisation(stores)

    with pytest.raises(OrganisationTaken):
        an_organisation(stores, "bob")
    with pytest.raises(EmailTaken):
        stores.organisations.found(
            Organisation("other", "Other", NOW),
            a_user("eve", email="ada@example.com"),
            a_member("eve", org="other"),
            None,
            an_audit("other"),
        )

    assert stores.organisations.many(["other"]) == {}
    for name in ("bob", "eve"):
        with pytest.raises(UserNotFound):
            stores.users.get(f"01U-{name}")


def test_founding_keeps_the_token_that_will_verify_the_address(stores):
    _, token = draw_token(Purpose.VERIFY_EMAIL, "01U-ada", "ada@example.com", NOW)

    an_organisation(stores, token=token)

    assert stores.tokens.get(token.token_hash) == token


def test_who_is_unknown_is_not_found(stores):
    with pytest.raises(UserNotFound):
        stores.users.get("nobody")
    with pytest.raises(UserNotFound):
        stores.users.by_email("nobody@example.com")
    with pytest.raises(MemberNotFound):
        stores.organisations.member(ORG, "nobody")
    assert stores.organisations.of_user("nobody") == []


def test_a_subject_is_linked_once(stores):
    assert stores.users.by_subject("https://idp", "s1") is None

    stores.users.link_subject("https://idp", "s1", "01U-ada")
    stores.users.link_subject("https://idp", "s1", "01U-ada")

    assert stores.users.by_subject("https://idp", "s1") == "01U-ada"
    assert stores.users.by_subject("https://id", "ps1") is None
    with pytest.raises(Overtaken):
        stores.users.link_subject("https://idp", "s1", "01U-eve")


def test_a_rename_changes_the_name_and_nothing_else(stores):
    owner = an_organisation(stores)

    stores.users.rename(replace(owner, name="Lady Ada", password_hash="ignored"), an_audit())

    assert stores.users.get(owner.user_id) == replace(owner, name="Lady Ada")
    with pytest.raises(UserNotFound):
        stores.users.rename(a_user("ghost"), an_audit())


def test_a_visit_is_noted_and_the_last_one_stays_known(stores):
    owner = an_organisation(stores)
    first = owner.seen(NOW)
    stores.users.note_visit(first)
    later = first.seen(NOW + timedelta(hours=1))
    stores.users.note_visit(later)
    stores.users.note_visit(a_user("ghost").seen(NOW))

    stored = stores.users.get(owner.user_id)
    assert (stored.previous_visit_at, stored.last_seen_at) == (NOW, NOW + timedelta(hours=1))


def test_a_better_hash_replaces_only_the_one_that_was_read(stores):
    owner = an_organisation(stores)

    stores.users.replace_password(
        replace(owner, password_hash="late"), was=replace(owner, password_hash="other")
    )
    assert stores.users.get(owner.user_id).password_hash == "hash"
    stores.users.replace_password(replace(owner, password_hash="better"), was=owner)
    assert stores.users.get(owner.user_id).password_hash == "better"


def test_members_are_listed_in_pages(stores):
    an_organisation(stores)
    for name in ("bob", "carol", "dora"):
        joined(stores, name, Role.MANAGER, frozenset({"Lumenry", "Strideway"}))

    first = stores.organisations.members(ORG, 2, None)
    rest = stores.organisations.members(ORG, 9, first[-1].user_id)

    assert [each.user_id for each in first] == ["01U-ada", "01U-bob"]
    assert [each.user_id for each in rest] == ["01U-carol", "01U-dora"]
    assert rest[0].brands == {"Lumenry", "Strideway"}


@pytest.mark.parametrize("brands", [None, frozenset({"Lumenry"})], ids=["all", "some"])
def test_a_change_of_a_member_is_seen_from_both_sides(stores, brands):
    an_organisation(stores)
    was = joined(stores, role=Role.MANAGER, brands=frozenset({"Strideway"}))
    member = replace(was, role=Role.VIEWER, brands=brands)

    stores.organisations.change(member, was=was, audit=an_audit())

    assert stores.organisations.member(ORG, was.user_id) == member
    assert stores.organisations.of_user(was.user_id) == [member]
    with pytest.raises(Overtaken):
        stores.organisations.change(was, was=was, audit=an_audit())


def test_the_last_owner_stays_one(stores):
    an_organisation(stores)
    viewer = joined(stores)
    owner = a_member()

    with pytest.raises(LastOwner):
        stores.organisations.change(replace(owner, role=Role.VIEWER), was=owner, audit=an_audit())
    with pytest.raises(LastOwner):
        stores.organisations.remove(owner, an_audit())

    stores.organisations.change(replace(viewer, role=Role.OWNER), was=viewer, audit=an_audit())
    stores.organisations.remove(owner, an_audit())
    with pytest.raises(LastOwner):
        stores.organisations.remove(replace(viewer, role=Role.OWNER), an_audit())


def test_an_invited_owner_counts_as_one(stores):
    an_organisation(stores)
    joined(stores, role=Role.OWNER)

    stores.organisations.remove(a_member(), an_audit())

    assert [each.user_id for each in stores.organisations.members(ORG, 9, None)] == ["01U-bob"]


def test_who_is_removed_is_gone_from_both_sides(stores):
    an_organisation(stores)
    member = joined(stores)

    stores.organisations.remove(member, an_audit())

    assert stores.organisations.of_user(member.user_id) == []
    with pytest.raises(Overtaken):
        stores.organisations.remove(member, an_audit())


def test_an_invite_comes_back_whole_and_is_withdrawn_once(stores):
    an_organisation(stores)
    made, _ = an_invite(stores, brands=frozenset({"Lumenry"}), role=Role.MANAGER)

    assert stores.organisations.invite(ORG, "I1") == made
    stores.organisations.withdraw(ORG, "I1", an_audit())

    for act in (
        lambda: stores.organisations.invite(ORG, "I1"),
        lambda: stores.organisations.withdraw(ORG, "I1", an_audit()),
        lambda: stores.organisations.invite("rival", "I1"),
    ):
        with pytest.raises(InviteNotFound):
            act()


def test_invites_are_listed_in_pages(stores):
    an_organisation(stores)
    for number in (1, 2, 3):
        an_invite(stores, f"p{number}@example.com", invite_id=f"I{number}")

    first = stores.organisations.invites(ORG, 2, None)
    rest = stores.organisations.invites(ORG, 2, "I2")

    assert [each.invite_id for each in (*first, *rest)] == ["I1", "I2", "I3"]


def test_an_invite_is_accepted_once(stores):
    an_organisation(stores)
    made, token = an_invite(stores)
    joining = Joining(made, token, a_member("bob", Role.VIEWER), a_user("bob"), None)

    stores.organisations.join(joining, an_audit())

    assert stores.users.by_email("bob@example.com") == a_user("bob")
    assert stores.organisations.member(ORG, "01U-bob").role is Role.VIEWER
    with pytest.raises(BadToken):
        stores.organisations.join(joining, an_audit())
    with pytest.raises(BadToken):
        stores.tokens.get(token.token_hash)


def test_a_withdrawn_invite_lets_nobody_in(stores):
    an_organisation(stores)
    made, token = an_invite(stores)
    stores.organisations.withdraw(ORG, made.invite_id, an_audit())

    with pytest.raises(BadToken):
        stores.organisations.join(
            Joining(made, token, a_member("bob", Role.VIEWER), a_user("bob"), None), an_audit()
        )
    with pytest.raises(UserNotFound):
        stores.users.by_email("bob@example.com")


def test_a_member_does_not_join_again(stores):
    owner = an_organisation(stores)
    made, token = an_invite(stores, "ada@example.com")

    with pytest.raises(AlreadyMember):
        stores.organisations.join(
            Joining(made, token, a_member(role=Role.VIEWER), owner, owner), an_audit()
        )

    assert stores.organisations.member(ORG, owner.user_id).role is Role.OWNER


def test_an_account_that_changed_meanwhile_does_not_join_with_its_old_password(stores):
    an_organisation(stores)
    was = an_organisation(stores, "bob", org="southwind")
    made, token = an_invite(stores)
    stale = replace(was, password_hash="stale")

    with pytest.raises(Overtaken):
        stores.organisations.join(
            Joining(made, token, a_member("bob", Role.VIEWER), was, stale), an_audit()
        )

    assert stores.organisations.invite(ORG, made.invite_id) == made
