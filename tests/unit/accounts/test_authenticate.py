from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.accounts.domain.errors import MissingScope, Unauthenticated
from shelfsignal.accounts.domain.principal import Principal, PrincipalKind
from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.services.authenticate import CACHED_KEYS, Authenticator
from shelfsignal.accounts.services.revoke_key import revoke_key
from shelfsignal.kernel.errors import StoreUnavailable
from shelfsignal.kernel.ids import OrgId
from tests.builders.accounts import NOW, a_stored_key
from tests.fakes.accounts import MemoryKeys


class SteppedClock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return SteppedClock()


@pytest.fixture
def store():
    return MemoryKeys()


@pytest.fixture
def authenticator(store, clock):
    return Authenticator(store, clock)


def test_a_good_key_says_whose_it_is(store, authenticator):
    issued = a_stored_key(store, org="acme", scopes=frozenset({Scope.RUNS_READ}))

    principal = authenticator.authenticate(str(issued.text))

    scopes = frozenset({Scope.RUNS_READ})
    assert principal == Principal(OrgId("acme"), issued.key.key_id, PrincipalKind.API_KEY, scopes)
    assert principal.key_id == issued.key.key_id
    with pytest.raises(MissingScope, match="runs:write"):
        principal.require(Scope.RUNS_WRITE)


@pytest.mark.parametrize("text", [None, "", "ss_", "ss_00_11", "Bearer x", "ss_" + "é" * 16])
def test_what_is_no_key_is_refused_without_asking_the_store(text, store, authenticator):
    with pytest.raises(Unauthenticated):
        authenticator.authenticate(text)

    assert store.reads == 0


def test_an_unknown_key_and_a_wrong_secret_are_refused_alike(store, authenticator):
    issued = a_stored_key(store)
    wrong_secret = replace(issued.text, secret="0" * 64)
    unknown = replace(issued.text, key_id="0" * 16)

    for text in (wrong_secret, unknown):
        with pytest.raises(Unauthenticated):
            authenticator.authenticate(str(text))


def test_a_wrong_secret_is_refused_while_the_key_is_in_memory(store, authenticator):
    issued = a_stored_key(store)
    authenticator.authenticate(str(issued.text))

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(str(replace(issued.text, secret="0" * 64)))


def test_a_key_is_read_once_in_thirty_seconds(store, authenticator, clock):
    text = str(a_stored_key(store).text)

    for _ in range(6):
        authenticator.authenticate(text)
        clock.now += timedelta(seconds=7)

    assert store.reads == 2


def test_a_revoked_key_dies_within_thirty_seconds(store, authenticator, clock):
    issued = a_stored_key(store)
    authenticator.authenticate(str(issued.text))
    revoke_key(issued.key.org_id, issued.key.key_id, store, clock)

    clock.now += timedelta(seconds=31)

    with pytest.raises(Unauthenticated):
        authenticator.authenticate(str(issued.text))


def test_use_is_recorded_once_an_hour(store, authenticator, clock):
    issued = a_stored_key(store)
    seen = []

    for _ in range(4):
        authenticator.authenticate(str(issued.text))
        seen.append(store.by_id[issued.key.key_id].last_used_at)
        clock.now += timedelta(minutes=25)

    assert seen == [NOW, NOW, NOW, NOW + timedelta(minutes=75)]


def test_a_store_that_cannot_note_the_use_does_not_refuse_the_caller(store, authenticator):
    class NoNotes(MemoryKeys):
        def record_use(self, key, at):
            raise StoreUnavailable("accounts")

    notes = NoNotes()
    issued = a_stored_key(notes)

    principal = Authenticator(notes, lambda: NOW).authenticate(str(issued.text))

    assert principal.key_id == issued.key.key_id


def test_a_store_that_is_down_is_no_refusal(store, authenticator):
    issued = a_stored_key(store)
    store.is_down = True

    with pytest.raises(StoreUnavailable):
        authenticator.authenticate(str(issued.text))


def test_memory_stays_bounded(store, authenticator):
    first = a_stored_key(store)
    authenticator.authenticate(str(first.text))
    for _ in range(CACHED_KEYS):
        authenticator.authenticate(str(a_stored_key(store).text))
    reads = store.reads

    authenticator.authenticate(str(first.text))

    assert store.reads == reads + 1
