"""False alarms over a thousand products: confirmed rises are real ones, also when nothing rises."""

import random
from dataclasses import replace
from datetime import date

import pytest

from shelfsignal.insights.domain.false_alarms import AlarmTally, Q
from shelfsignal.insights.domain.figures import Rise
from shelfsignal.insights.domain.rising import find_rise, is_testable

TODAY = date(2026, 11, 22)
END = TODAY.toordinal()


def a_rise(p_value):
    return Rise("battery", "Battery", TODAY, p_value, 5, 10, 1, 90)


def tally_of(tests, *p_values):
    tally = AlarmTally()
    tally.add(tests, map(a_rise, p_values))
    return tally


def exact_rule(tests, p_values, q):
    """Benjamini and Hochberg's own words: how many are rejected."""
    passing = [k for k, p in enumerate(sorted(p_values), 1) if p <= q * k / tests]
    return max(passing, default=0)


def a_product(rng, days=520, rise=0.0):
    """Reviews with four issues of steady rates; the first is reported more for 60 days."""
    rates = [rng.choice([0.02, 0.05, 0.1, 0.2]) for _ in range(4)]
    analysed: dict[int, int] = {}
    said: list[dict[int, int]] = [{} for _ in rates]
    for day in range(END - days, END + 1):
        if rng.random() >= 0.3:
            continue
        analysed[day] = 1
        for at, rate in enumerate(rates):
            if rng.random() < (rise if rise and at == 0 and day > END - 60 else rate):
                said[at][day] = 1
    return analysed, said


def day_of(rng, products, risen=0):
    """The tally of a day, the p-values of planted rises and those of the others."""
    tally, real, false = AlarmTally(), [], []
    for number in range(products):
        analysed, said = a_product(rng, rise=0.8 if number < risen else 0.0)
        rises = [find_rise("x", "X", mentions, analysed, TODAY) for mentions in said]
        called = [rise for rise in rises if rise]
        tally.add(sum(is_testable(mentions, TODAY) for mentions in said), called)
        is_planted = number < risen and rises[0] is not None
        real += [rises[0]] if is_planted else []
        false += called[1:] if is_planted else called
    return tally, real, false


def test_a_day_without_rises_confirms_none():
    control = day_of(random.Random(7), 250)[0].control()

    assert control.tests > 800
    assert control.confirmed == 0


def test_planted_rises_survive_and_chance_does_not():
    tally, real, false = day_of(random.Random(11), 150, risen=20)
    control = tally.control()

    kept = [rise for rise in real if control.judge(rise).is_confirmed]
    wrong = [rise for rise in false if control.judge(rise).is_confirmed]

    assert len(kept) >= 14, "the others rose from one in five, in a dozen reviews"
    assert len(wrong) <= 1
    assert control.confirmed == len(kept) + len(wrong)


def test_one_surprise_among_few_tests_counts_and_among_many_does_not():
    assert tally_of(20, 0.002).control().confirmed == 1
    assert tally_of(4000, 0.002).control().confirmed == 0


@pytest.mark.parametrize("seed", range(20))
def test_the_grid_confirms_no_more_than_the_exact_rule(seed):
    rng = random.Random(seed)
    p_values = [10 ** -rng.uniform(2, 9) for _ in range(rng.randrange(1, 60))]
    tests = rng.randrange(60, 5000)

    confirmed = tally_of(tests, *p_values).control().confirmed

    assert confirmed <= exact_rule(tests, p_values, Q)
    assert confirmed >= exact_rule(tests, p_values, Q * 0.88)


def test_parts_of_a_portfolio_add_up():
    whole, part = tally_of(60, 1e-5, 2e-4, 0.009), tally_of(25, 1e-5)
    part.merge(tally_of(35, 2e-4, 0.009))

    assert part.control() == whole.control()


def test_the_surest_rise_is_never_off_the_grid():
    control = tally_of(10, 0.0, 1e-300).control()

    assert control.confirmed == 2
    assert control.judge(a_rise(0.0)) == replace(a_rise(0.0), is_confirmed=True)
