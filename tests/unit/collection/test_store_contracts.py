"""Contracts of the other stores, each held by the fake and by the real one on moto."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shelfsignal.collection.adapters.dynamo.checkpoints import DynamoCheckpoints
from shelfsignal.collection.adapters.dynamo.connections import DynamoConnections
from shelfsignal.collection.adapters.dynamo.failures import DynamoFailures
from shelfsignal.collection.adapters.dynamo.products import DynamoProducts
from shelfsignal.collection.adapters.dynamo.runs import DynamoRuns
from shelfsignal.collection.adapters.dynamo.schedule import DynamoSchedule
from shelfsignal.collection.adapters.dynamo.slots import DynamoSlots
from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.checkpoints import Checkpoint, Failure, FailureStage
from shelfsignal.collection.domain.connections import ConnectionStatus, OrgSettings
from shelfsignal.collection.domain.errors import CheckpointMoved, SellerNotFound, SellerTaken
from shelfsignal.collection.domain.jobs import Mark
from shelfsignal.collection.domain.limiter_ports import Granted, Refused
from shelfsignal.collection.domain.pace import Bucket, LimiterKey, SlotState
from shelfsignal.collection.domain.ports import DueRun
from shelfsignal.collection.domain.products import (
    CompleteListing,
    FeedbackAsked,
    ProductMemory,
)
from shelfsignal.kernel.ids import Marketplace, OrgId, ProductId, Region, RunId, SellerId
from shelfsignal.kernel.progress import Counters
from tests.builders.collection import DAY, NOW, ORG, RUN, SELLER, a_connection, a_run, a_scope
from tests.fakes.collection import (
    FakeCheckpoints,
    FakeConnections,
    FakeFailures,
    FakeProducts,
    FakeRuns,
    FakeSchedule,
    FakeSlots,
)
from tests.unit.collection.conftest import TABLE, client


@pytest.fixture(params=["fake", "real"])
def is_fake(request):
    if request.param == "real":
        request.getfixturevalue("aws")
    return request.param == "fake"


@pytest.fixture
def runs(is_fake):
    store = FakeRuns() if is_fake else DynamoRuns(TABLE)
    store.create(a_run(scopes=()), [])
    return store


class TestConnections:
    @pytest.fixture
    def store(self, is_fake):
        return FakeConnections() if is_fake else DynamoConnections(TABLE)

    def test_a_connection_comes_back_as_it_was_stored(self, store):
        connection = a_connection(places=(Marketplace.UK, Marketplace.DE))
        store.put(connection)
        store.put(a_connection(SellerId("A2")))

        assert store.get(connection.grant) == connection
        assert [each.seller_id for each in store.of_org(ORG)] == [SELLER, "A2"]
        assert store.of_org(OrgId("other")) == []
        with pytest.raises(SellerNotFound):
            store.get(replace(connection.grant, org_id=OrgId("other")))

    def test_a_selling_partner_is_claimed_by_one_organisation(self, store):
        store.claim(ORG, SELLER)
        store.claim(ORG, SELLER)

        with pytest.raises(SellerTaken):
            store.claim(OrgId("other"), SELLER)

    def test_a_seller_to_reauthorise_is_not_active(self, store):
        store.put(a_connection())
        store.put(a_connection(places=(Marketplace.UK,)))
        grant = a_connection().grant
        store.mark_reauthorise(grant, "invalid_grant")

        assert store.get(replace(grant, region=Region.EUROPE)).is_active
        found = store.get(grant)
        assert (found.status, found.status_reason) == (
            ConnectionStatus.REAUTHORISE,
            "invalid_grant",
        )
        assert not found.is_active

    def test_a_refused_customer_feedback_is_noted_until_the_seller_consents_again(self, store):
        store.put(a_connection())
        grant = a_connection().grant

        store.note_feedback_refused(grant, DAY, "403 Unauthorized")
        store.note_feedback_refused(replace(grant, org_id=OrgId("other")), DAY, "not theirs")

        noted = store.get(grant)
        assert noted.is_active
        assert (noted.feedback_refused_on, noted.feedback_refusal) == (DAY, "403 Unauthorized")
        assert store.of_org(OrgId("other")) == []
        store.put(a_connection())
        assert store.get(grant) == a_connection()

    def test_a_refused_customer_feedback_is_forgotten_when_amazon_answers(self, store):
        store.put(a_connection())
        grant = a_connection().grant
        store.note_feedback_refused(grant, DAY, "403 Unauthorized")

        store.forget_feedback_refused(grant)
        store.forget_feedback_refused(replace(grant, org_id=OrgId("other")))

        assert store.get(grant) == a_connection()
        assert store.of_org(OrgId("other")) == []

    def test_a_connection_that_was_removed_is_not_brought_back_by_marking_it(self, store):
        connection = a_connection()
        store.put(connection)

        store.remove(connection.grant)
        store.remove(connection.grant)
        store.mark_reauthorise(connection.grant, "invalid_grant")

        assert store.of_org(ORG) == []


class TestSchedule:
    @pytest.fixture
    def store(self, is_fake):
        return FakeSchedule() if is_fake else DynamoSchedule(TABLE)

    def test_settings_come_back_and_default(self, store):
        settings = OrgSettings(ORG, True, 6, 5, 3, 0.1)
        store.put_settings(settings, NOW)

        assert store.settings(ORG) == settings
        assert store.settings(OrgId("other")) == OrgSettings(OrgId("other"))

    def test_what_is_due_comes_longest_overdue_first(self, store):
        hour = timedelta(hours=1)
        for name, due in (("a", NOW), ("b", NOW - hour), ("c", NOW + hour)):
            store.put_settings(OrgSettings(OrgId(name), True), due)

        assert store.due(NOW, 10) == [DueRun(OrgId("b"), NOW - hour), DueRun(OrgId("a"), NOW)]
        assert len(store.due(NOW, 1)) == 1

    def test_an_entry_moves_once(self, store):
        store.put_settings(OrgSettings(ORG, True), NOW)
        [due] = store.due(NOW, 10)
        later = NOW + timedelta(hours=6)

        store.move_due(due, later)
        store.move_due(due, NOW + timedelta(hours=1))

        assert store.due(NOW, 10) == []
        assert store.due(later, 10) == [DueRun(ORG, later)]

    def test_new_settings_replace_the_entry(self, store):
        store.put_settings(OrgSettings(ORG, True), NOW)
        store.put_settings(OrgSettings(ORG, True), NOW)
        store.put_settings(OrgSettings(ORG, True), NOW - timedelta(hours=1))
        assert len(store.due(NOW, 10)) == 1
        store.put_settings(OrgSettings(ORG, False), None)

        assert store.due(NOW, 10) == []

    def test_an_entry_can_be_taken_off(self, store):
        store.put_settings(OrgSettings(ORG, True), NOW)

        store.move_due(DueRun(ORG, NOW), None)

        assert store.due(NOW, 10) == []


class TestCheckpoints:
    @pytest.fixture
    def store(self, is_fake, runs):
        return FakeCheckpoints(runs) if is_fake else DynamoCheckpoints(TABLE, runs)

    @staticmethod
    def a_tally(seconds=0, operation=Operation.LIST_PRODUCTS):
        tally = CallTally(rates={operation: 2.5}, http_429=1, retries=2)
        tally.sent(operation, NOW + timedelta(seconds=seconds))
        return tally

    def test_a_fresh_scope_starts_at_page_one(self, store):
        assert store.load(a_scope()) == Checkpoint()

    def test_the_checkpoint_moves_with_the_counters(self, store, runs):
        start = store.load(a_scope())
        counters = Counters(pages=1, products=9, dropped={"malformed_item": 1})

        moved = store.move(a_scope(), start, start.after_page("t2"), counters, self.a_tally())
        last = store.move(a_scope(), moved, moved.after_page(None), counters, self.a_tally(5))

        assert store.load(a_scope()) == last
        assert last == Checkpoint(3, None, None, 1, 2, True, version=2)
        run = runs.get(ORG, RUN).counters
        assert run == Counters(
            pages=2,
            products=18,
            requests=2,
            http_429=2,
            retries=4,
            dropped={"malformed_item": 2},
        )
        [totals] = store.totals(ORG, RUN)
        assert totals.counters == run
        assert totals.requests == {Operation.LIST_PRODUCTS: 2}
        assert totals.rates == {Operation.LIST_PRODUCTS: 2.5}
        assert (totals.first_at, totals.last_at) == (NOW, NOW + timedelta(seconds=5))

    def test_a_checkpoint_that_moved_is_refused_with_its_counters(self, store, runs):
        start = store.load(a_scope())
        store.move(a_scope(), start, start.after_page("t2"), Counters(pages=1), CallTally())

        with pytest.raises(CheckpointMoved):
            store.move(a_scope(), start, start.after_page("t2"), Counters(pages=1), CallTally())
        assert runs.get(ORG, RUN).counters.pages == 1

    def test_tails_add_to_the_scope_and_the_latest_answer_stands(self, store, runs):
        store.load(a_scope())
        reviews = Operation.LIST_REVIEWS
        store.add(a_scope(), Counters(reviews=4), self.a_tally(9, reviews))
        store.add(a_scope(), Counters(dropped={"x": 1}), self.a_tally(3, reviews))
        store.add(a_scope(), Counters(), CallTally())

        [totals] = store.totals(ORG, RUN)
        assert totals.last_at == NOW + timedelta(seconds=9)
        assert (totals.counters.reviews, totals.requests) == (4, {reviews: 2})
        assert runs.get(ORG, RUN).counters.requests == 2

    def test_every_operation_is_counted_by_itself(self, store):
        start = store.load(a_scope())
        tally = CallTally(rates={Operation.SEARCH_CATALOG_ITEMS: 2.0})
        for operation in Operation:
            tally.sent(operation, NOW)
        store.move(a_scope(), start, start.after_page("t2"), Counters(), tally.empty())
        store.add(a_scope(), Counters(), self.a_tally(1, Operation.GET_ITEM_REVIEW_TOPICS))

        [totals] = store.totals(ORG, RUN)
        topics = Operation.GET_ITEM_REVIEW_TOPICS
        assert totals.requests == {**dict.fromkeys(Operation, 1), topics: 2}
        assert totals.rates == {Operation.SEARCH_CATALOG_ITEMS: 2.0, topics: 2.5}

    def test_what_a_source_prepares_is_kept_until_the_walk_begins_anew(self, store):
        start = store.load(a_scope())
        prepared = start.prepared_as("report 7")
        moved = store.move(a_scope(), start, prepared, Counters(), CallTally())
        assert store.load(a_scope()).prepared == "report 7"

        store.move(a_scope(), moved, moved.walked_again(1), Counters(), CallTally())

        assert store.load(a_scope()).prepared is None

    def test_scopes_of_other_runs_are_not_totalled(self, store):
        store.load(a_scope())

        assert store.totals(ORG, RunId("OTHER")) == []


class TestProducts:
    @pytest.fixture
    def store(self, is_fake):
        return FakeProducts() if is_fake else DynamoProducts(TABLE)

    @staticmethod
    def a_memory(asin="B1"):
        return ProductMemory(
            org_id=ORG,
            product_id=ProductId(f"US-{asin}"),
            title="Flask",
            brand="Northwind",
            category="Kitchen",
            parent_asin=None,
            first_seen_at=NOW,
            last_seen_at=NOW,
            seen_run=RUN,
            seen_walk=1,
            seen_page=2,
        )

    def test_memories_come_back(self, store):
        memories = [self.a_memory(f"B{i:03d}") for i in range(120)]
        store.remember(memories)
        wanted = [each.product_id for each in memories[:110]]

        found = store.recall(ORG, [*wanted, ProductId("US-NOPE")])

        assert found == {each.product_id: each for each in memories[:110]}
        assert store.recall(ORG, []) == {}
        assert store.recall(OrgId("other"), wanted) == {}

    def test_a_complete_listing_is_noted(self, store):
        memory = self.a_memory()
        complete = CompleteListing(DAY, RUN, "00001-00", 30, "digest")
        store.remember([memory])

        store.fetched(ORG, memory.product_id, complete, None)

        expected = replace(memory, complete=complete)
        assert store.recall(ORG, [memory.product_id]) == {memory.product_id: expected}
        store.remember([expected])
        assert store.recall(ORG, [memory.product_id])[memory.product_id].complete == complete

    def test_a_mark_and_customer_feedback_are_noted_beside_each_other(self, store):
        memory = self.a_memory()
        mark = Mark(NOW, frozenset({"a", "b"}))
        complete = CompleteListing(DAY, RUN, "00001-00", 30, "digest", mark)
        feedback = FeedbackAsked(DAY, RUN, "00001-01")
        store.remember([memory])

        store.fetched(ORG, memory.product_id, complete, None)
        store.fetched(ORG, memory.product_id, None, feedback)

        expected = replace(memory, complete=complete, feedback=feedback)
        assert store.recall(ORG, [memory.product_id]) == {memory.product_id: expected}
        store.remember([expected])
        assert store.recall(ORG, [memory.product_id]) == {memory.product_id: expected}


def test_failures_are_one_a_subject_and_belong_to_an_attempt(is_fake, runs):
    store = FakeFailures(runs) if is_fake else DynamoFailures(TABLE, runs)
    first = Failure(ORG, RUN, 1, FailureStage.TAIL, "A1#US#B1", "SourceRefused", "why", NOW, 1)

    store.record(first)
    assert store.of_attempt(ORG, RUN, 1) == [first]
    again = replace(first, attempt=2)
    store.record(again)

    assert store.of_attempt(ORG, RUN, 1) == []
    assert store.of_attempt(ORG, RUN, 2) == [again]
    assert runs.get(ORG, RUN).counters.failures == 2


class TestSlots:
    KEY = LimiterKey("app", SELLER, Region.EUROPE, "listReviews")
    BUCKET = Bucket(5.0, 5)
    NOW_MS = 1_795_000_000_000.0

    @pytest.fixture
    def store(self, is_fake):
        return FakeSlots() if is_fake else DynamoSlots(client("dynamodb"), TABLE)

    def test_an_idle_bucket_starts_at_now(self, store):
        step = self.BUCKET.interval_ms

        assert store.read(self.KEY) is None
        assert store.follow(self.KEY, self.BUCKET, self.NOW_MS, self.NOW_MS + 1) == Refused(None)
        granted = store.restart(self.KEY, self.BUCKET, self.NOW_MS)
        assert granted.tat_ms == pytest.approx(self.NOW_MS + step, abs=0.01)
        assert store.read(self.KEY).rate == 5.0
        assert store.writes == 2

    def test_a_busy_bucket_moves_one_interval_and_not_beyond_the_limit(self, store):
        step = self.BUCKET.interval_ms
        first = store.restart(self.KEY, self.BUCKET, self.NOW_MS)

        assert isinstance(store.restart(self.KEY, self.BUCKET, self.NOW_MS), Refused)
        limit = self.NOW_MS + 1.5 * step
        second = store.follow(self.KEY, self.BUCKET, self.NOW_MS, limit)
        third = store.follow(self.KEY, self.BUCKET, self.NOW_MS, limit)

        assert second.tat_ms == pytest.approx(first.tat_ms + step, abs=0.01)
        assert third.state.tat_ms == second.tat_ms

    def test_a_rate_that_changed_refuses_the_old_one(self, store):
        store.restart(self.KEY, self.BUCKET, self.NOW_MS)
        store.adopt_rate(self.KEY, 5.0, 2.0)
        store.adopt_rate(self.KEY, 5.0, 9.0)

        refused = store.follow(self.KEY, self.BUCKET, self.NOW_MS, self.NOW_MS + 1e6)
        assert refused.state.rate == 2.0
        assert isinstance(
            store.follow(self.KEY, Bucket(2.0, 5), self.NOW_MS, self.NOW_MS + 1e6), Granted
        )

    def test_postponing_never_brings_forward(self, store):
        store.postpone(self.KEY, self.BUCKET, self.NOW_MS + 500)
        store.postpone(self.KEY, self.BUCKET, self.NOW_MS + 100)

        assert store.read(self.KEY) == SlotState(self.NOW_MS + 500, 5.0)

    def test_a_flight_is_alone_until_it_lands(self, store):
        until = self.NOW_MS + 30_000
        granted = store.lease(self.KEY, self.BUCKET, self.NOW_MS, "me", until)
        refused = store.lease(self.KEY, self.BUCKET, self.NOW_MS + 900, "you", until)
        store.land(self.KEY, "you", self.NOW_MS)
        still = store.lease(self.KEY, self.BUCKET, self.NOW_MS + 900, "you", until)
        store.land(self.KEY, "me", self.NOW_MS + 1_000)

        assert isinstance(granted, Granted)
        assert refused.state.lease_until_ms == until
        assert isinstance(still, Refused)
        assert isinstance(
            store.lease(self.KEY, self.BUCKET, self.NOW_MS + 1_000, "you", until), Granted
        )


def test_a_slot_expires_some_days_after_its_last_use(aws):
    DynamoSlots(client("dynamodb"), TABLE).restart(
        TestSlots.KEY, TestSlots.BUCKET, TestSlots.NOW_MS
    )

    [item] = client("dynamodb").scan(TableName=TABLE)["Items"]
    assert item["pk"] == {"S": "LIMITER#app#A1SELLER#EU#listReviews"}
    assert "expires_at" in item
