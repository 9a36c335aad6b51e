"""Amazon says / we found: rows, verdicts and the words for them."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.insights.domain.amazon_topics import load_topics
from shelfsignal.insights.domain.analysis import AspectMention, Polarity
from shelfsignal.insights.domain.deliveries import deliver
from shelfsignal.insights.domain.feedback_ours import OurReading, Range
from shelfsignal.insights.domain.feedback_rows import NEAR, compare_topics, judge
from shelfsignal.insights.domain.feedback_views import FeedbackVerdict
from shelfsignal.insights.domain.labelling import text_of
from shelfsignal.insights.domain.ledger import EMPTY, Labels, merge
from shelfsignal.insights.domain.rising import find_rise
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.kernel.customer_feedback import FeedbackSide
from tests.builders.feedback import a_topic
from tests.builders.insights import DAY, WORDS, a_listing, a_review, read_as

YEAR = Range(DAY - timedelta(days=365), DAY)
TABLE = load_topics()


def a_ledger(*reviews, read=read_as):
    ledger = merge(EMPTY, deliver([a_listing(reviews)])).ledger
    return ledger.with_labels(
        {r: Labels(read(text_of(e.review, "c")), "e1") for r, e in ledger.entries.items()}
    )


def reviews(issue, count, start=0, rating=1, every_days=20):
    words = WORDS.get(issue, "lovely")
    return [
        a_review(start + i, rating, f"{start + i}: {words}", days_ago=1 + i * every_days)
        for i in range(count)
    ]


def reading(*made, span=YEAR, day=DAY, read=read_as):
    return OurReading.of(a_ledger(*made, read=read), span, day, load_taxonomy())


SIXTY = (*reviews("battery", 12), *reviews(None, 48, 100, 5, 7))


def only(rows):
    assert len(rows) == 1, rows
    return rows[0]


def ours_of(row) -> Any:
    """What we found; a row of Amazon's alone has nothing of ours, and fails the test that asks."""
    assert row.ours is not None
    return row.ours


@pytest.mark.parametrize(
    ("percentage", "verdict"),
    [
        (20.0, FeedbackVerdict.AGREE),
        (12.0, FeedbackVerdict.AGREE),
        (33.0, FeedbackVerdict.AGREE),
        (35.0, FeedbackVerdict.AMAZON_HIGHER),
        (9.0, FeedbackVerdict.WE_HIGHER),
        (0.0, FeedbackVerdict.WE_HIGHER),
        (None, FeedbackVerdict.NOT_ENOUGH_DATA),
    ],
)
def test_amazons_figure_is_held_against_our_interval(percentage, verdict):
    row = only(compare_topics([a_topic(percentage=percentage)], reading(*SIXTY), TABLE))

    assert row.verdict is verdict
    assert row.ours.issues == ("battery",)
    assert (row.ours.share.count, row.ours.share.n) == (12, 60)


def test_the_words_state_both_figures_and_the_number_of_reviews():
    row = only(compare_topics([a_topic(percentage=35.0)], reading(*SIXTY), TABLE))

    assert row.why == (
        "Amazon counts it in 35 %, we in 12 of 60 reviews (20 %, between 12 % and 32 %): "
        "Amazon's figure is higher than our range."
    )


def test_only_reviews_of_amazons_range_are_counted_both_ends_included():
    made = [a_review(i, 1, f"{i}: {WORDS['battery']}", days_ago=i) for i in range(31)]
    span = Range(DAY - timedelta(days=20), DAY - timedelta(days=10))

    assert only(compare_topics([a_topic()], reading(*made, span=span), TABLE)).ours.share.n == 11
    assert reading(*made, span=Range(None, DAY)).reviews == 31
    assert reading(*made, span=Range(DAY, None)).reviews == 1


def test_too_few_of_our_reviews_are_no_verdict():
    row = only(compare_topics([a_topic()], reading(*reviews("battery", 9)), TABLE))

    assert row.verdict is FeedbackVerdict.NOT_ENOUGH_DATA
    assert row.ours.star_impact is None
    assert row.why.endswith("of its range we have read only 9, too few to say.")
    alone = only(compare_topics([a_topic()], reading(), TABLE))
    assert alone.why == "Amazon counts it in 20 % of its reviews; of its range we have read none."


