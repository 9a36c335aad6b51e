"""A product against its category: named above or below when chance does not explain it."""

import random
from datetime import date

import pytest

from shelfsignal.insights.domain.analysis import Severity
from shelfsignal.insights.domain.figures import IssueFigures
from shelfsignal.insights.domain.in_category import MIN_OTHERS, Standing, compare, ratio_interval
from shelfsignal.insights.domain.shares import share

DAY = date(2026, 11, 22)


def issue(mentions, n, code="battery"):
    return IssueFigures(
        code, code.title(), mentions, share(mentions, n), 0.1, Severity.LOW, DAY, DAY, ()
    )


def one(k, n, category_k, category_n):
    return compare([issue(k, n)], n, {"battery": category_k}, category_n)[0]


@pytest.mark.parametrize(
    ("figures", "standing"),
    [
        ((30, 100, 80, 1100), Standing.ABOVE),
        ((1, 100, 201, 1100), Standing.BELOW),
        ((6, 100, 60, 1100), Standing.UNCLEAR),
        ((5, 9, 50, 1000), Standing.NOT_ENOUGH_DATA),
        ((30, 100, 35, 100 + MIN_OTHERS - 1), Standing.NOT_ENOUGH_DATA),
    ],
    ids=["above", "below", "alike", "few_here", "few_elsewhere"],
)
def test_where_a_product_stands(figures, standing):
    found = one(*figures)

    assert found.standing is standing
    assert (found.ratio is None) == (standing is Standing.NOT_ENOUGH_DATA)


def test_a_product_is_not_compared_with_itself():
    found = one(30, 100, 80, 1100)

    assert (found.here.count, found.here.n) == (30, 100)
    assert (found.others.count, found.others.n) == (50, 1000)
    assert found.ratio_low < found.ratio < found.ratio_high


def test_what_nobody_else_has_still_has_a_ratio():
    found = one(12, 60, 12, 1060)

    assert found.others.count == 0
    assert found.standing is Standing.ABOVE
    assert found.ratio_low > 1


def test_a_category_rolled_up_before_the_product_changed_is_not_below_zero():
    found = one(12, 60, 3, 40)

    assert (found.others.count, found.others.n) == (0, 0)
    assert found.standing is Standing.NOT_ENOUGH_DATA


def test_among_many_issues_chance_is_rarely_named():
    rng = random.Random(3)
    named = 0
    for _ in range(200):
        here = [sum(rng.random() < 0.1 for _ in range(80)) for _ in range(12)]
        there = {
            f"i{at}": k + sum(rng.random() < 0.1 for _ in range(400)) for at, k in enumerate(here)
        }
        issues = [issue(k, 80, f"i{at}") for at, k in enumerate(here)]
        found = compare(issues, 80, there, 480)
        named += any(each.standing is not Standing.UNCLEAR for each in found)

    assert named <= 200 * 0.08


def test_the_interval_holds_the_true_ratio_as_often_as_it_says():
    rng = random.Random(4)
    held = 0
    for _ in range(400):
        k1 = sum(rng.random() < 0.12 for _ in range(60))
        k0 = sum(rng.random() < 0.06 for _ in range(500))
        _, low, high = ratio_interval(k1, 60, k0, 500)
        held += low <= 2.0 <= high

    assert 0.92 <= held / 400 <= 0.99
