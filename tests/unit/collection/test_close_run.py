"""Closing a run: exact totals, rates, and what counts as left over."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.checkpoints import (
    Checkpoint,
    Failure,
    FailureStage,
    ScopeTotals,
)
from shelfsignal.collection.domain.collect_ports import BatchSummary
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.runs import RunStage, RunStatus, Scope, resumed
from shelfsignal.collection.services.close_run import Ledger, close_run, rates
from shelfsignal.kernel.ids import Marketplace, RunId, SellerId
from shelfsignal.kernel.progress import Counters
from tests.builders.collection import NOW, ORG, RUN, SELLER, a_run, a_scope
from tests.fakes.collection import (
    FakeCheckpoints,
    FakeFailures,
    FakeResults,
    FakeRuns,
    FakeSchedule,
)


class Office:
    """A run of 100 products in two batches, all collected."""

    def __init__(self):
        self.runs = FakeRuns()
        self.checkpoints, self.failures = FakeCheckpoints(self.runs), FakeFailures(self.runs)
        self.results = FakeResults([a_summary(), a_summary()])
        self.ledger = Ledger(
            self.runs,
            self.checkpoints,
            self.failures,
            self.results,
            FakeSchedule(),
            lambda: NOW + timedelta(minutes=5),
        )
        run = a_run(execution_arn="arn:1")
        self.runs.create(run, locks_of(run, "arn:1", NOW))
        tally = CallTally({Operation.LIST_PRODUCTS: 10, Operation.LIST_REVIEWS: 90})
        tally.first_at, tally.last_at = NOW, NOW + timedelta(seconds=20)
        counters = Counters(pages=10, products=100, reviews=2000, dropped={"duplicate_item": 1})
        point = self.checkpoints.load(a_scope())
        self.checkpoints.move(a_scope(), point, Checkpoint(batches=2, done=True), counters, tally)

    def close(self, attempt=1):
        return close_run(self.ledger, ORG, RUN, attempt)

    def fail(self, stage, products=0, attempt=1):
        failure = Failure(ORG, RUN, attempt, stage, f"{stage}", "Error", "why", NOW, products)
        self.failures.record(failure)


def a_summary(products=50, failed=0):
    counters = Counters(
        reviews_analysed=900,
        versions_written=40,
        tokens=10,
        cost_usd=Decimal("0.25"),
        dropped={"kept_without_text": 2},
    )
    return BatchSummary(products - failed, 1500, failed, counters, "local-1")


@pytest.fixture
def office():
    return Office()


def test_totals_are_exact_whatever_the_live_counters_said(office):
    office.runs.add(ORG, RUN, Counters(analysed=7, versions_written=500))

    run = office.close()

    assert (run.status, run.stage, run.engine) == (RunStatus.SUCCEEDED, RunStage.CLOSED, "local-1")
    assert run.seconds == 300.0
    assert run.counters == Counters(
        pages=10,
        requests=100,
        products=100,
        reviews=3000,
        analysed=100,
        reviews_analysed=1800,
        versions_written=80,
        tokens=20,
        cost_usd=Decimal("0.50"),
        dropped={"duplicate_item": 1, "kept_without_text": 4},
    )


def test_the_rates_are_those_of_the_slowest_bucket(office):
    run = office.close()

    assert run.permitted_rps == round(100 / 18, 3), "90 requests at 5 a second are the slowest"
    assert run.achieved_rps == 5.0
    assert run.collection_seconds == 20.0


def test_locks_are_released_and_closing_again_changes_nothing(office):
    first = office.close()

    assert office.runs.held == {}
    assert office.close() == first


def test_closing_an_attempt_that_is_over_changes_nothing(office):
    first = replace(office.runs.get(ORG, RUN), status=RunStatus.PARTIAL)
    office.runs.runs[ORG, RUN] = first
    second = replace(resumed(first, NOW), execution_arn="arn:2")
    office.runs.advance(second, locks_of(second, "arn:2", NOW), replaces=first)

    run = office.close(attempt=1)

    assert (run.attempt, run.status) == (2, RunStatus.RUNNING)
    assert {lock.execution_arn for lock in office.runs.held.values()} == {"arn:2"}


@pytest.mark.parametrize(
    ("stage", "products", "status"),
    [
        (FailureStage.PAGE, 0, RunStatus.PARTIAL),
        (FailureStage.TAIL, 1, RunStatus.PARTIAL),
        (FailureStage.BATCH, 5, RunStatus.PARTIAL),
        (FailureStage.BATCH, 20, RunStatus.FAILED),
        (FailureStage.SCOPE, 0, RunStatus.FAILED),
    ],
)
def test_what_failed_decides_the_status(office, stage, products, status):
    office.fail(stage, products)

    run = office.close()

    assert run.status is status
    assert run.counters.failures == 1


def test_failures_of_an_earlier_attempt_are_over(office):
    office.fail(FailureStage.BATCH, 20, attempt=1)
    office.runs.runs[ORG, RUN] = replace(office.runs.get(ORG, RUN), attempt=2)

    assert office.close(attempt=2).status is RunStatus.SUCCEEDED


@pytest.mark.parametrize(
    ("failed", "status"), [(1, RunStatus.PARTIAL), (6, RunStatus.FAILED)], ids=["few", "many"]
)
def test_failed_products_are_tolerated_up_to_the_share(office, failed, status):
    office.results.found = [a_summary(failed=failed), a_summary()]

    run = office.close()

    assert (run.status, run.counters.analysed) == (status, 100 - failed)


def test_a_batch_without_a_result_or_a_word_leaves_the_run_partial(office):
    office.results.found.pop()

    run = office.close()

    assert run.status is RunStatus.PARTIAL
    assert run.failure == "a scope or a batch ended without a result or a word"


def test_a_run_with_something_left_says_what(office):
    office.fail(FailureStage.PAGE)
    office.fail(FailureStage.TAIL, 1)
    office.results.found = [a_summary(failed=1), a_summary()]

    run = office.close()

    assert run.failure == (
        "2 recorded, the latest: PAGE PAGE: Error: why; 1 products failed analysis"
    )


def test_a_scope_that_never_began_leaves_the_run_partial(office):
    scopes = (Scope(SELLER, Marketplace.US), Scope(SELLER, Marketplace.DE))
    office.runs.runs[ORG, RUN] = replace(office.runs.get(ORG, RUN), scopes=scopes)

    assert office.close().status is RunStatus.PARTIAL


def test_one_failed_scope_of_two_leaves_the_run_partial(office):
    scopes = (Scope(SELLER, Marketplace.US), Scope(SELLER, Marketplace.DE))
    office.runs.runs[ORG, RUN] = replace(office.runs.get(ORG, RUN), scopes=scopes)
    office.fail(FailureStage.SCOPE)

    assert office.close().status is RunStatus.PARTIAL


def test_marketplaces_of_one_region_share_a_bucket():
    def scope(place, requests):
        return ScopeTotals(
            SellerId("A"),
            place,
            Counters(),
            {Operation.LIST_REVIEWS: requests},
            {Operation.LIST_REVIEWS: 2.0},
            NOW,
            NOW + timedelta(seconds=60),
        )

    found = rates([scope(Marketplace.UK, 50), scope(Marketplace.DE, 55)])

    assert found == (2.0, 1.75, 60.0)


def test_a_run_without_requests_has_no_rates(office):
    assert rates([]) == (None, None, None)
    assert close_run(office.ledger, ORG, RUN, 1).run_id == RunId(RUN)


def test_a_run_whose_money_ran_out_is_partial():
    office = Office()
    unread = {f"US-{number}": number for number in range(1, 13)}
    counters = Counters(dropped={"budget_exhausted": 78})
    exhausted = replace(a_summary(), counters=counters, unread=unread)
    office.results = FakeResults([a_summary(), exhausted])
    office.ledger = replace(office.ledger, results=office.results)

    run = office.close()

    assert run.status is RunStatus.PARTIAL
    assert run.counters.dropped["budget_exhausted"] == 78
    assert run.failure.startswith("budget exhausted: 78 reviews of 12 products are unread: US-12")
    assert run.failure.endswith("US-3 (3) and 2 more")


def test_operations_within_their_burst_set_no_floor():
    counts = {
        Operation.CREATE_REPORT: 1,
        Operation.GET_REPORT: 6,
        Operation.GET_REPORT_DOCUMENT: 1,
        Operation.SEARCH_CATALOG_ITEMS: 50,
        Operation.GET_COMPETITIVE_PRICING: 50,
        Operation.GET_ITEM_REVIEW_TOPICS: 60,
    }
    scope = ScopeTotals(
        SELLER, Marketplace.US, Counters(), counts, {}, NOW, NOW + timedelta(seconds=110)
    )

    permitted, achieved, seconds = rates([scope])

    assert permitted == round(168 / 100, 3), "50 prices at one in two seconds are the slowest"
    assert (achieved, seconds) == (round(168 / 110, 3), 110.0)