def test_a_topic_without_a_label_of_ours_stays_visible():
    row = only(compare_topics([a_topic("Giftability")], reading(*reviews(None, 20)), TABLE))

    assert (row.verdict, row.ours, row.amazon.name) == (
        FeedbackVerdict.AMAZON_ONLY,
        None,
        "Giftability",
    )


def test_an_issue_amazon_does_not_list_is_ours_alone():
    made = (*SIXTY, *reviews("noise", 2, 300))

    rows = compare_topics([a_topic("Giftability")], reading(*made), TABLE)

    assert [(row.verdict, row.ours and row.ours.issues) for row in rows] == [
        (FeedbackVerdict.AMAZON_ONLY, None),
        (FeedbackVerdict.OURS_ONLY, ("battery",)),
    ], "noise in 2 of 62 is no finding"


def test_an_issue_amazon_lists_under_another_topic_is_not_ours_alone():
    topic = a_topic("Noise", 1.0, subtopics=["battery dies", "whatever"])

    row = only(compare_topics([topic], reading(*SIXTY), TABLE))

    assert row.ours.issues == ("noise",)


def test_an_issue_that_a_positive_topic_means_may_still_be_ours_alone():
    topic = a_topic("Battery life", side=FeedbackSide.POSITIVE)

    rows = compare_topics([topic], reading(*SIXTY), TABLE)

    assert [row.verdict for row in rows if row.side is FeedbackSide.NEGATIVE] == [
        FeedbackVerdict.OURS_ONLY
    ]


def test_a_review_counts_once_for_a_topic_of_several_labels():
    both = [
        a_review(i, 1, f"{i}: {WORDS['battery']} and {WORDS['noise']}", days_ago=i + 1)
        for i in range(10)
    ]

    row = only(compare_topics([a_topic("Battery and noise")], reading(*both), TABLE))

    assert row.ours.issues == ("battery", "noise")
    assert (row.ours.share.count, row.ours.share.n) == (10, 10)
    assert row.ours.star_impact == 4.0


def praising(aspect):
    def read(text):
        mention = AspectMention(aspect, Polarity.POSITIVE, 0.9)
        is_bad = "drains" in text.body
        return replace(read_as(text), aspects=() if is_bad else (mention,))

    return read


def test_praise_is_compared_by_aspect_and_a_wider_one_says_so():
    ours = reading(*SIXTY, read=praising("hardware"))
    topics = [
        a_topic("Sound quality", 30.0, FeedbackSide.POSITIVE),
        a_topic("Value for money", 30.0, FeedbackSide.POSITIVE),
        a_topic("Camera", 99.0, FeedbackSide.POSITIVE),
    ]

    by_name = {row.amazon.name: row for row in compare_topics(topics, ours, TABLE) if row.amazon}

    assert ours_of(by_name["Sound quality"]).share.count == 48
    assert by_name["Sound quality"].verdict is FeedbackVerdict.WIDER_LABEL
    assert by_name["Camera"].verdict is FeedbackVerdict.AMAZON_HIGHER
    assert by_name["Value for money"].verdict is FeedbackVerdict.AMAZON_HIGHER
    assert ours_of(by_name["Value for money"]).names == ("Price",)


def test_a_complaint_named_by_an_aspect_counts_its_issues_and_what_is_said_of_it():
    row = only(compare_topics([a_topic("Sound quality")], reading(*SIXTY), TABLE))

    assert (row.ours.aspects, row.ours.names) == (("hardware",), ("Hardware",))
    assert "battery" in row.ours.issues
    assert row.ours.share.count == 12


def test_the_quote_is_of_a_review_that_was_counted():
    row = only(compare_topics([a_topic()], reading(*SIXTY), TABLE))

    assert row.ours.quote.text == WORDS["battery"]
    assert row.ours.quote.review_id in {f"R{i}" for i in range(12)}


