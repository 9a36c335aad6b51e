"""Known reviews read anew by another engine: staged beside what is shown, moving nothing."""

from dataclasses import replace
from typing import Any

import pytest

from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewAnalysis
from shelfsignal.insights.domain.backfills import BackfillMode, BackfillNotFound, BackfillStatus
from shelfsignal.insights.domain.metering import Answers, Spent, Toll
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.backfill import (
    CHUNK,
    OpenBackfill,
    close_backfill,
    open_backfill,
    record_chunk_failure,
)
from shelfsignal.insights.services.backfill_deps import ClosingDeps
from shelfsignal.insights.services.stage_versions import GROUP, stage_versions
from shelfsignal.kernel.backfills import ChunkRef
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import ProductId, RunId
from tests.builders.insights import ORG, a_batch, a_listing, a_product, a_review, read_as
from tests.fakes.backfills import FakeBackfills, backfill_deps
from tests.fakes.insights import FakeAnalyser, World
from tests.fakes.metering import FakeBudget

P1 = ProductId("US-B000000001")


def never():
    return False


def shown(products=3, reviews=12):
    """A world in which engine `fake 1` has read everything."""
    world = World()
    listings = [
        a_listing([a_review(f"{p}-{n}", body=f"{n}: fine") for n in range(reviews)], a_product(p))
        for p in range(1, products + 1)
    ]
    batch = world.deliver(a_batch("RUN1", count=500), *listings)
    analyse_batch(batch, world.analyse_deps)
    return world


def chunks_of(deps: Any, backfill_id: RunId) -> list[ChunkRef]:
    chunks: list[ChunkRef] = deps.backfills.chunks[ORG, backfill_id]
    return chunks


def backfilled(deps, **command):
    """A whole backfill as the state machine does it."""
    opened = open_backfill(OpenBackfill(ORG, **command), deps)
    for chunk in chunks_of(deps, opened.backfill.backfill_id):
        after = 0
        while after < len(chunk.products):
            after = stage_versions(chunk.model_copy(update={"after": after}), deps, never)
    return closed(opened.backfill.backfill_id, deps)


def closed(backfill_id, deps, failure=None, budget=None):
    spent = (budget or FakeBudget()).spent
    return close_backfill(ORG, backfill_id, failure, ClosingDeps(deps.backfills, spent, deps.clock))


def another(**changes):
    return FakeAnalyser(model_version="2", **changes)


def test_every_product_gets_a_version_beside_the_one_it_shows():
    world, engine = shown(), another()
    before = {key: latest.version for key, latest in world.insights.latests.items()}
    moves, cards = dict(world.insights.moves), dict(world.cards.cards)

    done = backfilled(backfill_deps(world, engine))

    assert (done.status, done.total.staged) == (BackfillStatus.SUCCEEDED, 3)
    assert {key: latest.version for key, latest in world.insights.latests.items()} == before
    assert (world.insights.moves, world.cards.cards) == (moves, cards)
    old, new = (world.insights.stored[ORG, P1, number] for number in (1, 2))
    assert new.engine == replace(old.engine, model_version="2")
    assert (new.ledger_hash, new.run_id) == (old.ledger_hash, done.backfill_id)
    assert sum(map(len, engine.calls)) == 36


def test_a_second_backfill_finds_everything_there():
    world = shown()
    backfilled(backfill_deps(world, another()))

    again = backfilled(backfill_deps(world, another()))

    assert (again.total.staged, again.total.unchanged) == (0, 3)
    assert len(world.insights.stored) == 6


def test_the_next_run_goes_on_from_what_is_shown_and_numbers_go_on():
    world = shown()
    backfilled(backfill_deps(world, another()))
    listing = a_listing([a_review("1-0", body="0: now it rattles loudly")], a_product(1))
    listing = a_listing([*listing.reviews, a_review("1-1", body="1: fine")], a_product(1))

    analyse_batch(world.deliver(a_batch("RUN2"), listing), world.analyse_deps)

    latest = world.insights.latests[ORG, P1]
    assert (latest.version, latest.newest) == (3, 3)
    assert world.insights.stored[ORG, P1, 3].engine.model_version == "1"


def test_a_run_that_publishes_meanwhile_is_read_again():
    world = shown(products=1)

    def read_while_a_run_publishes(text):
        if not hurried:
            hurried.append(True)
            edited = [a_review("1-0", body="0: bad"), *(a_review(f"1-{n}") for n in range(1, 12))]
            world.analyser.calls.clear()
            listing = a_listing(edited, a_product(1))
            analyse_batch(world.deliver(a_batch("RUN2"), listing), world.analyse_deps)
        return read_as(text)

    hurried = []
    done = backfilled(backfill_deps(world, another(read=read_while_a_run_publishes)))

    assert done.total.staged == 1
    shown_now, staged = world.insights.stored[ORG, P1, 2], world.insights.stored[ORG, P1, 3]
    assert world.insights.latests[ORG, P1].version == 2
    assert staged.ledger_hash == shown_now.ledger_hash


