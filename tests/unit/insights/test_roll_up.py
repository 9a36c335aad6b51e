"""Rollups: each product and each review once, whatever runs they come from."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from shelfsignal.insights.domain.preferences import Preferences
from shelfsignal.insights.domain.subject_sums import TOP_PRODUCTS
from shelfsignal.insights.domain.views import PORTFOLIO, Subject, SubjectKind
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.roll_up import roll_up
from shelfsignal.kernel.ids import Marketplace, RunId
from tests.builders.insights import DAY, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import World

BATTERY = "the battery drains"
ACME = Subject(SubjectKind.BRAND, "Acme")


def refresh(world, run, *listings, seller="S1", day=DAY, batch="00001-01"):
    """A run of one seller's products, rolled up."""
    where = world.deliver(a_batch(run, batch, seller_id=seller, day=day), *listings)
    analyse_batch(where, world.analyse_deps)
    return roll_up(ORG, RunId(run), day, world.roll_up_deps)


def bad(n, start=0, **changes):
    return [
        a_review(i, 1, f"really, {BATTERY}", days_ago=i % 20, **changes)
        for i in range(start, start + n)
    ]


def good(n, start=0):
    return [a_review(i, 5, days_ago=100 + i) for i in range(start, start + n)]


def portfolio(world, subject=PORTFOLIO):
    return world.rollups.get(ORG, subject, None)


def test_figures_add_up_over_products():
    world = World()
    refresh(
        world,
        "RUN1",
        a_listing([*bad(6), *good(20, 100)], a_product(1)),
        a_listing(bad(6, 50), a_product(2, brand="Other", category="Toys")),
    )

    whole, acme = portfolio(world), portfolio(world, ACME)

    assert (whole.products, whole.reviews, whole.analysed) == (2, 32, 32)
    assert whole.ratings == (12, 0, 0, 0, 20)
    assert (acme.products, acme.reviews) == (1, 26)
    battery = whole.top_issues[0]
    assert (battery.code, battery.mentions, battery.products_affected) == ("battery", 12, 2)
    assert battery.star_impact == pytest.approx((6 * 4 + 6 * 4) / 32, abs=1e-4)
    assert battery.quote.text == BATTERY
    assert battery.quote.product_id in {"US-B000000001", "US-B000000002"}
    assert [issue.code for issue in whole.rising_issues] == ["battery"]
    assert sum(point.negative for point in whole.trend) == 12
    assert {s.key for _, s in world.rollups.shown} == {
        "PORTFOLIO",
        "BRAND#Acme",
        "BRAND#Other",
        "CATEGORY#Electronics",
        "CATEGORY#Toys",
        "MARKETPLACE#US",
        "BRAND@US#Acme",
        "BRAND@US#Other",
        "CATEGORY@US#Electronics",
        "CATEGORY@US#Toys",
    }


def test_products_needing_attention_come_with_reasons_and_since_when():
    world = World()
    refresh(
        world,
        "RUN1",
        a_listing([*bad(20), *good(30, 100)], a_product(1)),
        a_listing(good(20, 200), a_product(2)),
    )

    attention = portfolio(world).attention

    assert [each.product_id for each in attention] == ["US-B000000001"]
    assert attention[0].reasons
    assert attention[0].since is not None


def test_what_a_marketplaces_brands_test_does_not_move_what_the_others_believe():
    world = World()
    refresh(world, "RUN1", a_listing([*bad(20), *good(30, 100)], a_product(1)))

    whole = portfolio(world)
    brand_there = portfolio(world, replace(ACME, marketplace=Marketplace.US))

    assert whole.alarms.rollups.tests == len(["portfolio", "marketplace", "brand", "category"])
    assert whole.rising_issues[0].rise.is_confirmed
    assert brand_there.rising_issues[0].rise.is_confirmed
    assert brand_there.alarms is None


def test_a_second_run_with_nothing_new_writes_no_rollup():
    world = World()
    listing = a_listing(good(12))
    refresh(world, "RUN1", listing)

    assert refresh(world, "RUN2", listing) == 0


