"""Walking pages: what is stored in which order, and every way a page can fail."""

import threading
from dataclasses import replace

import pytest

from shelfsignal.collection.domain.checkpoints import Checkpoint, FailureStage
from shelfsignal.collection.domain.connections import ConnectionStatus
from shelfsignal.collection.domain.errors import (
    CheckpointMoved,
    MalformedAnswer,
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.runs import RunStatus
from shelfsignal.collection.services.collect_pages import collect_pages
from shelfsignal.kernel.ids import RunId, SellerId
from tests.builders.collection import (
    ORG,
    RUN,
    SELLER,
    a_connection,
    a_long_item,
    a_page,
    a_review,
    a_reviews_page,
    a_run,
    a_scope,
    an_item,
)
from tests.fakes.collection import FakeSession

REFUSED = SourceRefused("listProducts", 400, "page token expired")


def plenty() -> float:
    return 300.0


def three_pages(feed):
    feed.put("", a_page(an_item("B1"), an_item("B2"), next_token="t2"))
    feed.put("t2", a_page(an_item("B3"), next_token="t3"))
    feed.put("t3", a_page(an_item("B4")))


def asins(lake):
    return sorted(each.product.asin for page in lake.pages.values() for each in page)


def test_pages_are_walked_to_the_end_and_the_manifest_is_published(world):
    three_pages(world.feed)

    outcome = collect_pages(world.collector, a_scope(), plenty)

    assert asins(world.lake) == ["B1", "B2", "B3", "B4"]
    assert (outcome.more, outcome.batches) == (False, 3)
    assert [ref.batch for ref in world.lake.manifests[outcome.batches_key]] == [
        "00001-00",
        "00002-00",
        "00003-00",
    ]
    counters = world.runs.get(ORG, RUN).counters
    assert (counters.pages, counters.products, counters.requests) == (3, 4, 3)


def test_a_page_is_raw_in_the_lake_before_its_token_is_followed(world):
    three_pages(world.feed)

    collect_pages(world.collector, a_scope(), plenty)

    assert world.lake.journal[:4] == [
        "raw listProducts 1",
        "page 1",
        "raw listProducts 2",
        "page 2",
    ]


def test_a_second_call_fetches_nothing_again(world):
    three_pages(world.feed)
    collect_pages(world.collector, a_scope(), plenty)
    world.feed.asked.clear()

    outcome = collect_pages(world.collector, a_scope(), plenty)

    assert world.feed.asked == []
    assert (outcome.more, outcome.batches) == (False, 3)


def test_time_running_out_hands_back_after_at_least_one_page(world):
    three_pages(world.feed)
    left = iter([40.0, 9.0, 9.0])

    outcome = collect_pages(world.collector, a_scope(), lambda: next(left, 9.0))

    assert (outcome.more, outcome.wait_s) == (True, 0)
    assert world.feed.asked == [("US", "", "")]


def test_a_slot_too_far_is_waited_for_outside(world):
    world.feed.put("", a_page(an_item("B1"), next_token="t2"))
    world.feed.put("t2", SlotTooFar("listProducts", 7.2), a_page(an_item("B2")))

    first = collect_pages(world.collector, a_scope(), plenty)
    second = collect_pages(world.collector, a_scope(), plenty)

    assert (first.more, first.wait_s) == (True, 8)
    assert (second.more, asins(world.lake)) == (False, ["B1", "B2"])


def test_a_failing_source_leaves_the_checkpoint_for_the_next_try(world):
    world.feed.put("", a_page(an_item("B1"), next_token="t2"))
    world.feed.put("t2", SourceUnavailable("listProducts", "503"), a_page(an_item("B2")))

    with pytest.raises(SourceUnavailable):
        collect_pages(world.collector, a_scope(), plenty)
    collect_pages(world.collector, a_scope(), plenty)

    assert asins(world.lake) == ["B1", "B2"]
    assert world.feed.asked == [("US", "", ""), ("US", "", "t2"), ("US", "", "t2")]


def test_an_expired_token_is_walked_again_from_page_one_and_counts_nothing_twice(world):
    world.feed.put(
        "", a_page(an_item("B1"), next_token="t2"), a_page(an_item("B1"), next_token="n2")
    )
    world.feed.put("t2", REFUSED)
    world.feed.put("n2", a_page(an_item("B2")))

    outcome = collect_pages(world.collector, a_scope(), plenty)

    counters = world.runs.get(ORG, RUN).counters
    assert asins(world.lake) == ["B1", "B2"]
    assert (counters.pages, counters.products, dict(counters.dropped)) == (2, 2, {})
    assert counters.requests == 4
    assert (outcome.more, world.failures.rows) == (False, {})


@pytest.mark.parametrize("refusal", [REFUSED, MalformedAnswer("listProducts", "no JSON")])
def test_a_page_refused_twice_is_recorded_and_what_was_collected_stays(world, refusal):
    three_pages(world.feed)
    world.feed.put("t3", refusal)

    outcome = collect_pages(world.collector, a_scope(), plenty)

    [failure] = world.failures.rows.values()
    assert (failure.stage, failure.subject) == (FailureStage.PAGE, f"{SELLER}#US#00003")
    assert (outcome.more, outcome.batches) == (False, 2)
    assert asins(world.lake) == ["B1", "B2", "B3"]


def test_a_refused_first_page_is_not_walked_again(world):
    world.feed.put("", REFUSED)

    outcome = collect_pages(world.collector, a_scope(), plenty)

    assert world.feed.asked == [("US", "", "")]
    assert (outcome.batches, len(world.failures.rows)) == (0, 1)


def test_the_next_attempt_goes_on_at_the_page_that_failed(world):
    three_pages(world.feed)
    world.feed.put("t3", REFUSED)
    collect_pages(world.collector, a_scope(), plenty)
    world.feed.put("t3", a_page(an_item("B4")))
    world.feed.asked.clear()
    world.runs.runs[ORG, RUN] = replace(world.runs.get(ORG, RUN), attempt=2)

    outcome = collect_pages(world.collector, a_scope(), plenty)

    assert world.feed.asked == [("US", "", "t3")]
    assert (outcome.batches, asins(world.lake)) == (3, ["B1", "B2", "B3", "B4"])


def test_a_product_on_two_pages_is_kept_once_and_counted(world):
    world.feed.put("", a_page(an_item("B1"), next_token="t2"))
    world.feed.put("t2", a_page(an_item("B1"), an_item("B2")))

    collect_pages(world.collector, a_scope(), plenty)

    assert asins(world.lake) == ["B1", "B2"]
    assert dict(world.runs.get(ORG, RUN).counters.dropped) == {"duplicate_item": 1}


def test_a_killed_call_fetches_its_page_again_onto_the_same_keys(world):
    three_pages(world.feed)
    moved, world.checkpoints.move = world.checkpoints.move, _dies
    with pytest.raises(ZeroDivisionError):
        collect_pages(world.collector, a_scope(), plenty)
    world.checkpoints.move = moved

    collect_pages(world.collector, a_scope(), plenty)

    counters = world.runs.get(ORG, RUN).counters
    assert asins(world.lake) == ["B1", "B2", "B3", "B4"]
    assert (counters.pages, counters.products, dict(counters.dropped)) == (3, 4, {})


def _dies(*_):
    raise ZeroDivisionError


def test_a_checkpoint_moved_by_another_worker_is_not_overwritten(world):
    world.feed.put("", a_page(an_item("B1"), next_token="t2"))
    world.checkpoints.load = lambda _: Checkpoint(version=5)

    with pytest.raises(CheckpointMoved):
        collect_pages(world.collector, a_scope(), plenty)


def test_a_refused_consent_marks_the_seller_and_is_not_asked_again(world):
    world.feed.put("", ReauthoriseSeller(SELLER, "invalid_grant"))

    with pytest.raises(ReauthoriseSeller):
        collect_pages(world.collector, a_scope(), plenty)
    with pytest.raises(ReauthoriseSeller):
        collect_pages(world.collector, a_scope(), plenty)

    assert world.connections.get(a_connection().grant).status is ConnectionStatus.REAUTHORISE
    assert len(world.feed.asked) == 1


def test_a_product_never_listed_completely_needs_its_tail(world):
    world.feed.put("", a_page(a_long_item("B2"), an_item("B1")))

    collect_pages(world.collector, a_scope(), plenty)

    assert _needing_tails(world) == ["B2"]


@pytest.mark.parametrize(
    ("run_status", "analysed", "days_ago", "total", "expected"),
    [
        (RunStatus.SUCCEEDED, False, 1, 3, []),
        (RunStatus.PARTIAL, True, 1, 3, []),
        (RunStatus.PARTIAL, False, 1, 3, ["B2"]),
        (RunStatus.SUCCEEDED, False, 7, 3, ["B2"]),
        (RunStatus.SUCCEEDED, False, 1, 4, ["B2"]),
        (None, False, 1, 3, ["B2"]),
    ],
    ids=["nothing new", "analysed", "not analysed", "a week old", "more reviews", "run unknown"],
)
def test_a_tail_is_fetched_only_when_it_can_tell_something(
    world, run_status, analysed, days_ago, total, expected
):
    earlier = RunId("01HRUN00000000000000000000")
    world.remember_complete("B2", earlier, days_ago)
    if run_status:
        world.runs.runs[ORG, earlier] = a_run(run_id=earlier, status=run_status)
    if analysed:
        world.lake.results.add((earlier, "00001-00"))
    world.feed.put("", a_page(a_long_item("B2", total=total)))

    collect_pages(world.collector, a_scope(), plenty)

    assert _needing_tails(world) == expected


def test_a_listing_completed_by_this_run_stays_flagged_when_its_page_is_walked_again(world):
    world.feed.put("", a_page(a_long_item("B2"), next_token="t2"))
    world.feed.put("t2", REFUSED, a_page(an_item("B3")))
    world.remember_complete("B2", RUN, 0)

    collect_pages(world.collector, a_scope(), plenty)

    assert _needing_tails(world) == ["B2"]


def _needing_tails(world):
    listings = [each for page in world.lake.pages.values() for each in page]
    return sorted(each.product.asin for each in listings if each.needs_tail)


def test_tails_are_fetched_beside_the_walk_when_asked_to(world):
    world.feed.put("", a_page(a_long_item("B2"), next_token="t2"))
    world.feed.put("t2", a_page(an_item("B3")))
    world.feed.put("tail-B2", a_reviews_page(a_review("R9"), asin="B2"), asin="B2")
    early = replace(world.collector, early_tails=True)
    done = threading.Event()
    save, answer = world.lake.save_tail, FakeSession.products

    def saved(*args):
        save(*args)
        done.set()

    def second_page_waits(session, question):
        assert question.token is None or done.wait(5)
        return answer(session, question)

    world.lake.save_tail = saved
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeSession, "products", second_page_waits)
        collect_pages(early, a_scope(), plenty)

    assert [key[-1] for key in world.lake.tails] == ["B2"]
    assert world.runs.get(ORG, RUN).counters.requests == 3


