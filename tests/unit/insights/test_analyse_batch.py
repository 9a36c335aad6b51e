"""A batch of products: versions, cards and results, whatever is delivered and whoever dies."""

import copy

import pytest

from shelfsignal.insights.domain.analysis import Evidence, ReviewText
from shelfsignal.insights.domain.versions import LostRace
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.kernel import lake
from shelfsignal.kernel.errors import Broken, NotFound, StoreUnavailable, Transient
from shelfsignal.kernel.ids import ProductId
from shelfsignal.kernel.progress import Counters
from tests.builders.insights import DAY, ORG, a_batch, a_listing, a_product, a_review, read_as
from tests.fakes.insights import FakeAnalyser, Killed, World

P1, P2 = ProductId("US-B000000001"), ProductId("US-B000000002")
BATTERY = "the battery drains"


def reviews(n=12, start=0, **changes):
    return [a_review(i, **changes) for i in range(start, start + n)]


def run(world, name, *listings, **changes):
    """One run over these listings; its result."""
    batch = world.deliver(a_batch(name, **changes), *listings)
    counters = analyse_batch(batch, world.analyse_deps)
    return counters, world.results.stored[lake.result_key(batch)]


def contents(world):
    """The end state without times and run ids, which a retry may change."""
    return {
        "insights": {k: (v.inputs_hash, v.body) for k, v in world.insights.stored.items()},
        "latest": {
            k: (v.version, v.inputs_hash, v.seen, v.hold, v.is_logged)
            for k, v in world.insights.latests.items()
        },
        "moves": sorted((k[1], v) for k, v in world.insights.moves.items()),
        "log": sorted((m.product_id, m.version) for m in world.pointers.log.values()),
        "ledgers": world.ledgers.stored,
        "lists": {k: (c.version, c.attention, c.title) for k, c in world.cards.lists.items()},
        "names": dict(world.cards.names),
        "cards": {k: (c.facets, c.is_settled) for k, c in world.cards.cards.items()},
        "results": {
            k: (r.products, r.reviews, r.reviews_analysed, r.versions_written, r.failures)
            for k, r in world.results.stored.items()
        },
    }


def test_a_first_run_makes_version_one_of_every_product():
    world = World()

    counters, result = run(
        world, "RUN1", a_listing(reviews()), a_listing([a_review(99)], a_product(2))
    )

    assert counters == Counters(analysed=2, reviews_analysed=13, versions_written=2)
    assert (result.products, result.reviews, result.reviews_analysed) == (2, 13, 13)
    assert result.engine == "fake"
    assert len(world.analyser.calls) == 1
    assert world.insights.latests[ORG, P1].version == 1
    assert {facet for _, facet, p in world.cards.lists if p == P1} == {
        "ALL",
        "BRAND#Acme",
        "CATEGORY#Electronics",
        "MARKETPLACE#US",
        "SENTIMENT#positive",
    }


def test_a_second_run_with_nothing_new_writes_its_result_and_nothing_else():
    world = World()
    listing = a_listing(reviews())
    run(world, "RUN1", listing)
    before, reads = world.fuse.writes, world.ledgers.reads

    counters, result = run(world, "RUN2", listing)

    assert world.fuse.writes - before == 1
    assert world.ledgers.reads == reads
    assert world.analyser.calls[1:] == [[]] or len(world.analyser.calls) == 1
    assert counters == Counters(analysed=1)
    assert (result.versions_written, len(result.contributions)) == (0, 1)


def test_a_finished_batch_is_skipped():
    world = World()
    run(world, "RUN1", a_listing(reviews()))
    before = world.fuse.writes

    counters, _ = run(world, "RUN1", a_listing(reviews(20)))

    assert counters == Counters()
    assert world.fuse.writes == before


def test_only_new_and_changed_reviews_are_read():
    world = World()
    run(world, "RUN1", a_listing(reviews()))

    edited = [a_review(0, 1, BATTERY), *reviews(11, 1), a_review(50)]
    run(world, "RUN2", a_listing(edited))

    assert world.analyser.calls[-1] == ["R0", "R50"]
    version = world.insights.stored[ORG, P1, 2]
    assert version.effort.analysed == 2
    assert [issue.figures.code for issue in version.body.issues] == ["battery"]


def test_a_product_without_reviews_has_a_card():
    world = World()

    _, result = run(world, "RUN1", a_listing([]))

    assert result.products == 1
    card = world.cards.lists[ORG, "ALL", P1]
    assert (card.reviews, card.attention, card.sentiment) == (0, 0.0, None)


def test_a_review_without_text_is_not_sent_to_the_engine():
    world = World()

    run(world, "RUN1", a_listing([a_review(1, title="", body=""), a_review(2)]))

    assert world.analyser.calls == [["R2"]]


def test_a_held_deletion_is_flagged_and_makes_no_version():
    world = World()
    run(world, "RUN1", a_listing(reviews(12)))

    _, result = run(world, "RUN2", a_listing(reviews(3)))
    _, again = run(world, "RUN3", a_listing(reviews(3)))

    assert world.insights.latests[ORG, P1].version == 1
    assert (result.held_reviews, again.held_reviews) == (9, 9)
    assert world.cards.lists[ORG, "ALL", P1].held_reviews == 9

    _, back = run(world, "RUN4", a_listing(reviews(12)))
    assert back.held_reviews == 0


