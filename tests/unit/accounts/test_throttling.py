"""Guessing is slowed down, by account and by source; honest people are not locked out for long."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from shelfsignal.accounts.adapters.tries import DynamoTries
from shelfsignal.accounts.domain.errors import InvalidCredentials
from shelfsignal.accounts.domain.throttling import (
    PER_ADDRESS,
    PER_EMAIL,
    ThrottlePolicy,
    TooManyTries,
    Tries,
    admit,
)
from shelfsignal.accounts.services.sign_in import LogIn, log_in
from shelfsignal.accounts.services.throttle import Throttle
from tests.builders.accounts import NOW
from tests.unit.accounts.office import PASSWORD, Office

POLICY = ThrottlePolicy(
    free=2, forgiven_every=timedelta(minutes=1), longest_wait=timedelta(seconds=6)
)


def tried(times, every_s=0.0):
    tries, now = None, NOW
    for _ in range(times):
        tries = admit(tries, POLICY, now)
        now = max(now + timedelta(seconds=every_s), tries.blocked_until)
    return tries


@pytest.mark.parametrize(
    ("times", "wait_s"), [(1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (6, 6), (40, 6)]
)
def test_waits_double_beyond_the_free_tries_up_to_the_longest(times, wait_s):
    tries = tried(times)

    assert (tries.blocked_until - tries.last_at).total_seconds() == wait_s


def test_a_try_too_early_is_refused_with_the_time_that_is_left():
    tries = Tries(3, NOW, NOW + timedelta(seconds=4))

    with pytest.raises(TooManyTries) as refused:
        admit(tries, POLICY, NOW + timedelta(seconds=1))

    assert refused.value.retry_after_s == 3


def test_tries_are_forgiven_one_by_one():
    tries = Tries(5, NOW, NOW)

    assert tries.forgiven(POLICY, NOW + timedelta(seconds=59)) == 5
    assert tries.forgiven(POLICY, NOW + timedelta(seconds=61)) == 4
    assert tries.forgiven(POLICY, NOW + timedelta(days=1)) == 0
    assert tries.forgiven(POLICY, NOW - timedelta(days=1)) == 5


@pytest.fixture
def office():
    return Office()


def guess(office, email="ada@example.com", address="198.51.100.1"):
    try:
        log_in(office.desk, LogIn(email, "wrong-password-9", None, address))
    except (InvalidCredentials, TooManyTries) as refused:
        return type(refused)
    raise AssertionError


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_an_account_is_guessed_at_ever_more_slowly_whether_it_exists_or_not(office, email):
    office.register()

    answers = [guess(office, email, f"198.51.100.{n}") for n in range(PER_EMAIL.free + 2)]

    assert answers == [InvalidCredentials] * (PER_EMAIL.free + 1) + [TooManyTries]


def test_a_blocked_account_does_not_even_take_the_right_password(office):
    office.register()
    while guess(office) is not TooManyTries:
        pass

    with pytest.raises(TooManyTries):
        office.log_in()
    office.wait(minutes=16)
    assert office.log_in()


def test_the_right_password_forgives_the_wrong_ones(office):
    office.register()
    for _ in range(3):
        for _ in range(PER_EMAIL.free - 1):
            assert guess(office) is InvalidCredentials
        office.log_in()


def test_one_source_does_not_try_many_accounts(office):
    answers = [guess(office, f"p{n}@example.com") for n in range(PER_ADDRESS.free + 2)]

    assert answers[-1] is TooManyTries
    assert guess(office, "p1@example.com", "198.51.100.2") is InvalidCredentials


def test_an_attackers_own_account_does_not_wash_guesses_away(office):
    office.register("eve@example.com")
    answers = []
    for number in range(PER_ADDRESS.free + 2):
        try:
            log_in(office.desk, LogIn("eve@example.com", PASSWORD, None, "198.51.100.1"))
        except TooManyTries:
            answers.append(TooManyTries)
        answers.append(guess(office, f"p{number}@example.com"))

    assert TooManyTries in answers


def test_tries_made_at_once_all_count(table):
    store = DynamoTries(table)
    admitted, refused = [], []
    throttle = Throttle(
        store, lambda: NOW, ThrottlePolicy(1000, POLICY.forgiven_every, POLICY.longest_wait)
    )
    start = Barrier(8)

    def attempt():
        start.wait()
        for _ in range(3):
            try:
                throttle.before_login("ada@example.com", "198.51.100.1")
                admitted.append(1)
            except TooManyTries:
                refused.append(1)

    threads = [Thread(target=attempt) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(admitted) + len(refused) == 24
    assert len(admitted) <= PER_EMAIL.free + 1
