"""Merging deliveries into a ledger."""

import json

import pytest

from shelfsignal.insights.domain.analysis import AnalysisStatus, ReviewAnalysis
from shelfsignal.insights.domain.deliveries import deliver
from shelfsignal.insights.domain.labelling import text_of
from shelfsignal.insights.domain.ledger import (
    EMPTY,
    NO_HOLD,
    Hold,
    Labels,
    entry_from_json,
    entry_to_json,
    merge,
)
from tests.builders.insights import a_listing, a_review, read_as


def ledger_of(*reviews):
    return merge(EMPTY, deliver([a_listing(reviews)])).ledger


def labelled(ledger, made_in="e1"):
    return ledger.with_labels(
        {
            review: Labels(read_as(text_of(entry.review, "c")), made_in)
            for review, entry in ledger.entries.items()
        }
    )


TEN = [a_review(i) for i in range(10)]


def test_new_reviews_are_added():
    merged = merge(EMPTY, deliver([a_listing(TEN)]))

    assert (merged.added, merged.changed, merged.removed, merged.hold) == (10, 0, 0, NO_HOLD)
    assert merged.ledger.to_analyse("e1") == tuple(merged.ledger.entries)


def test_a_redelivered_review_changes_nothing():
    ledger = labelled(ledger_of(*TEN))
    again = [a_review(i, helpful_votes=5) for i in range(10)]

    merged = merge(ledger, deliver([a_listing(again)]))

    assert merged.ledger == ledger
    assert merged.ledger.to_analyse("e1") == ()


def test_an_edited_review_replaces_its_contribution_and_is_read_again():
    ledger = labelled(ledger_of(*TEN))
    edited = [a_review(3, body="bad now"), *(r for r in TEN if r.review_id != "R3")]

    merged = merge(ledger, deliver([a_listing(edited)]))

    assert (merged.added, merged.changed) == (0, 1)
    assert merged.ledger.to_analyse("e1") == ("R3",)
    assert merged.ledger.hash != ledger.hash


def test_only_a_complete_listing_withdraws():
    ledger = ledger_of(*TEN)

    partial = merge(ledger, deliver([a_listing(TEN[:8], is_complete=False)]))
    complete = merge(ledger, deliver([a_listing(TEN[:8])]))

    assert (len(partial.ledger.entries), partial.removed, partial.hold) == (10, 0, None)
    assert (len(complete.ledger.entries), complete.removed, complete.hold) == (8, 2, NO_HOLD)


def test_more_than_a_fifth_vanishing_is_held_while_the_rest_is_applied():
    ledger = ledger_of(*TEN)

    merged = merge(ledger, deliver([a_listing([*TEN[:7], a_review(99)])]))

    assert (merged.removed, merged.hold, merged.added) == (0, Hold(3, 10), 1)
    assert len(merged.ledger.entries) == 11


def test_a_held_listing_that_comes_again_is_still_held():
    listing = deliver([a_listing([TEN[0], *(a_review(f"new{i}") for i in range(90))])])
    first = merge(ledger_of(*TEN), listing)

    again = merge(first.ledger, listing, first.hold)

    assert len(again.ledger.entries) == 100
    assert again.hold == first.hold == Hold(9, 10)


def test_everything_vanishing_is_held():
    assert merge(ledger_of(*TEN), deliver([a_listing([])])).hold == Hold(10, 10)


def test_another_engine_reads_everything_again():
    ledger = labelled(ledger_of(*TEN))

    assert len(ledger.to_analyse("e2")) == 10


def test_a_failed_review_is_tried_again_and_a_refused_one_is_not():
    ledger = labelled(ledger_of(*TEN)).with_labels(
        {
            "R1": Labels(ReviewAnalysis("R1", AnalysisStatus.FAILED), "e1"),
            "R2": Labels(ReviewAnalysis("R2", AnalysisStatus.REFUSED), "e1"),
        }
    )

    assert ledger.to_analyse("e1") == ("R1",)
    assert ledger.failed == ("R1",)


def test_the_hash_is_of_contents_not_of_labels():
    assert labelled(ledger_of(*TEN)).hash == ledger_of(*TEN).hash


@pytest.mark.parametrize(
    "labels",
    [
        None,
        Labels(read_as(text_of(a_review(body="well, the battery drains"), "c")), "e1"),
        Labels(ReviewAnalysis("R1", AnalysisStatus.NO_TEXT), "e1", 2, 1),
    ],
    ids=["unread", "read", "refused_parts"],
)
def test_a_line_survives_being_stored(labels):
    entry = ledger_of(a_review()).entries["R1"]
    entry = type(entry)(entry.review, entry.content_hash, labels)

    assert entry_from_json(json.loads(json.dumps(entry_to_json(entry)))) == entry