def test_a_tail_is_read_where_the_page_needs_one():
    world = World()
    page = a_listing(reviews(3), needs_tail=True)
    batch = a_batch(tails=1)
    world.listings.tails[lake.tail_key(batch, page.product.asin)] = a_listing(reviews(9))

    _, result = run(world, "RUN1", page)
    before, reads = world.fuse.writes, world.ledgers.reads
    run(world, "RUN2", a_listing(reviews(3), is_complete=False))

    assert result.reviews == 9
    assert (world.fuse.writes - before, world.ledgers.reads - reads) == (1, 0)


def test_time_passing_changes_cards_and_no_version():
    world = World()
    listing = a_listing([*reviews(30, days_ago=200), *reviews(9, 100, body=f"x {BATTERY}")])
    run(world, "RUN1", listing)
    first = world.cards.lists[ORG, "ALL", P1]

    run(world, "RUN2", listing, day=DAY.replace(year=2027))

    later = world.cards.lists[ORG, "ALL", P1]
    assert first.attention > later.attention
    assert [i.rising_since is not None for i in (first.issues[0], later.issues[0])] == [True, False]
    assert world.insights.latests[ORG, P1].version == 1


def test_a_product_leaves_the_lists_it_no_longer_belongs_to():
    world = World()
    run(world, "RUN1", a_listing(reviews(12)))

    run(world, "RUN2", a_listing(reviews(12), a_product(brand="Other")))

    facets = {facet for _, facet, _ in world.cards.lists}
    assert "BRAND#Other" in facets
    assert "BRAND#Acme" not in facets


def test_a_changed_category_reads_the_reviews_again():
    world = World()
    run(world, "RUN1", a_listing(reviews(12)))

    run(world, "RUN2", a_listing(reviews(12), a_product(category="Toys")))

    assert len(world.analyser.calls[-1]) == 12


def test_another_engine_makes_a_new_version():
    world = World()
    run(world, "RUN1", a_listing(reviews(12)))
    world.analyser.model_version = "2"

    run(world, "RUN2", a_listing(reviews(12)))

    assert world.insights.latests[ORG, P1].version == 2
    assert world.insights.stored[ORG, P1, 1].engine.model_version == "1"


def test_reviews_that_failed_are_tried_again_and_then_make_a_version():
    world = World()
    listing = a_listing([*reviews(11), a_review(77, body="unreadable")])
    run(world, "RUN1", listing)
    run(world, "RUN2", listing)
    assert world.insights.latests[ORG, P1].version == 1
    assert world.analyser.calls[-1] == ["R77"]

    world.analyser.read = lambda text: read_as(
        ReviewText(text.review_id, text.title, "fine", "en", None)
    )
    run(world, "RUN3", listing)

    assert world.insights.latests[ORG, P1].version == 2
    assert world.insights.latests[ORG, P1].failed == 0


def test_an_invented_quote_is_dropped_and_counted():
    def lying(text):
        answer = read_as(text)
        for issue in answer.issues:
            object.__setattr__(issue, "evidence", Evidence(0, 5, "lies!"))
        return answer

    world = World(FakeAnalyser(read=lying))

    counters, result = run(world, "RUN1", a_listing([*reviews(11), a_review(50, 1, BATTERY)]))

    assert counters.dropped == {"quote_not_in_review": 1}
    assert result.dropped == {"quote_not_in_review": 1}
    assert world.insights.stored[ORG, P1, 1].body.issues == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [(ZeroDivisionError("oops"), "engine_failed"), (Broken("no"), "internal")],
    ids=["crash", "broken"],
)
def test_a_product_the_engine_cannot_take_fails_alone(error, code):
    def choking(text):
        if "poison" in text.body:
            raise error
        return read_as(text)

    world = World(FakeAnalyser(read=choking))

    _, result = run(
        world,
        "RUN1",
        a_listing([a_review(1, body="poison")]),
        a_listing([a_review(2)], a_product(2)),
    )

    assert [(f.product_id, f.code) for f in result.failures] == [(P1, code)]
    assert (result.products, list(world.insights.latests)) == (1, [(ORG, P2)])


def test_a_resume_tries_the_products_that_failed_again_and_no_others():
    poisoned = True

    def choking(text):
        if poisoned and "poison" in text.body:
            raise ZeroDivisionError
        return read_as(text)

    world = World(FakeAnalyser(read=choking))
    batch = world.deliver(
        a_batch("RUN1"),
        a_listing([a_review(1, body="poison")]),
        a_listing([a_review(2)], a_product(2)),
    )
    analyse_batch(batch, world.analyse_deps)
    poisoned = False

    analyse_batch(batch, world.analyse_deps)

    result = world.results.stored[lake.result_key(batch)]
    assert (result.products, result.versions_written, result.failures) == (2, 2, ())
    assert {p: latest.version for (_, p), latest in world.insights.latests.items()} == {
        P1: 1,
        P2: 1,
    }
    assert analyse_batch(batch, world.analyse_deps) == Counters(), "now it is finished"


