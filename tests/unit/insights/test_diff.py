"""What moved between two versions is counted, said in words, and traced to reviews."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.diff import Change, Move, Reading, ReviewChange, diff
from shelfsignal.insights.domain.diff_words import in_words
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.insights.services.queries import InsightQueries
from shelfsignal.insights.services.version_diff import NoSuchVersion
from shelfsignal.kernel.ids import ProductId
from tests.builders.insights import DAY, ORG, a_batch, a_listing, a_review
from tests.fakes.insights import World

P1 = ProductId("US-B000000001")
BATTERY, NOISE = "the battery drains", "it rattles loudly"


def reads(world):
    return InsightQueries(world.insights, world.ledgers, world.cards, world.rollups)


def run(world, *reviews, is_complete=True):
    name = f"RUN{len(world.results.stored)}"
    batch = world.deliver(a_batch(name), a_listing(reviews, is_complete=is_complete))
    analyse_batch(batch, world.analyse_deps)


def good(n, start=0):
    return [a_review(i, days_ago=100 + i) for i in range(start, start + n)]


def found(world, **which):
    return reads(world).diff(ORG, P1, **which)


def ids(changes, change):
    return [each.review_id for each in changes if each.change is change]


def test_every_change_is_named_with_what_the_review_counted_as():
    world = World()
    run(world, *good(14), a_review("old", 1, NOISE), a_review("same", 2, NOISE))
    run(
        world,
        a_review(0, 1, BATTERY, days_ago=100),
        *good(13, 1),
        a_review("same", 2, NOISE),
        a_review("new", 1, f"{BATTERY}, {NOISE}"),
    )

    moved = found(world)

    assert (moved.before.version, moved.after.version) == (1, 2)
    assert moved.counts == {Change.ADDED: 1, Change.DELETED: 1, Change.EDITED: 1}
    bad = Sentiment.NEGATIVE
    assert set(moved.reviews) == {
        ReviewChange("R0", Change.EDITED, Reading(5, Sentiment.POSITIVE, ()),
                     Reading(1, bad, ("battery",))),
        ReviewChange("Rold", Change.DELETED, Reading(1, bad, ("noise",)), None),
        ReviewChange("Rnew", Change.ADDED, None, Reading(1, bad, ("battery", "noise"))),
    }  # fmt: skip
    battery, noise = moved.issues
    assert (battery.move, battery.before.count, battery.after.count) == (Move.APPEARED, 0, 2)
    assert (battery.gained, battery.lost) == (("R0", "Rnew"), ())
    assert (noise.move, noise.gained, noise.lost) == (Move.SAME, ("Rnew",), ("Rold",))
    assert (moved.figures_before.ratings[0], moved.figures_after.ratings[0]) == (1, 2)


def test_it_is_said_in_words_that_cite_reviews():
    world = World()
    run(world, *good(30))
    run(world, *good(30), *(a_review(f"b{i}", 1, BATTERY, days_ago=i) for i in range(6)))

    said = {each.text: each.review_ids for each in found(world).summary}

    bad = ("Rb0", "Rb1", "Rb2", "Rb3", "Rb4")
    start = "2026-11-17"
    assert said == {
        "30 reviews became 36: 6 added.": bad,
        "Negative reviews: 0 of 30 (0%) became 6 of 36 (17%).": bad,
        "“Battery” appeared: 0 of 30 (0%), now 6 of 36 (17%).": bad,
        f"A rise began on {start}: Battery, 6 of 6 reviews since, 0 of 30 before.": (),
        f"A rise began on {start}: Negative reviews, 6 of 6 reviews since, 0 of 30 before.": (),
    }


def test_backwards_what_appeared_vanishes():
    world = World()
    run(world, *good(30))
    run(world, *good(30), *(a_review(f"b{i}", 1, BATTERY, days_ago=i) for i in range(6)))

    moved = found(world, before=2, after=1)

    assert moved.counts == {Change.DELETED: 6}
    assert [issue.move for issue in moved.issues] == [Move.VANISHED]
    assert [rise.code for rise in moved.rises_ended] == ["battery", "negative"]
    assert "is no longer reported: 6 of 36 (17%), now 0 of 30 (0%)" in moved.summary[2].text
    assert moved.summary[2].review_ids


def test_another_engine_shows_what_it_read_differently():
    world = World()
    run(world, *good(12), a_review("b", 1, BATTERY))
    read = world.analyser.read
    world.analyser.model_version = "2"
    world.analyser.read = lambda text: read(type(text)(text.review_id, "", "fine", "en", None))
    run(world, *good(12), a_review("b", 1, BATTERY))

    moved = found(world)

    assert ids(moved.reviews, Change.RE_READ) == ["Rb"]
    assert moved.summary[0].text == "The reviews were read by another version: model 1 became 2."
    assert moved.summary[1].text == "13 reviews became 13: 1 read differently."


def test_a_version_compared_with_itself_did_not_move():
    world = World()
    run(world, *good(12))

    moved = found(world, before=1, after=1)

    assert (moved.counts, moved.issues, moved.reviews) == ({}, (), ())
    assert [each.text for each in moved.summary] == ["No review changed what it counts as."]


def test_versions_that_do_not_exist_are_not_found():
    world = World()
    run(world, *good(12))

    for which in ({}, {"before": 1, "after": 7}, {"before": 7}, {"after": 9}):
        with pytest.raises(NoSuchVersion):
            found(world, **which)
    with pytest.raises(ProductNotFound):
        reads(world).diff(ORG, "US-NOWHERE")


BODIES = st.sampled_from(["fine", "bad", BATTERY, NOISE, f"{BATTERY} {NOISE}", ""])
SAID = st.dictionaries(st.integers(0, 15), st.tuples(st.integers(1, 5), BODIES), min_size=1)


@settings(max_examples=60, deadline=None)
@given(SAID, SAID)
def test_the_named_reviews_account_for_every_count_that_moved(first, second):
    world = World()
    for said in (first, second):
        run(world, *(a_review(n, *each) for n, each in said.items()), is_complete=False)
    if world.insights.latests[ORG, P1].version == 1:
        return

    moved = found(world)

    for issue in moved.issues:
        assert issue.after.count - issue.before.count == len(issue.gained) - len(issue.lost)
    added = moved.counts.get(Change.ADDED, 0) - moved.counts.get(Change.DELETED, 0)
    assert moved.figures_after.reviews - moved.figures_before.reviews == added
    for at, mood in enumerate((Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE)):
        was, now = (
            (f.sentiment.positive, f.sentiment.neutral, f.sentiment.negative)[at].count
            for f in (moved.figures_before, moved.figures_after)
        )
        came = sum(bool(c.after) and c.after.sentiment is mood for c in moved.reviews)
        went = sum(bool(c.before) and c.before.sentiment is mood for c in moved.reviews)
        assert now - was == came - went


def test_words_come_from_the_numbers_alone():
    world = World()
    run(world, *good(12))
    run(world, *good(13))
    old, new = (world.insights.stored[ORG, P1, n] for n in (1, 2))
    was, now = (world.ledgers.get(ORG, P1, each.ledger_object) for each in (old, new))

    assert [s.text for s in in_words(diff(old, new, was, now, DAY))] == [
        "12 reviews became 13: 1 added.",
        "Negative reviews: 0 of 12 (0%) became 0 of 13 (0%).",
    ]


def test_a_long_list_keeps_the_reviews_that_moved_an_issue(monkeypatch):
    monkeypatch.setattr("shelfsignal.insights.domain.diff.MAX_REVIEWS", 2)
    world = World()
    run(world, *good(12))
    run(world, *good(30), a_review("z1", 1, BATTERY), a_review("z2", 1, NOISE))

    moved = found(world)

    assert [each.review_id for each in moved.reviews] == ["Rz1", "Rz2"]
    assert moved.counts == {Change.ADDED: 20}
