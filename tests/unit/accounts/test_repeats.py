"""Keys of repeatable requests: the same promises in memory and in the table."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.accounts.adapters.repeats import DynamoRepeats
from shelfsignal.accounts.domain.repeats import KEPT_FOR, WORKED_FOR, Answered, Claim, Taken
from tests.builders.accounts import NOW
from tests.fakes.repeats import MemoryRepeats

CLAIM = Claim("northwind", "name", "request")
ANSWER = Answered(201, '{"a":1}')


@pytest.fixture(params=["memory", "dynamo"])
def store(request):
    if request.param == "memory":
        return MemoryRepeats()
    return DynamoRepeats(request.getfixturevalue("table"))


def test_a_key_is_one_workers_until_it_is_answered(store):
    assert store.claim(CLAIM, NOW) is None
    assert store.claim(CLAIM, NOW) == Taken("request", None)

    store.keep(CLAIM, ANSWER, NOW)
    assert store.claim(CLAIM, NOW + timedelta(hours=23)) == Taken("request", ANSWER)


def test_a_claim_whose_worker_died_runs_out(store):
    store.claim(CLAIM, NOW)

    assert store.claim(CLAIM, NOW + WORKED_FOR - timedelta(seconds=1)) is not None
    assert store.claim(CLAIM, NOW + WORKED_FOR) is None


def test_an_answer_is_kept_for_a_day(store):
    store.claim(CLAIM, NOW)
    store.keep(CLAIM, ANSWER, NOW)

    assert store.claim(CLAIM, NOW + KEPT_FOR) is None


def test_a_released_key_is_free(store):
    store.claim(CLAIM, NOW)
    store.release(CLAIM)

    assert store.claim(CLAIM, NOW) is None


def test_a_key_is_its_organisations_and_its_callers(store):
    store.claim(CLAIM, NOW)

    assert store.claim(replace(CLAIM, org_id="rival"), NOW) is None
    assert store.claim(replace(CLAIM, name="another"), NOW) is None
    assert store.claim(replace(CLAIM, request="other"), NOW) == Taken("request", None)