def test_an_engine_that_is_away_fails_the_batch():
    def away(_text):
        raise StoreUnavailable("engine")

    world = World(FakeAnalyser(read=away))

    with pytest.raises(Transient):
        run(world, "RUN1", a_listing(reviews()))
    assert world.results.stored == {}


def test_a_lost_ledger_fails_its_product_and_its_insight_stays():
    world = World()
    run(world, "RUN1", a_listing(reviews()), a_listing(reviews(3, 50), a_product(2)))
    world.ledgers.stored = {k: v for k, v in world.ledgers.stored.items() if k[1] != P1}

    _, result = run(world, "RUN2", a_listing(reviews(13)), a_listing(reviews(4, 50), a_product(2)))

    assert [(f.product_id, f.code) for f in result.failures] == [(P1, "unreadable_ledger")]
    assert world.insights.latests[ORG, P1].version == 1
    assert world.insights.latests[ORG, P2].version == 2


def test_a_lost_body_fails_its_product():
    world = World()
    run(world, "RUN1", a_listing(reviews()))
    world.insights.stored.clear()

    _, result = run(world, "RUN2", a_listing(reviews()))

    assert [f.code for f in result.failures] == ["unreadable_insight"]


def test_a_missing_page_is_not_found():
    with pytest.raises(NotFound):
        analyse_batch(a_batch(), World().analyse_deps)


def test_a_writer_that_loses_the_race_reads_again(monkeypatch):
    world = World()
    run(world, "RUN1", a_listing(reviews(12)))
    publish = world.insights.publish
    rival: list[bool] = []

    def beaten(org, version, latest, previous):
        if not rival:
            rival.append(True)
            run(world, "RUN2", a_listing([*reviews(12), a_review("rival")]), batch="00002-01")
        publish(org, version, latest, previous)

    monkeypatch.setattr(world.insights, "publish", beaten)
    run(world, "RUN2", a_listing([*reviews(12), a_review("mine")], is_complete=False))

    latest = world.insights.latests[ORG, P1]
    ledger = world.ledgers.get(ORG, P1, latest.ledger_object)
    assert latest.version == 3
    assert {"Rrival", "Rmine"} <= set(ledger.entries)


def test_a_race_lost_again_and_again_is_left_to_the_state_machine(monkeypatch):
    world = World()

    def beaten(_org, version, _latest, _previous):
        raise LostRace(version.product_id)

    monkeypatch.setattr(world.insights, "publish", beaten)

    with pytest.raises(StoreUnavailable):
        run(world, "RUN1", a_listing(reviews()))


def _two_runs(world, deliver):
    first = (
        a_listing(reviews(12), a_product(1)),
        a_listing(reviews(5, 50, body=BATTERY), a_product(2)),
    )
    second = (
        a_listing([a_review(0, 1, BATTERY), *reviews(12, 1)], a_product(1, brand="New")),
        a_listing(reviews(5, 50, body="fine"), a_product(2)),
    )
    deliver(world, "RUN1", *first)
    deliver(world, "RUN2", *second)


def test_killed_between_any_two_writes_and_retried_the_end_is_the_same():
    calm = World()
    _two_runs(calm, run)
    expected, writes = contents(calm), calm.fuse.writes

    def dying(world, name, *listings):
        try:
            run(world, name, *listings)
        except Killed:
            world.fuse.blows_at = None
            run(world, name, *listings)

    for blow in range(writes):
        world = World()
        world.fuse.blows_at = blow
        _two_runs(world, dying)
        assert contents(world) == expected, f"killed before write {blow}"


def test_killed_and_never_resumed_the_next_run_heals():
    calm = World()
    _two_runs(calm, run)
    expected = {k: v for k, v in contents(calm).items() if k not in {"results", "moves"}}

    def abandoned(world, name, *listings):
        try:
            run(world, name, *listings)
        except Killed:
            world.fuse.blows_at = None

    for blow in range(calm.fuse.writes):
        world = World()
        world.fuse.blows_at = blow
        _two_runs(world, abandoned)
        run(world, "RUN3", *world.listings.pages[lake.page_key(a_batch("RUN2"), 1)])
        healed = copy.deepcopy(contents(world))
        assert healed["cards"] == expected["cards"], blow
        assert set(healed["lists"]) == set(expected["lists"]), blow
        assert len(healed["log"]) == len(world.insights.moves), blow


def test_products_are_worked_on_side_by_side():
    world = World()
    deps = world.analyse_deps
    batch = world.deliver(
        a_batch(), *(a_listing(reviews(5, 100 * p), a_product(p)) for p in range(1, 10))
    )

    counters = analyse_batch(batch, type(deps)(**{**_fields(deps), "workers": 4}))

    assert counters.versions_written == 9


def _fields(deps):
    return {name: getattr(deps, name) for name in type(deps).__slots__}
