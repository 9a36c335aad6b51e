"""The attention score shows its parts, and a card stays small."""

from dataclasses import replace
from datetime import date
from math import log10

import pytest

from shelfsignal.insights.adapters import codec
from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.attention import assess, surety
from shelfsignal.insights.domain.cards import (
    Card,
    Sort,
    facets_of,
    fingerprint,
    make_card,
    sort_keys,
)
from shelfsignal.insights.domain.deliveries import deliver
from shelfsignal.insights.domain.figures import Rise
from shelfsignal.insights.domain.labelling import text_of
from shelfsignal.insights.domain.ledger import EMPTY, NO_HOLD, Labels, merge
from shelfsignal.insights.domain.rising import P_MAX
from shelfsignal.insights.domain.series import trend, window_share
from shelfsignal.insights.domain.shares import share, wilson
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.domain.versions import Effort, Latest
from tests.builders.insights import DAY, NOON, a_listing, a_product, a_review, read_as

BATTERY, FIRE = "the battery drains", "it caught fire"


def body_of(*reviews):
    ledger = merge(EMPTY, deliver([a_listing(reviews)])).ledger
    labels = {
        review: Labels(read_as(text_of(entry.review, "c")), "e1")
        for review, entry in ledger.entries.items()
    }
    return aggregate(ledger.with_labels(labels), load_taxonomy())


def a_latest():
    return Latest(3, 3, "i", "l", "c", ("s",), NO_HOLD, 0, "RUN1", NOON, Effort(), is_logged=True)


def a_card(body, **product):
    return make_card(a_product(**product), body, assess(body, DAY), a_latest())


def points(body, day=DAY):
    return {part.name: part.points for part in assess(body, day).attention.parts}


def test_a_product_nobody_complains_of_scores_zero():
    attention = assess(body_of(*(a_review(i) for i in range(30))), DAY).attention

    assert (attention.score, attention.parts, attention.since) == (0.0, (), None)


def test_the_score_is_the_sum_of_its_parts():
    body = body_of(
        *(a_review(i, days_ago=200 + i) for i in range(40)),
        *(a_review(f"b{i}", 1, FIRE, days_ago=i) for i in range(12)),
    )

    attention = assess(body, DAY).attention

    assert attention.score == pytest.approx(sum(part.points for part in attention.parts), abs=0.1)
    assert {part.name for part in attention.parts} == {
        "negative_share",
        "rising",
        "star_impact",
        "safety",
    }
    assert all(part.points <= part.maximum and part.why for part in attention.parts)
    assert attention.since == date(2026, 11, 11)


def test_a_rise_weighs_by_severity():
    calm = [a_review(i, days_ago=100 + i) for i in range(60)]
    battery = body_of(*calm, *(a_review(f"b{i}", 1, BATTERY, days_ago=i) for i in range(8)))
    fire = body_of(*calm, *(a_review(f"b{i}", 1, FIRE, days_ago=i) for i in range(8)))

    assert points(battery)["rising"] == pytest.approx(18.8, abs=0.1)
    assert points(fire)["rising"] == 25.0


def test_a_rise_weighs_by_how_sure_it_is():
    calm = [a_review(i, days_ago=40 + 3 * i) for i in range(80)]
    sure, barely = (
        body_of(*calm, *(a_review(f"b{i}", 1, BATTERY, days_ago=i) for i in range(n)))
        for n in (9, 3)
    )

    rise = assess(barely, DAY).rising[0]

    assert 1e-4 < rise.p_value < P_MAX
    assert points(barely)["rising"] == pytest.approx(25 * 0.75 * -log10(rise.p_value) / 4, abs=0.06)
    assert points(sure)["rising"] == pytest.approx(25 * 0.75, abs=0.06)


def test_a_certain_rise_has_no_logarithm_to_take():
    rise = Rise("battery", "Battery", DAY, 0.0, 9, 9, 0, 400)

    assert surety(rise) == 1.0
    assert surety(replace(rise, p_value=P_MAX)) == 0.5


