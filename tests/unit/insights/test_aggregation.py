"""Figures counted from a ledger."""

import random
from datetime import date

import pytest

from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    Evidence,
    ReviewAnalysis,
    Sentiment,
    Severity,
)
from shelfsignal.insights.domain.deliveries import deliver
from shelfsignal.insights.domain.issues import shorten
from shelfsignal.insights.domain.labelling import has_text, text_of, without_text
from shelfsignal.insights.domain.ledger import EMPTY, Labels, merge
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.kernel.ids import ReviewId
from tests.builders.insights import DAY, a_listing, a_review, read_as

TAXONOMY = load_taxonomy()
BATTERY, BOTH = "the battery drains", "the battery drains, it rattles loudly"


def body_of(*reviews, **options):
    ledger = merge(EMPTY, deliver([a_listing(reviews)])).ledger
    labels = {
        review: Labels(read_as(text_of(entry.review, "c")), "e1")
        if has_text(entry.review)
        else without_text(entry.review, "e1")
        for review, entry in ledger.entries.items()
    }
    return aggregate(ledger.with_labels(labels), TAXONOMY, **options)


def test_counts_and_shares():
    good = [a_review(i, 5) for i in range(9)]
    body = body_of(*good, a_review("b1", 1, "bad"), a_review("b2", 1, "bad"))

    assert body.ratings == (2, 0, 0, 0, 9)
    assert body.sentiments == (9, 0, 2)
    assert (body.sentiment.negative.count, body.sentiment.negative.n) == (2, 11)
    assert body.sentiment.dominant is Sentiment.POSITIVE
    assert body.mean_rating == 4.27


def test_too_few_reviews_have_counts_and_no_share():
    negative = body_of(a_review(1, 1, "bad")).sentiment.negative

    assert (negative.count, negative.n, negative.value, negative.is_enough) == (1, 1, None, False)


def test_a_review_without_text_counts_in_ratings_alone():
    body = body_of(a_review(1, 2, "", title=""), a_review(2, language="fr"))

    assert body.ratings == (0, 1, 0, 0, 1)
    assert body.analysed == 0
    assert body.unanalysed == {
        AnalysisStatus.NO_TEXT: 1,
        AnalysisStatus.UNSUPPORTED_LANGUAGE: 1,
    }
    assert sum(row.unanalysed for row in body.days) == 2


def test_star_impact_shares_out_the_lost_stars():
    body = body_of(a_review(1, 5), a_review(2, 5), a_review(3, 1, BOTH), a_review(4, 2, BATTERY))

    impact = {issue.figures.code: issue.figures.star_impact for issue in body.issues}

    assert impact == {"battery": (4 / 2 + 3) / 4, "noise": (4 / 2) / 4}
    assert body.issues[0].figures.code == "battery"
    assert sum(impact.values()) == pytest.approx(5.0 - body.mean_rating)


def test_an_issue_in_good_reviews_costs_nothing():
    body = body_of(a_review(1, 3), a_review(2, 5, BATTERY))

    assert body.issues[0].figures.star_impact == 0.0


def test_when_every_review_complains_stars_are_lost_against_five():
    assert body_of(a_review(1, 2, BATTERY)).issues[0].figures.star_impact == 3.0


def test_quotes_are_verbatim_and_at_most_three():
    reviews = [a_review(i, 1, f"after {i} days {BATTERY}") for i in range(9)]
    body = body_of(*reviews)
    by_id = {review.review_id: review for review in reviews}

    quotes = body.issues[0].figures.quotes

    assert len(quotes) == 3
    assert all(by_id[q.review_id].body[q.start : q.end] == q.text == BATTERY for q in quotes)


def test_a_long_quote_is_cut_between_words():
    long = "word " * 100
    cut = shorten(Evidence(0, len(long), long))

    assert long.startswith(cut)
    assert len(cut) <= 280
    assert cut.endswith("word")


def test_the_daily_series_is_sparse_and_complete():
    body = body_of(a_review(1, 1, BATTERY, days_ago=3), a_review(2, 5, days_ago=3), a_review(3, 4))

    assert [(date.fromordinal(r.day), r.positive, r.negative, r.stars) for r in body.days] == [
        (date(2026, 11, 12), 1, 0, 4),
        (date(2026, 11, 19), 1, 1, 6),
    ]
    assert body.issues[0].count_by_day == {DAY.toordinal() - 3: 1}


def test_every_sentence_cites_reviews_that_say_it():
    reviews = [a_review(i, 5) for i in range(7)] + [
        a_review(f"b{i}", 1, f"{i} {BATTERY}") for i in range(8)
    ]
    reviews.append(a_review("fire", 1, "it caught fire", days_ago=400))
    summary = body_of(*reviews).summary

    assert summary[0].text.startswith("9 of 16 analysed reviews are negative (56%, between")
    assert all(sentence.review_ids for sentence in summary)
    assert summary[1].text == (
        "8 of 16 analysed reviews report “battery”, costing about 2.00 stars, last on 2026-11-12."
    )
    assert any("safety hazard" in s.text and s.review_ids == ("Rfire",) for s in summary)


def test_nothing_read_is_no_summary():
    assert body_of(a_review(1, language="fr")).summary == ()


def test_the_order_of_reviews_changes_nothing():
    reviews = [a_review(i, 1 + i % 5, BOTH if i % 3 else "fine", days_ago=i % 7) for i in range(40)]
    shuffled = random.Random(1).sample(reviews, 40)

    assert body_of(*reviews) == body_of(*shuffled)


def test_rows_of_reviews_are_kept_for_products_with_variations_only():
    reviews = [a_review(1, 5), a_review(2, 1, BATTERY)]

    family = body_of(*reviews, has_variations=True).family

    assert body_of(*reviews).family == ()
    assert [(row.review_id, row.sentiment, row.loss_by_issue) for row in family] == [
        ("R1", 0, {}),
        ("R2", 2, {"battery": 4.0}),
    ]


def test_unlabelled_entries_are_in_the_ratings_alone():
    ledger = merge(EMPTY, deliver([a_listing([a_review(1, 2)])])).ledger

    body = aggregate(ledger, TAXONOMY)

    assert (body.reviews, body.analysed, body.unanalysed) == (1, 0, {})


def test_the_worst_severity_is_shown():
    body = body_of(a_review(1, 1, "it caught fire"))

    assert body.issues[0].figures.severity is Severity.CRITICAL


def test_a_failed_reading_is_unanalysed():
    ledger = merge(EMPTY, deliver([a_listing([a_review(1)])])).ledger
    failed = Labels(ReviewAnalysis("R1", AnalysisStatus.FAILED), "e1", 1, 2)
    body = aggregate(ledger.with_labels({ReviewId("R1"): failed}), TAXONOMY)

    assert body.unanalysed == {AnalysisStatus.FAILED: 1}
    assert (body.rejected_quotes, body.rejected_labels) == (1, 2)
