"""The rate test: planted rises are found with their dates, chance is not called a rise."""

import random
from datetime import date, timedelta

import pytest

from shelfsignal.insights.domain.rising import P_MAX, find_rise, fisher_tail

TODAY = date(2026, 11, 22)
END = TODAY.toordinal()


def series(per_day, share_before, share_after, start_days_ago, days=540, seed=1):
    """Reviews and mentions by day, the rate changing start_days_ago days before TODAY."""
    rng = random.Random(seed)
    analysed, mentions = {}, {}
    for day in range(END - days, END + 1):
        n = sum(rng.random() < per_day / 10 for _ in range(10))
        share = share_after if day > END - start_days_ago else share_before
        k = sum(rng.random() < share for _ in range(n))
        if n:
            analysed[day] = n
        if k:
            mentions[day] = k
    return mentions, analysed


def test_a_planted_rise_is_found_near_its_date():
    mentions, analysed = series(0.5, 0.03, 0.5, 40)

    rise = find_rise("battery", "Battery", mentions, analysed, TODAY)

    assert rise is not None
    assert abs(rise.start - (TODAY - timedelta(days=39))) <= timedelta(days=7)
    assert rise.p_value < P_MAX
    assert rise.recent_mentions / rise.recent_reviews > 5 * rise.base_mentions / rise.base_reviews


def test_chance_is_rarely_called_a_rise():
    false_alarms = 0
    for seed in range(1000):
        mentions, analysed = series(0.3, 0.1, 0.1, 0, seed=seed)
        false_alarms += find_rise("x", "X", mentions, analysed, TODAY) is not None

    assert false_alarms <= 3


def test_more_sales_are_no_rise():
    mentions, analysed = series(0.2, 0.1, 0.1, 0)
    for day in range(END - 40, END + 1):
        analysed[day] = 10
        mentions[day] = 1

    assert find_rise("x", "X", mentions, analysed, TODAY) is None


@pytest.mark.parametrize(
    ("mentions", "analysed"),
    [
        ({}, {END: 5}),
        ({END - 1: 2}, dict.fromkeys(range(END - 100, END + 1), 1)),
        ({END - 1: 3}, {END - 1: 3}),
        ({END - 60: 1, END - 59: 1, END - 58: 1}, dict.fromkeys(range(END - 400, END + 1), 1)),
        ({END + 1: 5}, dict.fromkeys(range(END - 100, END + 9), 1)),
    ],
    ids=["nothing_said", "too_few", "no_past", "over_again", "in_the_future"],
)
def test_no_rise(mentions, analysed):
    assert find_rise("x", "X", mentions, analysed, TODAY) is None


def test_days_after_today_are_not_seen():
    mentions, analysed = series(0.5, 0.03, 0.5, 40)
    later = {**mentions, **{END + d: 1 for d in range(1, 30)}}

    assert find_rise("x", "X", later, analysed, TODAY) == find_rise(
        "x", "X", mentions, analysed, TODAY
    )


def test_the_tail_sums_to_one():
    assert fisher_tail(0, 10, 5, 20) == pytest.approx(1.0)
    assert fisher_tail(5, 5, 0, 500) < 1e-8
    assert fisher_tail(2, 10, 9, 3) <= 1.0
