"""API keys over HTTP, saved views, one's own name, and first owners."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from scripts.create_owner import main as create_owner
from shelfsignal.accounts.adapters.passwords import Argon2Hasher
from shelfsignal.accounts.adapters.users import DynamoUsers
from shelfsignal.accounts.domain.api_keys import KeyStatus
from shelfsignal.accounts.domain.errors import (
    KeyNotFound,
    MissingScope,
    TooMany,
    Unauthenticated,
    UserRequired,
    ViewNotFound,
)
from shelfsignal.accounts.domain.pages import PageWanted
from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.views import MAX_VIEWS
from shelfsignal.accounts.services import api_keys, profile, saved_views
from shelfsignal.accounts.services.authenticate import Authenticator
from shelfsignal.kernel.errors import InvalidInput
from tests.unit.accounts.office import ADDRESS, Office


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def owner(office):
    return office.principal(office.register())


def issued(office, principal, *scopes, **fields):
    wanted = api_keys.KeyWanted("ci", frozenset(scopes or {Scope.RUNS_READ}), **fields)
    return api_keys.issue_key(office.identities, principal, wanted, ADDRESS)


def test_a_key_says_who_made_it_and_opens_what_it_says(office, owner):
    made = issued(office, owner, Scope.RUNS_READ, Scope.USAGE_READ)

    principal = Authenticator(office.identities.keys, office.clock).authenticate(str(made.text))
    assert principal.scopes == {Scope.RUNS_READ, Scope.USAGE_READ}
    assert principal.org_id == owner.org_id
    assert made.key.created_by == owner.subject
    assert made.key.prefix == str(made.text)[:19]


def test_a_key_may_no_more_than_its_maker(office, owner):
    key = issued(office, owner, Scope.KEYS_WRITE, Scope.RUNS_READ).key
    maker = replace(key.principal(), brands=frozenset({"Lumenry"}))

    with pytest.raises(MissingScope, match="products:read"):
        issued(office, maker, Scope.RUNS_READ, Scope.PRODUCTS_READ)
    with pytest.raises(MissingScope, match="operator:metrics"):
        issued(office, owner, Scope.OPERATOR_METRICS)
    assert issued(office, maker, Scope.RUNS_READ).key.principal().brands == {"Lumenry"}


def test_a_key_ends_when_it_was_said_to(office, owner):
    until = office.now + timedelta(days=1)
    made = issued(office, owner, expires_at=until)
    authenticator = Authenticator(office.identities.keys, office.clock)
    authenticator.authenticate(str(made.text))
    office.wait(days=1)

    assert made.key.status(office.now) is KeyStatus.EXPIRED
    with pytest.raises(Unauthenticated):
        authenticator.authenticate(str(made.text))


@pytest.mark.parametrize("days", [-1, 0, 4000])
def test_an_end_that_makes_no_sense_is_refused_by_field(office, owner, days):
    with pytest.raises(InvalidInput) as refused:
        issued(office, owner, expires_at=office.now + timedelta(days=days))

    assert refused.value.details == {"field": "expires_at"}


def test_keys_are_listed_in_pages_with_those_that_are_over(office, owner):
    made = [issued(office, owner) for _ in range(3)]
    api_keys.end_key(office.identities, owner, made[0].key.key_id, ADDRESS)
    api_keys.end_key(office.identities, owner, made[0].key.key_id, ADDRESS)

    first = api_keys.list_keys(office.identities, owner.org_id, PageWanted(2))
    rest = api_keys.list_keys(office.identities, owner.org_id, PageWanted(2, first.cursor))

    listed = {each.key_id: each.status(office.now) for each in (*first.items, *rest.items)}
    assert listed.pop(made[0].key.key_id) is KeyStatus.REVOKED
    assert set(listed.values()) == {KeyStatus.ACTIVE}
    revocations = [
        each for each in office.identities.keys.audit if each.action == "api_key.revoked"
    ]
    assert len(revocations) == 1


def test_another_organisations_key_is_none(office, owner):
    rival = office.principal(office.register("eve@example.com", "Southwind"))
    key_id = issued(office, owner).key.key_id

    for act in (
        lambda: api_keys.show_key(office.identities, rival.org_id, key_id),
        lambda: api_keys.end_key(office.identities, rival, key_id, ADDRESS),
    ):
        with pytest.raises(KeyNotFound):
            act()


def test_views_are_kept_changed_and_dropped(office, owner):
    made = saved_views.save_view(office.identities, owner, " My  view ", "products", "brand=x")
    change = saved_views.ViewChange(query="")

    changed = saved_views.change_view(office.identities, owner, made.view_id, change)

    assert (changed.name, changed.page, changed.query) == ("My view", "products", "")
    assert saved_views.list_views(office.identities, owner) == [changed]
    saved_views.delete_view(office.identities, owner, made.view_id)
    assert saved_views.list_views(office.identities, owner) == []
    with pytest.raises(ViewNotFound):
        saved_views.change_view(office.identities, owner, made.view_id, change)


def test_views_are_a_persons_not_an_organisations(office, owner):
    made = saved_views.save_view(office.identities, owner, "Mine", "products", "")
    ada = office.log_in()
    bob = office.principal(office.join(ada))
    key = Principal(owner.org_id, "k1", PrincipalKind.API_KEY, frozenset(Scope))

    assert saved_views.list_views(office.identities, bob) == []
    with pytest.raises(ViewNotFound):
        saved_views.delete_view(office.identities, bob, made.view_id)
    with pytest.raises(UserRequired):
        saved_views.list_views(office.identities, key)


def test_there_are_a_hundred_views_at_most(office, owner):
    for _ in range(MAX_VIEWS):
        saved_views.save_view(office.identities, owner, "Mine", "products", "")

    with pytest.raises(TooMany, match="100 saved views"):
        saved_views.save_view(office.identities, owner, "Mine", "products", "")


def test_people_change_what_they_are_called(office, owner):
    me = profile.rename_me(office.identities, owner, "  Ada   Lovelace ", ADDRESS)

    assert me.user.name == "Ada Lovelace"
    assert office.actions()[-1] == "user.renamed"
    with pytest.raises(InvalidInput):
        profile.rename_me(office.identities, owner, "\x07", ADDRESS)


def owner_of(table, org="acme", email="ada@example.com"):
    names = ["--org", org, "--organisation", "Acme", "--email", email, "--name", "Ada"]
    return create_owner(["--table", table, *names])


def test_an_operator_makes_the_first_owner(table, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", Typed("ostrich-lamp-velvet"))

    assert owner_of(table) == 0

    made = json.loads(capsys.readouterr().out)
    user = DynamoUsers(table).get(made["user_id"])
    assert user.is_verified
    assert Argon2Hasher().verify(user.password_hash, "ostrich-lamp-velvet")


def test_an_organisation_has_one_first_owner(table, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", Typed("ostrich-lamp-velvet"))
    owner_of(table)

    assert owner_of(table, email="bob@example.com") == 1
    assert owner_of(table, org="Not Allowed") == 1

    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["organisation_taken", "invalid_input"]


class Typed:
    """Standard input with one line, as often as it is asked for."""

    def __init__(self, line):
        self._line = line

    def readline(self):
        return f"{self._line}\n"
