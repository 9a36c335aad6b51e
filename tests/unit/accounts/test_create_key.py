import pytest

from shelfsignal.accounts.domain.api_keys import parse_key_text
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.create_key import NewKey
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId
from tests.builders.accounts import NOW, a_stored_key
from tests.fakes.accounts import MemoryKeys


def test_the_secret_is_shown_once_and_only_its_hash_is_stored():
    store = MemoryKeys()

    issued = a_stored_key(store)

    stored = store.by_id[issued.key.key_id]
    assert stored.accepts(issued.text.secret, NOW)
    assert issued.text.secret not in repr(stored)
    assert issued.text.secret not in repr(issued)


def test_the_text_of_a_key_parses_back_to_its_halves():
    issued = a_stored_key(MemoryKeys())

    assert str(issued.text) == f"ss_{issued.key.key_id}_{issued.text.secret}"
    assert parse_key_text(str(issued.text)) == issued.text


def test_no_two_keys_are_alike():
    store = MemoryKeys()

    texts = {str(a_stored_key(store).text) for _ in range(20)}

    assert len(texts) == len(store.by_id) == 20


@pytest.mark.parametrize(
    ("org", "name", "scopes", "field"),
    [
        ("Demo", "n", frozenset(Scope), "org_id"),
        ("", "n", frozenset(Scope), "org_id"),
        ("a#b", "n", frozenset(Scope), "org_id"),
        ("a" * 64, "n", frozenset(Scope), "org_id"),
        ("demo", "  ", frozenset(Scope), "name"),
        ("demo", "n" * 101, frozenset(Scope), "name"),
        ("demo", "n", frozenset(), "scopes"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_by_field(org, name, scopes, field):
    with pytest.raises(InvalidInput) as refused:
        NewKey(OrgId(org), name, scopes)

    assert refused.value.details == {"field": field}