def test_a_product_that_cannot_be_read_fails_alone_and_another_attempt_does_it():
    world = shown()
    store, deps = FakeBackfills(), None
    lost = {key: lines for key, lines in world.ledgers.stored.items() if key[1] == P1}
    for key in lost:
        del world.ledgers.stored[key]
    deps = backfill_deps(world, another(), store=store)

    done = backfilled(deps)

    assert (done.status, done.total.staged) == (BackfillStatus.PARTIAL, 2)
    assert P1 in done.failure
    world.ledgers.stored.update(lost)
    again = backfilled(deps, backfill_id=done.backfill_id)
    assert (again.status, again.total.staged) == (BackfillStatus.SUCCEEDED, 3)
    assert again.failure is None


class Metered(FakeAnalyser):
    """Costs a nano-dollar and a token a review; has money, and time, for so many."""

    money = 1000

    def analyse_for(self, payer, reviews):
        analyses, tolls = [], []
        for text in reviews:
            if self.money > 0:
                self.money -= 1
                analyses.append(self.read(text))
                tolls.append(Toll(Spent(1, 1)))
            else:
                status = AnalysisStatus.BUDGET_EXHAUSTED
                analyses.append(ReviewAnalysis(text.review_id, status, reason="budget_exhausted"))
                tolls.append(Toll())
        return Answers(analyses, tolls)


def test_a_budget_that_ends_is_said_and_the_next_attempt_reads_the_rest():
    world, engine = shown(), Metered(model_version="2")
    engine.money = 20
    deps = backfill_deps(world, engine)

    done = backfilled(deps)

    assert done.status is BackfillStatus.PARTIAL
    assert done.failure.startswith("budget exhausted: 16 reviews are unread, of US-B00")

    engine.money = 1000
    again = backfilled(deps, backfill_id=done.backfill_id)
    assert again.status is BackfillStatus.SUCCEEDED, again.failure
    assert again.total.unread == {}


def test_a_call_hands_on_what_it_has_no_time_for():
    world = shown(products=GROUP + 3, reviews=1)
    deps = backfill_deps(world, another())
    opened = open_backfill(OpenBackfill(ORG), deps)
    (chunk,) = chunks_of(deps, opened.backfill.backfill_id)

    first = stage_versions(chunk, deps, lambda: True)

    assert first == GROUP
    assert stage_versions(chunk.model_copy(update={"after": first}), deps, never) == GROUP + 3
    assert deps.backfills.result(chunk).staged == GROUP + 3


def test_a_group_without_time_for_all_its_reviews_is_not_staged():
    def out_of_time(text):
        return ReviewAnalysis(text.review_id, AnalysisStatus.FAILED, reason="out_of_time")

    world = shown()
    deps = backfill_deps(world, another(read=out_of_time))
    opened = open_backfill(OpenBackfill(ORG), deps)
    (chunk,) = chunks_of(deps, opened.backfill.backfill_id)

    assert stage_versions(chunk, deps, never) == 0
    assert len(world.insights.stored) == 3


def test_products_are_cut_into_chunks():
    world = shown(products=CHUNK + 1, reviews=1)
    deps = backfill_deps(world, another())

    opened = open_backfill(OpenBackfill(ORG), deps)

    chunks = chunks_of(deps, opened.backfill.backfill_id)
    assert [len(chunk.products) for chunk in chunks] == [CHUNK, 1]
    assert opened.backfill.products == CHUNK + 1


def test_an_engine_that_sells_no_answers_ahead_is_asked_online_only():
    with pytest.raises(InvalidInput, match="online only"):
        open_backfill(OpenBackfill(ORG, BackfillMode.BATCH), backfill_deps(shown(), another()))


def test_a_backfill_is_continued_by_its_own_engine_only():
    world, store = shown(), FakeBackfills()
    done = backfilled(backfill_deps(world, another(), store=store))
    deps = backfill_deps(world, FakeAnalyser(model_version="3"), store=store)

    with pytest.raises(InvalidInput, match="start a new one"):
        open_backfill(OpenBackfill(ORG, backfill_id=done.backfill_id), deps)
    with pytest.raises(BackfillNotFound):
        open_backfill(OpenBackfill(ORG, backfill_id=RunId("NONE")), deps)


def test_what_broke_off_is_on_the_record():
    world = shown()
    deps = backfill_deps(world, another())
    opened = open_backfill(OpenBackfill(ORG), deps)
    backfill_id = opened.backfill.backfill_id
    (chunk,) = chunks_of(deps, backfill_id)

    silent = closed(backfill_id, deps)
    record_chunk_failure(chunk, "BatchRefused: too many tokens", deps.backfills)
    recorded = closed(backfill_id, deps)
    failed = closed(backfill_id, deps, "States.Timeout: None")

    assert (silent.status, silent.failure) == (
        BackfillStatus.PARTIAL,
        "1 chunks ended without a word",
    )
    assert (recorded.status, recorded.failure) == (
        BackfillStatus.PARTIAL,
        "BatchRefused: too many tokens",
    )
    assert (failed.status, failed.failure) == (BackfillStatus.FAILED, "States.Timeout: None")