def test_a_tail_that_fails_beside_the_walk_is_left_to_its_batch(world):
    world.feed.put("", a_page(a_long_item("B2")))
    world.feed.put("tail-B2", SourceUnavailable("listReviews", "503"), asin="B2")

    outcome = collect_pages(replace(world.collector, early_tails=True), a_scope(), plenty)

    assert outcome.batches == 1
    assert world.failures.rows == {}
    assert world.lake.tails == {}


def test_a_walk_from_page_one_may_meet_the_tokens_of_the_first_again(world):
    three_pages(world.feed)
    world.feed.put("t3", REFUSED, a_page(an_item("B4")))

    outcome = collect_pages(world.collector, a_scope(), plenty)

    assert [token for *_, token in world.feed.asked] == ["", "t2", "t3", "", "t2", "t3"]
    assert (outcome.more, asins(world.lake)) == (False, ["B1", "B2", "B3", "B4"])
    assert world.failures.rows == {}


def test_a_token_that_leads_back_ends_the_walk_instead_of_going_round_for_ever(world):
    three_pages(world.feed)
    world.feed.put("t3", a_page(an_item("B4"), next_token="t2"))

    outcome = collect_pages(world.collector, a_scope(), plenty)

    [failure] = world.failures.of_attempt(ORG, RUN, 1)
    assert (failure.stage, failure.error) == (FailureStage.PAGE, "MalformedAnswer")
    assert not outcome.more
    assert asins(world.lake) == ["B1", "B2", "B3"]
    assert len(world.feed.asked) == 6  # one more walk from the first page, in case it had expired


def test_a_product_that_two_sellers_of_the_organisation_list_counts_once(world):
    other = SellerId("A2OTHER")
    world.connections.put(replace(a_connection(), seller_id=other))
    world.feed.put("", a_page(an_item("B1")), a_page(an_item("B1"), an_item("B2")))
    theirs = a_scope().model_copy(update={"seller_id": other})

    for scope in (a_scope(), theirs):
        collect_pages(world.collector, scope, lambda: 300.0)

    kept = [each.product for page in world.lake.pages.values() for each in page]
    assert [(each.asin, each.seller_id) for each in kept] == [("B1", SELLER), ("B2", other)]
    counters = world.runs.get(ORG, RUN).counters
    assert (counters.products, dict(counters.dropped)) == (2, {"duplicate_item": 1})


def test_a_page_that_is_taken_in_again_by_its_seller_is_no_duplicate_of_itself(world):
    world.feed.put("", a_page(an_item("B1")))
    collect_pages(world.collector, a_scope(), lambda: 300.0)
    world.checkpoints.points.clear()

    collect_pages(world.collector, a_scope(), lambda: 300.0)

    [page] = world.lake.pages.values()
    assert [each.product.asin for each in page] == ["B1"]
