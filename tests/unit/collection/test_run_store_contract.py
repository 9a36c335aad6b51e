"""One contract for run stores and locks, held by the fake and by DynamoDB."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shelfsignal.collection.adapters.dynamo.runs import DynamoRuns
from shelfsignal.collection.domain.errors import RunInProgress, RunNotFound, StaleAttempt
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.runs import RunStage, RunStatus, Scope
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId
from shelfsignal.kernel.progress import Counters
from tests.builders.collection import NOW, ORG, RUN, a_run
from tests.fakes.collection import FakeRuns
from tests.unit.collection.conftest import TABLE


@pytest.fixture(params=["fake", "dynamo"])
def store(request):
    if request.param == "fake":
        return FakeRuns()
    request.getfixturevalue("aws")
    return DynamoRuns(TABLE)


def create(store, run):
    store.create(run, locks_of(run, "arn:1", NOW))


def test_a_run_comes_back_as_it_was_stored(store):
    run = a_run(
        status=RunStatus.PARTIAL,
        stage=RunStage.CLOSED,
        execution_arn="arn:1",
        finished_at=NOW + timedelta(seconds=90),
        counters=Counters(pages=3, cost_usd=Decimal("0.000012"), dropped={"malformed_item": 2}),
        permitted_rps=5.2,
        achieved_rps=5.1,
        collection_seconds=12.5,
        engine="local-1",
        failure="why",
    )
    create(store, run)

    assert store.get(ORG, RUN) == run
    assert store.find(ORG, RunId("NOPE")) is None
    with pytest.raises(RunNotFound):
        store.get(OrgId("other"), RUN)


def test_a_refused_lock_creates_nothing_and_names_the_holder(store):
    create(store, a_run())

    with pytest.raises(RunInProgress) as refusal:
        create(store, a_run(run_id=RunId("SECOND")))

    assert refusal.value.details["holder"] == RUN
    assert store.find(ORG, RunId("SECOND")) is None


def test_creating_a_run_twice_is_refused(store):
    create(store, a_run())

    with pytest.raises(StaleAttempt):
        create(store, a_run())


def test_advancing_needs_the_state_it_was_decided_on(store):
    stored = a_run(status=RunStatus.PARTIAL)
    create(store, stored)
    resumed = replace(stored, attempt=2, status=RunStatus.RUNNING)

    store.advance(resumed, locks_of(resumed, "arn:2", NOW), replaces=stored)

    assert store.get(ORG, RUN) == resumed
    assert [lock.execution_arn for lock in store.locks(ORG, stored.scopes)] == ["arn:2"]
    with pytest.raises(StaleAttempt):
        store.advance(resumed, locks_of(resumed, "arn:2", NOW), replaces=stored)


def test_only_the_attempt_that_holds_a_lock_releases_it(store):
    run = a_run()
    create(store, run)

    store.release(locks_of(replace(run, attempt=2), "", NOW))
    assert len(store.locks(ORG, run.scopes)) == 1
    store.release(locks_of(run, "", NOW))
    store.release(locks_of(run, "", NOW))
    assert store.locks(ORG, run.scopes) == []


def test_finishing_is_for_the_present_attempt_only(store):
    run = a_run()
    create(store, run)

    store.finish(replace(run, attempt=2, status=RunStatus.FAILED))
    assert store.get(ORG, RUN).status is RunStatus.RUNNING
    store.finish(replace(run, status=RunStatus.SUCCEEDED))
    assert store.get(ORG, RUN).status is RunStatus.SUCCEEDED


def test_counters_add_up_and_an_unknown_run_is_no_error(store):
    create(store, a_run())

    for _ in range(2):
        store.add(ORG, RUN, Counters(pages=1, tokens=5, cost_usd=Decimal("0.5"), dropped={"x": 3}))
    store.add(ORG, RUN, Counters())
    store.add(ORG, RunId("NOPE"), Counters(pages=1))

    expected = Counters(pages=2, tokens=10, cost_usd=Decimal(1), dropped={"x": 6})
    assert store.get(ORG, RUN).counters == expected
    assert store.find(ORG, RunId("NOPE")) is None


def test_runs_come_newest_first(store):
    for name in ("01A", "01B", "01C"):
        create(store, a_run(run_id=RunId(name), scopes=()))

    assert [run.run_id for run in store.page(ORG, 2, None)] == ["01C", "01B"]
    assert [run.run_id for run in store.page(ORG, 2, RunId("01B"))] == ["01A"]
    assert store.page(OrgId("other"), 2, None) == []


def many(first=0):
    return tuple(Scope(SellerId(f"S{i:03d}"), Marketplace.US) for i in range(first, first + 150))


def test_more_scopes_than_a_transaction_holds(store):
    run = a_run(scopes=many())
    create(store, run)

    assert len(store.locks(ORG, run.scopes)) == 150


def test_a_lock_refused_late_undoes_the_ones_taken(aws):
    store = DynamoRuns(TABLE)
    create(store, a_run(scopes=many()[140:141]))

    with pytest.raises(RunInProgress):
        create(store, a_run(run_id=RunId("SECOND"), scopes=many()))

    held = store.locks(ORG, many())
    assert [lock.run_id for lock in held] == [RUN]
    assert store.get(ORG, RunId("SECOND")).status is RunStatus.FAILED
