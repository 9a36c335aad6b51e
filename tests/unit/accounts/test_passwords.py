"""Which passwords are taken, and how they are kept."""

import pytest

from shelfsignal.accounts.adapters.passwords import Argon2Hasher
from shelfsignal.accounts.domain.passwords import check_password, normal_password
from shelfsignal.kernel.errors import InvalidInput

EMAIL = "ada.lovelace@example.com"
GOOD = "ostrich-lamp-velvet"


@pytest.fixture(scope="module")
def hasher():
    return Argon2Hasher()


@pytest.mark.parametrize(
    "password",
    ["short-one", "x" * 129, "aaaaaaaaaaaa", "abababababab", "Password123!", "p4ssw0rd!!!!"]
    + ["qwertyuiop", "abcdefghijk", "9876543210", EMAIL, "ada.lovelace2026", "tab\tbetween us"]
    + ["1234567890", "iloveyou2026", "Welcome2026!", "ShelfSignal1"],
)
def test_what_would_be_guessed_first_is_refused_by_field_without_being_repeated(password):
    with pytest.raises(InvalidInput) as refused:
        check_password(password, email=EMAIL)

    assert refused.value.details == {"field": "password"}
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", [GOOD, "длинный пароль", "1 horse 2 horses", "Tr0ub4dor&3xyz"])
def test_length_is_what_counts(password):
    assert check_password(password, email=EMAIL) == normal_password(password)


def test_one_password_typed_on_two_keyboards_is_one():
    composed, decomposed = "caf\u00e9-au-lait-x", "cafe\u0301-au-lait-x"

    assert check_password(composed, email=EMAIL) == check_password(decomposed, email=EMAIL)


def test_a_hash_is_argon2id_with_the_stated_costs_and_never_twice_the_same(hasher):
    first, second = hasher.hash(GOOD), hasher.hash(GOOD)

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert hasher.verify(first, GOOD)
    assert not hasher.verify(first, GOOD + "x")
    assert not hasher.is_outdated(first)


def test_nobodys_password_fits_nothing_and_costs_a_comparison(hasher, monkeypatch):
    compared = []

    def fits(_self, hashed, _given):
        compared.append(hashed)
        return True

    assert hasher.verify(None, GOOD) is False
    monkeypatch.setattr(type(hasher._argon2), "verify", fits)

    assert hasher.verify(None, GOOD) is False
    assert compared[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_of_weaker_days_is_known_as_such(hasher):
    weaker = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43

    assert hasher.is_outdated(weaker)


def test_a_garbled_hash_fits_nothing(hasher):
    assert not hasher.verify("garbled", GOOD)