def test_a_rise_is_the_one_the_products_page_calls():
    made = (*reviews("battery", 9, every_days=2), *reviews(None, 90, 100, 5, 4))
    counted = reading(*made)

    row = only(compare_topics([a_topic()], counted, TABLE))

    analysed = Counter(review.review_date.toordinal() for review in made)
    said = Counter(review.review_date.toordinal() for review in made[:9])
    rise = find_rise("", "", said, analysed, DAY)
    assert rise is not None
    assert row.ours.rising_since == rise.start
    earlier = reading(*made, day=DAY - timedelta(days=60))
    assert only(compare_topics([a_topic()], earlier, TABLE)).ours.rising_since is None


def test_complaints_come_before_praise_and_the_most_said_first():
    topics = [
        a_topic("Giftability", 50.0, FeedbackSide.POSITIVE),
        a_topic("Noise", 5.0),
        a_topic("Novelty", 12.0),
    ]

    rows = compare_topics(topics, reading(*SIXTY), TABLE)

    names = [row.amazon.name if row.amazon else ours_of(row).names[0] for row in rows]
    assert names == ["Battery", "Novelty", "Noise", "Giftability"]


counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
percentages = st.one_of(st.none(), st.floats(0, 100))


@given(percentages, counts, st.booleans())
def test_every_pair_of_figures_has_a_verdict_that_keeps_its_word(percentage, found, is_wider):
    ours = share(*found)

    verdict = judge(percentage, ours, is_wider=is_wider)

    if percentage is None or ours.low is None or ours.high is None:
        assert verdict is FeedbackVerdict.NOT_ENOUGH_DATA
        return
    said = percentage / 100
    assert (verdict is FeedbackVerdict.AMAZON_HIGHER) == (said > ours.high + NEAR)
    assert (verdict is FeedbackVerdict.AGREE) == (ours.low - NEAR <= said <= ours.high + NEAR)
    assert verdict is not FeedbackVerdict.WE_HIGHER or not is_wider
    assert verdict in {
        FeedbackVerdict.AMAZON_HIGHER,
        FeedbackVerdict.AGREE,
        FeedbackVerdict.WE_HIGHER,
        FeedbackVerdict.WIDER_LABEL,
    }


@given(counts)
def test_our_own_share_said_by_amazon_is_agreed_with(found):
    ours = share(*found)

    if ours.value is not None:
        assert judge(ours.value * 100, ours) is FeedbackVerdict.AGREE


names = st.sampled_from(["Battery life", "Noise", "Quality", "Giftability", "Safety", "Price", "x"])
said = st.builds(a_topic, names, percentages, st.sampled_from(FeedbackSide))
written = st.lists(
    st.tuples(st.sampled_from([*WORDS, None]), st.integers(1, 5), st.integers(0, 500)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(st.lists(said, max_size=8), written, st.randoms(use_true_random=False))
def test_nothing_of_amazons_is_lost_and_order_does_not_matter(topics, made, random):
    ours = reading(
        *(
            a_review(i, stars, f"{i}: {WORDS.get(issue, 'fine')}", days_ago=ago)
            for i, (issue, stars, ago) in enumerate(made)
        )
    )
    rows = compare_topics(topics, ours, TABLE)
    shuffled = list(topics)
    random.shuffle(shuffled)

    assert sorted(map(repr, topics)) == sorted(repr(row.amazon) for row in rows if row.amazon)
    again = compare_topics(shuffled, ours, TABLE)
    assert sorted(map(repr, rows)) == sorted(map(repr, again))
    for row in rows:
        assert row.why
        if row.ours is not None:
            assert row.ours.share.n == ours.analysed
            assert 0 <= row.ours.share.count <= ours.analysed
        assert (row.ours is None) == (row.verdict is FeedbackVerdict.AMAZON_ONLY)
        assert (row.amazon is None) == (row.verdict is FeedbackVerdict.OURS_ONLY)


def test_a_range_without_ends_holds_every_day():
    assert Range(None, None).holds(date.min)
