"""What an organisation makes and others bear is made slowly once there is much of it."""

import pytest

from shelfsignal.accounts.domain.scopes import Scope
from shelfsignal.accounts.domain.throttling import PER_ORGANISATION, TooManyTries
from shelfsignal.accounts.services import api_keys
from tests.unit.accounts.office import ADDRESS, Office


@pytest.fixture
def office():
    return Office()


def invite_strangers(office, owner, numbers):
    for number in numbers:
        office.join(owner, f"stranger-{number}@example.com")


def make_keys(office, owner, numbers):
    wanted = api_keys.KeyWanted("ci", frozenset({Scope.RUNS_READ}))
    for _ in numbers:
        api_keys.issue_key(office.identities, office.principal(owner), wanted, ADDRESS)


@pytest.mark.parametrize("make", [invite_strangers, make_keys], ids=["invites", "keys"])
def test_what_others_bear_slows_down_and_goes_on(office, make):
    owner = office.register()
    rival = office.register("eve@example.com", "Southwind")
    many = PER_ORGANISATION.free + 1
    make(office, owner, range(many))

    with pytest.raises(TooManyTries):
        make(office, owner, [many])

    make(office, rival, [many + 1])
    office.wait(hours=1)
    make(office, owner, [many + 2])
