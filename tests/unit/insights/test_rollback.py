"""A bad engine's insights are withdrawn: pointers move, nothing is lost, and it writes no more."""

import json
from dataclasses import replace

import pytest

from scripts.rollback_engine import main
from shelfsignal.insights.domain.engine_blocks import EngineBlock, is_blocked
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.versions import LostRace
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.repointing import PAGE, Repointed
from shelfsignal.insights.services.rollback import roll_back
from shelfsignal.kernel import lake
from shelfsignal.kernel.errors import InvalidInput, StoreUnavailable
from shelfsignal.kernel.ids import ProductId, RunId
from tests.builders.insights import NOON, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import Killed, World

P1, P2 = ProductId("US-B000000001"), ProductId("US-B000000002")
BAD = EngineBlock("fake", "bad")
ACT = RunId("ACT1")


def run(world, name, *listings, model="1"):
    world.analyser.model_version = model
    batch = world.deliver(a_batch(name, count=500), *listings)
    analyse_batch(batch, world.analyse_deps)
    return world.results.stored[lake.result_key(batch)]


def reviews(n=12, body="fine", start=0):
    return [a_review(i, body=body) for i in range(start, start + n)]


def withdrawn(world, block=BAD):
    return roll_back(ORG, block, ACT, world.repoint_deps)


def a_bad_update(world):
    """Two products with a good version and then a bad engine's, a third of a good engine only."""
    first = [a_listing(reviews(start=100 * p), a_product(p)) for p in (1, 2, 3)]
    run(world, "RUN1", *first)
    run(world, "RUN2", *first[:2], model="bad")


def latest(world, product=P1):
    return world.insights.latests[ORG, product]


def test_products_show_their_last_insight_of_another_version():
    world = World()
    a_bad_update(world)
    before = set(world.insights.stored)

    done = withdrawn(world)

    assert done == Repointed(moved=2, untouched=1, stuck=())
    assert (latest(world).version, latest(world).newest) == (1, 2)
    assert latest(world).inputs_hash == world.insights.stored[ORG, P1, 1].inputs_hash
    assert set(world.insights.stored) == before, "nothing is deleted"
    moves = sorted(n for (_, p, _), n in world.insights.moves.items() if p == P1)
    assert moves == [1, 1, 2]
    assert world.pointers.log[ORG, P1, latest(world).moved_at].run_id == ACT
    assert {card.version for (_, _, p), card in world.cards.lists.items() if p == P1} == {1}
    assert world.insights.shown_at(ORG, P1, world.clock()) == 1


def test_done_again_it_does_nothing():
    world = World()
    a_bad_update(world)
    withdrawn(world)
    moves, writes = dict(world.insights.moves), world.fuse.writes

    done = withdrawn(world)

    assert done == Repointed(moved=0, untouched=3, stuck=())
    assert world.insights.moves == moves
    assert world.fuse.writes == writes + 1, "the block, written over itself"


def state(world):
    return {
        "latest": {
            k: (v.version, v.newest, v.is_logged) for k, v in world.insights.latests.items()
        },
        "moves": sorted((k[1], n) for k, n in world.insights.moves.items()),
        "log": sorted((m.product_id, m.version) for m in world.pointers.log.values()),
        "lists": {k: card.version for k, card in world.cards.lists.items()},
        "cards": {k: (c.card.version, c.is_settled) for k, c in world.cards.cards.items()},
    }


def test_killed_between_any_two_writes_and_done_again_the_end_is_the_same():
    calm = World()
    a_bad_update(calm)
    before = calm.fuse.writes
    withdrawn(calm)

    for blow in range(before, calm.fuse.writes):
        world = World()
        a_bad_update(world)
        world.fuse.blows_at = blow
        with pytest.raises(Killed):
            withdrawn(world)
        world.fuse.blows_at = None
        withdrawn(world)
        assert state(world) == state(calm), f"killed before write {blow}"


def test_more_products_than_a_page_are_all_found_though_moving_reorders_them():
    world = World()
    listings = [a_listing(reviews(1, start=p), a_product(p)) for p in range(1, PAGE * 2 + 30)]
    run(world, "RUN1", *listings)
    run(world, "RUN2", *listings[::2], model="bad")

    done = withdrawn(world)

    assert done == Repointed(moved=len(listings[::2]), untouched=len(listings[1::2]), stuck=())


def test_a_product_without_another_version_is_stuck_and_said_to_be():
    world = World()
    run(world, "RUN1", a_listing(reviews()), model="bad")

    assert withdrawn(world) == Repointed(moved=0, untouched=0, stuck=(P1,))
    assert latest(world).version == 1