def test_rolling_up_again_changes_nothing():
    world = World()
    refresh(world, "RUN1", a_listing(good(12)))
    before = (dict(world.rollups.shown), dict(world.rollups.runs[ORG]))

    assert roll_up(ORG, RunId("RUN1"), DAY, world.roll_up_deps) == 0
    assert (world.rollups.shown, world.rollups.runs[ORG]) == before


def test_a_run_of_one_seller_does_not_blank_the_others():
    world = World()
    refresh(world, "RUN1", a_listing(good(12), a_product(1)), seller="S1")

    refresh(world, "RUN2", a_listing(good(9, 50), a_product(2)), seller="S2")

    assert (portfolio(world).products, portfolio(world).reviews) == (2, 21)
    assert portfolio(world, ACME).products == 2


def test_a_seller_not_refreshed_for_weeks_still_counts():
    world = World()
    refresh(world, "RUN1", a_listing(good(12), a_product(1)), seller="S1")

    later = DAY + timedelta(days=60)
    refresh(world, "RUN2", a_listing(good(9, 50), a_product(2)), seller="S2", day=later)

    assert portfolio(world).products == 2


def test_a_product_a_run_did_not_reach_is_counted_from_the_last_for_a_week():
    world = World()
    refresh(world, "RUN1", a_listing(good(12), a_product(1)), a_listing(good(9, 50), a_product(2)))

    refresh(world, "RUN2", a_listing(good(12), a_product(1)), day=DAY + timedelta(days=1))
    assert portfolio(world).products == 2
    assert len(world.rollups.runs[ORG]["S1-US"]) == 2

    refresh(world, "RUN3", a_listing(good(12), a_product(1)), day=DAY + timedelta(days=9))
    assert portfolio(world).products == 1
    assert [one.run_id for one in world.rollups.runs[ORG]["S1-US"]] == ["RUN3"]


def test_the_newest_reading_of_a_product_counts_once():
    world = World()
    refresh(world, "RUN1", a_listing(good(12), a_product(1)))
    refresh(world, "RUN2", a_listing(good(14), a_product(1)), day=DAY + timedelta(days=1))

    assert (portfolio(world).products, portfolio(world).reviews) == (1, 14)
    assert [one.run_id for one in world.rollups.runs[ORG]["S1-US"]] == ["RUN2"]


def test_a_run_resumed_after_a_later_one_does_not_push_it_back():
    world = World()
    refresh(world, "RUN2", a_listing(good(14), a_product(1)), day=DAY + timedelta(days=1))

    refresh(world, "RUN1", a_listing(good(12), a_product(1)), day=DAY)

    assert portfolio(world).reviews == 14


def test_a_brand_that_is_gone_leaves_the_list():
    world = World()
    refresh(world, "RUN1", a_listing(good(12), a_product(1, brand="Old")))
    refresh(world, "RUN2", a_listing(good(12), a_product(1, brand="New")))

    brands = world.rollups.summaries(ORG, Subject(SubjectKind.BRAND), 9)

    assert [each.subject.name for each in brands] == ["New"]
    assert world.rollups.get(ORG, Subject(SubjectKind.BRAND, "Old"), DAY) is not None


def test_a_review_shared_by_variations_counts_once():
    world = World()
    shared = [*bad(6), *good(10, 100)]
    parent = {"parent_asin": "B0PARENT01"}
    refresh(
        world,
        "RUN1",
        a_listing(shared, a_product(1, **parent)),
        a_listing([*shared, a_review("own", 1, f"oh, {BATTERY}")], a_product(2, **parent)),
    )

    whole = portfolio(world)

    assert (whole.products, whole.reviews, whole.analysed) == (2, 17, 17)
    assert whole.ratings == (7, 0, 0, 0, 10)
    assert whole.sentiment.negative.count == 7
    battery = whole.top_issues[0]
    assert (battery.mentions, battery.products_affected) == (7, 2)
    assert battery.star_impact == pytest.approx(7 * 4 / 17, abs=0.01)
    assert sum(point.negative for point in whole.trend) == 7