def test_few_recent_reviews_fall_back_on_all_time_and_few_reviews_on_nothing():
    old = body_of(*(a_review(i, 1, "bad", days_ago=300) for i in range(20)))
    few = body_of(*(a_review(i, 1, "bad") for i in range(5)))

    assert "of all time" in assess(old, DAY).attention.parts[0].why
    assert "negative_share" not in points(few)


def test_an_old_hazard_is_no_safety_point():
    body = body_of(a_review(1, 1, FIRE, days_ago=120), *(a_review(i) for i in range(2, 9)))

    assert "safety" not in points(body)
    assert points(body, date(2026, 8, 1))["safety"] == 10.0


def test_since_without_a_rise_is_when_the_costliest_issue_was_first_reported():
    body = body_of(*(a_review(i, 1, BATTERY, days_ago=500 - 40 * i) for i in range(12)))

    assert assess(body, DAY).attention.since == date(2025, 7, 10)


def test_a_card_fits_its_item_however_long_its_texts():
    body = body_of(*(a_review(i, 1, f"{BATTERY} {FIRE} it rattles loudly") for i in range(30)))
    long = "Extraordinarily long " * 60

    card = a_card(body, title=long, image_url="https://images.example/" + "x" * 60)

    assert len(card.title) == 140
    assert len(codec.pack(card, Card)) < 1100
    assert codec.unpack(codec.pack(card, Card), Card) == card


def test_sort_keys_sort_as_the_figures_do():
    low = a_card(body_of(*(a_review(i) for i in range(12))))
    high = a_card(body_of(*(a_review(i, 1, BATTERY) for i in range(120))))

    for sort in (Sort.ATTENTION, Sort.NEGATIVE_SHARE, Sort.REVIEW_COUNT):
        assert sort_keys(low)[sort] < sort_keys(high)[sort]
    assert all(key.endswith("#US-B000000001") for key in sort_keys(low).values())


def test_a_product_stands_in_the_lists_of_its_issues():
    body = body_of(*(a_review(i, 1, BATTERY) for i in range(12)))
    card = a_card(body)

    assert facets_of(card, body) == {
        "ALL",
        "BRAND#Acme",
        "CATEGORY#Electronics",
        "MARKETPLACE#US",
        "SENTIMENT#negative",
        "ISSUE#battery",
        "NAME#thing 1",
        "NAME#b000000001",
    }


def test_the_fingerprint_sees_every_shown_figure():
    body = body_of(*(a_review(i) for i in range(12)))
    card = a_card(body)

    assert fingerprint(card, frozenset({"ALL"})) == fingerprint(a_card(body), frozenset({"ALL"}))
    assert fingerprint(card, frozenset({"ALL"})) != fingerprint(card, frozenset({"ALL", "B"}))
    assert fingerprint(card, frozenset()) != fingerprint(a_card(body, price="9.99"), frozenset())


@pytest.mark.parametrize(
    ("recent", "previous", "direction"),
    [((9, 10), (1, 10), "up"), ((1, 10), (9, 10), "down"), ((5, 10), (4, 10), "flat")],
    ids=["up", "down", "flat"],
)
def test_a_direction_is_given_only_when_the_difference_is_clear(recent, previous, direction):
    end = DAY.toordinal()
    counted = {end: recent[0], end - 28: previous[0]}
    analysed = {end: recent[1], end - 28: previous[1]}

    assert window_share(counted, analysed, DAY).direction == direction


def test_no_reviews_no_direction():
    assert window_share({}, {}, DAY).direction == "flat"


def test_weeks_start_on_mondays_and_have_no_gaps():
    body = body_of(a_review(1, days_ago=1), a_review(2, 1, BATTERY, days_ago=20))

    points = trend(body.days, body.issues[0].count_by_day, date(2026, 11, 4), DAY, 7)

    assert [p.start for p in points] == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    assert [(p.reviews, p.negative, p.mentions) for p in points] == [
        (1, 1, 1),
        (0, 0, 0),
        (1, 0, 0),
    ]
    assert points[1].mean_rating is None


def test_a_trend_that_ends_before_it_starts_is_empty():
    assert trend((), None, DAY, date(2026, 1, 1), 1) == ()


def test_wilson_is_within_zero_and_one():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0
    assert not share(1, 9).is_enough
