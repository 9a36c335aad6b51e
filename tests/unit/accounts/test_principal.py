import pytest

from shelfsignal.accounts.domain.errors import MissingScope, UserRequired
from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.roles import Role, scopes_of
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.kernel.ids import OrgId

ORG = OrgId("acme")


def a_person(role=Role.MANAGER, brands=None):
    return Principal(ORG, "U1", PrincipalKind.USER, scopes_of(role), role, brands)


def test_each_role_can_do_what_the_one_below_it_can():
    viewer, manager, owner = (scopes_of(r) for r in (Role.VIEWER, Role.MANAGER, Role.OWNER))

    assert viewer < manager < owner
    assert owner == set(Scope) - {Scope.OPERATOR_METRICS}
    assert not any(str(scope).endswith(":write") for scope in viewer)
    assert {Scope.KEYS_READ, Scope.KEYS_WRITE, Scope.ACCOUNT_WRITE, Scope.SELLERS_WRITE}.isdisjoint(
        manager
    )


def test_a_person_is_known_by_id_and_has_no_key():
    person = a_person()

    assert person.require_user() == "U1"
    assert person.key_id is None
    with pytest.raises(MissingScope, match="keys:write"):
        person.require(Scope.KEYS_WRITE)


def test_a_key_is_nobody():
    key = Principal(ORG, "k1", PrincipalKind.API_KEY, frozenset(Scope))

    with pytest.raises(UserRequired):
        key.require_user()


def test_a_brand_scope_hides_every_other_brand():
    assert a_person().sees_brand("Lumenry")
    scoped = a_person(brands=frozenset({"Lumenry"}))
    assert scoped.sees_brand("Lumenry")
    assert not scoped.sees_brand("Strideway")
    assert not a_person(brands=frozenset()).sees_brand("Lumenry")