def test_the_order_products_come_in_changes_no_figure():
    shared = [*bad(6), *good(10, 100)]
    listings = [
        a_listing(
            [*shared, *(a_review(200 + 40 * n + i, 2 + n, days_ago=60) for i in range(9 * n))],
            a_product(n, parent_asin="B0PARENT01"),
        )
        for n in range(1, 4)
    ]

    seen = []
    for order in permutations(listings):
        world = World()
        refresh(world, "RUN1", *order)
        seen.append(portfolio(world))

    assert len(seen) == 6
    assert all(each == seen[0] for each in seen)


def test_an_empty_portfolio_has_figures_too():
    world = World()

    assert roll_up(ORG, RunId("RUN1"), DAY, world.roll_up_deps) == 1
    assert (portfolio(world).products, portfolio(world).mean_rating) == (0, None)


def test_only_the_most_urgent_products_are_listed():
    world = World()
    urgent = [
        a_listing([*bad(12, 100 * p), *good(15, 100 * p + 50)], a_product(p)) for p in range(1, 41)
    ]
    batch = a_batch(count=50)
    world.deliver(batch, *urgent)
    analyse_batch(batch, world.analyse_deps)
    roll_up(ORG, RunId("RUN1"), DAY, world.roll_up_deps)

    scores = [each.score for each in portfolio(world).attention]

    assert len(scores) == TOP_PRODUCTS
    assert scores == sorted(scores, reverse=True)


def test_a_failed_product_keeps_its_last_figures_in_the_rollup():
    world = World()
    both = (a_listing(good(12), a_product(1)), a_listing(good(9, 50), a_product(2)))
    refresh(world, "RUN1", *both)
    world.ledgers.stored.clear()
    changed = (a_listing(good(13), a_product(1)), both[1])

    refresh(world, "RUN2", *changed)

    assert portfolio(world).reviews == 21


def test_an_issue_of_another_taxonomy_keeps_its_code():
    world = World()
    refresh(world, "RUN1", a_listing(bad(12)))
    key, result = next(iter(world.results.stored.items()))
    odd = replace(result.contributions[0].issues[0], code="gone")
    contribution = replace(result.contributions[0], issues=(odd,))
    world.results.stored[key] = replace(result, contributions=(contribution,))

    roll_up(ORG, RunId("RUN1"), DAY, world.roll_up_deps)

    assert portfolio(world).top_issues[0].name == "gone"


def test_a_rise_that_survives_is_shown_with_its_product_and_the_days_control():
    world = World()
    refresh(
        world,
        "RUN1",
        a_listing([*bad(8), *good(80, 100)], a_product(1)),
        a_listing(good(40, 300), a_product(2)),
    )

    whole = portfolio(world)

    assert whole.alarms.products.tests == 2, "the battery and the negative reviews of one product"
    assert whole.alarms.products.confirmed == 2
    assert {(r.product_id, r.rise.code) for r in whole.product_rises} == {
        ("US-B000000001", "battery"),
        ("US-B000000001", "negative"),
    }
    assert all(r.rise.is_confirmed for r in whole.product_rises)
    assert whole.rising_issues[0].rise.is_confirmed
    assert portfolio(world, ACME).alarms is None
    assert portfolio(world, ACME).product_rises == whole.product_rises


def test_issues_of_a_rollup_have_an_interval_and_are_all_counted():
    world = World()
    refresh(
        world,
        "RUN1",
        a_listing([*bad(6), *good(20, 100)], a_product(1)),
        a_listing([*bad(6, 50), *good(20, 200)], a_product(2)),
    )

    battery = portfolio(world).top_issues[0]

    assert portfolio(world).mentions == {"battery": 12}
    assert battery.star_impact_low < battery.star_impact < battery.star_impact_high


@pytest.mark.parametrize(("wanted", "needing"), [(1.0, 1), (100.0, 0)])
def test_an_organisation_chooses_from_which_score_a_product_needs_attention(wanted, needing):
    world = World()
    world.preferences.put(ORG, Preferences(needs_attention_from=wanted))

    refresh(world, "RUN1", a_listing(bad(15)))

    assert portfolio(world).attention_from == wanted
    assert portfolio(world).needing_attention == needing
