"""Completing review listings: resumable by product, one bad product never stops the others."""

from dataclasses import replace

import pytest

from shelfsignal.collection.domain.checkpoints import FailureStage
from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.errors import (
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.services.collect_pages import collect_pages
from shelfsignal.collection.services.collect_review_tails import collect_review_tails
from shelfsignal.kernel.catalogue import ListingKind
from shelfsignal.kernel.ids import ProductId
from tests.builders.collection import (
    ORG,
    RUN,
    SELLER,
    a_connection,
    a_long_item,
    a_page,
    a_review,
    a_reviews_page,
    a_scope,
    an_item,
)

REFUSED = SourceRefused("listReviews", 400, "page token expired")


def plenty() -> float:
    return 300.0


def tail_of(asin, *reviews, next_token=None):
    return a_reviews_page(*(a_review(each) for each in reviews), asin=asin, next_token=next_token)


@pytest.fixture
def batch(world):
    """Two products that need their tails, and one that does not."""
    world.feed.put("", a_page(a_long_item("B2"), an_item("B1"), a_long_item("B3")))
    outcome = collect_pages(world.collector, a_scope(), plenty)
    world.feed.put("tail-B2", tail_of("B2", "R2", next_token="more"), asin="B2")
    world.feed.put("more", tail_of("B2", "R3"), asin="B2")
    world.feed.put("tail-B3", tail_of("B3", "R9"), asin="B3")
    world.feed.asked.clear()
    world.lake.journal.clear()
    return world.lake.manifests[outcome.batches_key][0]


def tails(world):
    return {
        key[-1]: [review.review_id for review in listing.reviews]
        for key, listing in world.lake.tails.items()
    }


def test_every_flagged_product_gets_its_complete_listing(world, batch):
    outcome = collect_review_tails(world.collector, batch, plenty)

    assert batch.tails == 2
    assert tails(world) == {"B2": ["B2-R1", "R2", "R3"], "B3": ["B3-R1", "R9"]}
    assert {each.kind for each in world.lake.tails.values()} == {ListingKind.COMPLETE}
    assert (outcome.more, outcome.to_json()["batch"]) == (False, batch.batch)
    assert world.lake.journal == [
        "raw listReviews B2 1",
        "raw listReviews B2 2",
        "raw listReviews B3 1",
    ]
    assert world.runs.get(ORG, RUN).counters.reviews == 6


def test_the_complete_listing_is_remembered_with_its_batch(world, batch):
    collect_review_tails(world.collector, batch, plenty)

    complete = world.products.rows[ORG, ProductId("US-B2")].complete
    assert (complete.run_id, complete.batch, complete.review_count) == (RUN, batch.batch, 3)


def test_finished_products_are_not_fetched_again(world, batch):
    collect_review_tails(world.collector, batch, plenty)
    world.feed.asked.clear()

    collect_review_tails(world.collector, batch, plenty)

    assert world.feed.asked == []


def test_an_expired_tail_token_restarts_that_products_listing(world, batch):
    world.feed.put("tail-B2", REFUSED, asin="B2")
    world.feed.put("", tail_of("B2", "B2-R1", "R2", "R3"), asin="B2")

    collect_review_tails(world.collector, batch, plenty)

    assert tails(world)["B2"] == ["B2-R1", "R2", "R3"]
    assert world.failures.rows == {}


def test_a_product_refused_twice_is_recorded_and_the_others_go_on(world, batch):
    world.feed.put("tail-B2", REFUSED, asin="B2")
    world.feed.put("", REFUSED, asin="B2")

    outcome = collect_review_tails(world.collector, batch, plenty)

    [failure] = world.failures.rows.values()
    assert (failure.stage, failure.subject, failure.products) == (
        FailureStage.TAIL,
        f"{SELLER}#US#B2",
        1,
    )
    assert list(tails(world)) == ["B3"]
    assert outcome.more is False


def test_a_source_down_for_one_product_is_tried_again_for_it_alone(world, batch):
    world.feed.put(
        "tail-B2", SourceUnavailable("listReviews", "503"), tail_of("B2", "R2"), asin="B2"
    )

    with pytest.raises(SourceUnavailable):
        collect_review_tails(world.collector, batch, plenty)
    world.feed.asked.clear()
    collect_review_tails(world.collector, batch, plenty)

    assert [asin for _, asin, _ in world.feed.asked] == ["B2"]
    assert sorted(tails(world)) == ["B2", "B3"]


def test_a_slot_too_far_hands_the_wait_back(world, batch):
    world.feed.put("tail-B3", SlotTooFar("listReviews", 3.1), asin="B3")

    outcome = collect_review_tails(world.collector, batch, plenty)

    assert (outcome.more, outcome.wait_s) == (True, 4)
    assert list(tails(world)) == ["B2"]


def test_time_running_out_hands_back_between_products(world, batch):
    left = iter([40.0])

    outcome = collect_review_tails(world.collector, batch, lambda: next(left, 9.0))

    assert (outcome.more, outcome.wait_s) == (True, 0)
    assert list(tails(world)) == ["B2"]


def test_new_tails_make_an_earlier_result_outdated(world, batch):
    world.lake.results.add((RUN, batch.batch))

    collect_review_tails(world.collector, batch, plenty)
    collect_review_tails(world.collector, batch, plenty)

    assert world.lake.forgotten == [batch.batch]


def test_a_second_run_with_nothing_new_needs_no_tail(world, batch):
    collect_review_tails(world.collector, batch, plenty)
    world.lake.results.add((RUN, batch.batch))
    second = a_scope(run_id="01HRUN0000000000000000000B")
    world.runs.runs[ORG, second.run_id] = replace(world.runs.get(ORG, RUN), run_id=second.run_id)

    outcome = collect_pages(world.collector, second, plenty)

    assert [ref.tails for ref in world.lake.manifests[outcome.batches_key]] == [0]


def test_a_refused_consent_marks_the_seller(world, batch):
    world.feed.put("tail-B2", ReauthoriseSeller(SELLER, "no role"), asin="B2")

    with pytest.raises(ReauthoriseSeller):
        collect_review_tails(world.collector, batch, plenty)

    assert world.connections.get(a_connection().grant).status is ConnectionStatus.REAUTHORISE


def test_odd_reviews_of_a_tail_are_dropped_and_counted(world, batch):
    odd = a_reviews_page(a_review("R2", rating=0), a_review("R3"), asin="B2")
    world.feed.put("tail-B2", odd, asin="B2")

    collect_review_tails(world.collector, batch, plenty)

    assert tails(world)["B2"] == ["B2-R1", "R3"]
    assert dict(world.runs.get(ORG, RUN).counters.dropped) == {"rating_out_of_range": 1}


def test_a_token_that_leads_back_fails_its_product_alone(world, batch):
    world.feed.put("", tail_of("B2", "R1", next_token="tail-B2"), asin="B2")
    world.feed.put("more", tail_of("B2", "R3", next_token="tail-B2"), asin="B2")

    collect_review_tails(world.collector, batch, plenty)

    [failure] = world.failures.of_attempt(ORG, RUN, 1)
    assert (failure.stage, failure.error) == (FailureStage.TAIL, "MalformedAnswer")
    assert tails(world) == {"B3": ["B3-R1", "R9"]}


def test_an_outdated_result_is_gone_before_the_first_tail_comes(world, batch):
    """Whoever is killed in between leaves no tail that its batch's result does not know."""
    world.lake.results.add((RUN, batch.batch))
    journal = []
    keep = world.lake.save_tail

    def save_tail(of, listing):
        journal.append((RUN, of.batch) in world.lake.results)
        keep(of, listing)

    world.lake.save_tail = save_tail
    collect_review_tails(world.collector, batch, plenty)

    assert journal == [False, False]
    assert world.lake.forgotten == [batch.batch]