def test_a_second_withdrawal_does_not_land_on_the_first():
    world = World()
    for model in ("1", "2", "bad"):
        run(world, f"RUN{model}", a_listing(reviews()), model=model)
    withdrawn(world)

    withdrawn(world, EngineBlock("fake", "2"))

    assert latest(world).version == 1


def test_a_taxonomy_version_is_withdrawn_whatever_model_used_it():
    world = World()
    run(world, "RUN1", a_listing(reviews()))
    world.analyser.taxonomy_version = "t2"
    for model in ("1", "2"):
        run(world, f"RUN2{model}", a_listing(reviews()), model=model)

    withdrawn(world, EngineBlock("fake", taxonomy_version="t2"))

    assert latest(world).version == 1


def test_a_blocked_engine_keeps_what_is_shown_and_says_so():
    world = World()
    a_bad_update(world)
    withdrawn(world)
    calls = len(world.analyser.calls)

    result = run(
        world,
        "RUN3",
        a_listing(reviews(14), a_product(1)),
        a_listing(reviews(3, start=900), a_product(9)),
        model="bad",
    )

    assert latest(world).version == 1
    assert len(world.analyser.calls) == calls
    assert result.dropped == {"kept_version_engine_blocked": 1}
    assert [(f.product_id, f.code) for f in result.failures] == [
        ("US-B000000009", "engine_blocked")
    ]
    assert [c.product_id for c in result.contributions] == [P1]


def test_the_good_engine_goes_on_where_it_was_and_reads_nothing_twice():
    world = World()
    a_bad_update(world)
    withdrawn(world)
    listing = a_listing(reviews(start=100), a_product(1))
    calls = len(world.analyser.calls)

    run(world, "RUN3", listing)
    run(world, "RUN4", listing)

    assert latest(world).version == 1
    assert [call for call in world.analyser.calls[calls:] if call] == []
    assert latest(world).seen, "the next run need not look at it"


def test_reviews_that_came_with_the_bad_engine_are_not_lost():
    world = World()
    run(world, "RUN1", a_listing(reviews(12)))
    run(world, "RUN2", a_listing([*reviews(12), a_review("late")]), model="bad")
    withdrawn(world)

    run(world, "RUN3", a_listing(reviews(1), is_complete=False))

    assert latest(world).version == 3
    assert world.insights.stored[ORG, P1, 3].body.reviews == 13
    assert world.analyser.calls[-1] == ["Rlate"]


def test_a_new_engine_writes_the_next_number():
    world = World()
    a_bad_update(world)
    withdrawn(world)

    run(world, "RUN3", a_listing(reviews(start=100), a_product(1)), model="3")

    assert (latest(world).version, latest(world).newest) == (3, 3)


def test_a_writer_in_between_is_withdrawn_too(monkeypatch):
    world = World()
    a_bad_update(world)
    move = world.insights.move_latest
    raced: list[bool] = []

    def overtaken(org, product, now, previous):
        if not raced:
            raced.append(True)
            shown = world.insights.latests[org, product]
            world.insights.latests[org, product] = replace(shown, moved_at=NOON)
        move(org, product, now, previous)

    monkeypatch.setattr(world.insights, "move_latest", overtaken)

    assert withdrawn(world).moved == 2


def test_a_race_lost_again_and_again_is_an_outage(monkeypatch):
    world = World()
    a_bad_update(world)

    def beaten(_org, product, _now, _previous):
        raise LostRace(product)

    monkeypatch.setattr(world.insights, "move_latest", beaten)

    with pytest.raises(StoreUnavailable):
        withdrawn(world)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (EngineBlock("local", "3"), True),
        (EngineBlock("local", taxonomy_version="t"), True),
        (EngineBlock("local", "3", "t"), True),
        (EngineBlock("local", "3", "u"), False),
        (EngineBlock("openai", "3"), False),
    ],
)
def test_what_a_block_covers(block, expected):
    assert is_blocked(EngineId("local", "3", "-", "t"), [block]) is expected


@pytest.mark.parametrize("names", [("local",), ("", "3")])
def test_an_engine_is_not_withdrawn_as_such(names):
    with pytest.raises(InvalidInput):
        EngineBlock(*names)


def test_the_operators_command_on_real_stores(aws, capsys):
    named = ["--table", "insights", "--bucket", aws.bucket, "--org", "demo", "--engine", "fake"]

    code = main([*named, "--model-version", "bad"])
    printed = json.loads(capsys.readouterr().out)
    assert (code, printed["moved"], printed["untouched"], printed["stuck"]) == (0, 0, 0, [])

    assert main([*named, "--model-version", "bad", "--unblock"]) == 0
    assert json.loads(capsys.readouterr().out) == {"unblocked": True}
    assert main(named) == 1
    assert capsys.readouterr().err.startswith("invalid_input: Name an engine")
