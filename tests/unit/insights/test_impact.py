"""The interval of a star impact: it holds the truth as often as it says, and adds up."""

import random

import pytest

from shelfsignal.insights.domain.impact import Baseline, impact_interval, loss_variance

STARS = (1, 2, 3, 4, 5)
CLEAN, BAD = (0.02, 0.03, 0.1, 0.25, 0.6), (0.45, 0.3, 0.15, 0.07, 0.03)
TRUE_BASELINE = sum(s * w for s, w in zip(STARS, CLEAN, strict=True))
LOST = sum(max(0.0, TRUE_BASELINE - s) * w for s, w in zip(STARS, BAD, strict=True))


def sample(rng, n, rate):
    """Loss, variance and mentions of one product drawn by these odds."""
    mentions = sum(rng.random() < rate for _ in range(n))
    baseline = Baseline.of(rng.choices(STARS, CLEAN, k=n - mentions), 5.0)
    lost = [baseline.stars - s for s in rng.choices(STARS, BAD, k=mentions)]
    losses = [each for each in lost if each > 0]
    return sum(losses), loss_variance(losses, len(losses), n, baseline), mentions


@pytest.mark.parametrize(("n", "rate"), [(50, 0.2), (100, 0.05), (300, 0.03), (300, 0.3)])
def test_the_interval_holds_the_true_impact(n, rate):
    rng = random.Random(n)
    held = known = 0
    for _ in range(400):
        loss, variance, mentions = sample(rng, n, rate)
        low, high = impact_interval(loss, variance, n, mentions)
        if low is not None and high is not None:
            known += 1
            held += low <= rate * LOST <= high

    assert known > 200
    assert 0.92 <= held / known <= 0.985


def test_products_add_up_to_an_interval_of_their_rollup():
    rng = random.Random(1)
    held = 0
    for _ in range(200):
        drawn = [sample(rng, 40, 0.08) for _ in range(20)]
        loss, variance, mentions = (sum(column) for column in zip(*drawn, strict=True))
        low, high = impact_interval(loss, variance, 800, mentions)
        assert low is not None
        assert high is not None
        held += low <= 0.08 * LOST <= high

    assert held >= 200 * 0.9


@pytest.mark.parametrize(
    "figures",
    [(9.0, 20.0, 9, 5), (6.0, 9.0, 50, 2), (0.0, 0.0, 50, 8)],
    ids=["few_reviews", "few_mentions", "nothing_lost"],
)
def test_too_little_data_has_no_interval(figures):
    assert impact_interval(*figures) == (None, None)


def test_one_clean_review_has_no_spread_and_none_has_the_stand_in():
    assert Baseline.of([4], 5.0) == Baseline(4.0, 0.0)
    assert Baseline.of([], 5.0) == Baseline(5.0, 0.0)
    assert loss_variance([3.0], 1.0, 1, Baseline(5.0, 0.0)) == 0.0
