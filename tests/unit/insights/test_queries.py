"""The read side over what the writing side left, on the fakes and on the real stores."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.cards import Sort
from shelfsignal.insights.domain.diff import Change
from shelfsignal.insights.domain.engine_blocks import EngineBlock
from shelfsignal.insights.domain.in_category import Standing
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.domain.views import (
    ListOrder,
    ProductFilter,
    ReviewFilter,
    Step,
    Subject,
    SubjectKind,
)
from shelfsignal.insights.services.analyse_batch import analyse_batch
from shelfsignal.insights.services.deps import AnalyseDeps
from shelfsignal.insights.services.finding import AmbiguousProduct, ProductNotFound
from shelfsignal.insights.services.product_lists import MAX_READ_UNITS
from shelfsignal.insights.services.repointing import RepointDeps
from shelfsignal.insights.services.review_reads import ReviewNotFound
from shelfsignal.insights.services.rollback import roll_back
from shelfsignal.kernel import lake
from shelfsignal.kernel.errors import InvalidInput, NotFound
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId
from shelfsignal.kernel.paging import BadCursor
from tests.builders.insights import DAY, NOON, ORG, a_batch, a_listing, a_product, a_review
from tests.fakes.insights import FakeAnalyser, World
from tests.unit.insights.shop import Shop

BATTERY, NOISE = "the battery drains", "it rattles loudly"
LATER = DAY + timedelta(days=1)


BAD = [a_review(i, 1, f"{i}: {BATTERY}", days_ago=i) for i in range(12)]
MIXED = [
    a_review(100 + i, 5 - 3 * (i % 2), f"{i}: {NOISE if i % 2 else 'nice'}", days_ago=i)
    for i in range(14)
]
FINE = [a_review(200 + i, 5, days_ago=i) for i in range(11)]
P1, P2, P3, P4 = "US-B000000001", "US-B000000002", "DE-B000000003", "US-B000000004"


@pytest.fixture
def shop(stores):
    shop = Shop(stores)
    shop.refresh(
        "RUN1",
        a_listing(BAD, a_product(1, title="Solar Lamp")),
        a_listing(MIXED, a_product(2, brand="Bolt", category="Toys", title="Lamp Post")),
        a_listing(FINE, a_product(3, marketplace=Marketplace.DE, brand="Bolt")),
        a_listing([], a_product(4)),
    )
    return shop


def ids(page):
    return [card.product_id for card in page.items]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (ProductFilter(), [P1, P2, P4, P3]),
        (ProductFilter(brand="Bolt"), [P2, P3]),
        (ProductFilter(category="Toys"), [P2]),
        (ProductFilter(marketplace=Marketplace.DE), [P3]),
        (ProductFilter(sentiment=Sentiment.NEGATIVE), [P1, P2]),
        (ProductFilter(issue="battery"), [P1]),
        (ProductFilter(rating=5), [P3]),
        (ProductFilter(q="lamp SOLAR"), [P1]),
        (ProductFilter(q="b000000004"), [P4]),
        (ProductFilter(brand="Bolt", marketplace=Marketplace.US), [P2]),
        (ProductFilter(issue="noise", brand="Bolt", category="Toys"), [P2]),
        (ProductFilter(issue="noise", sentiment=Sentiment.POSITIVE), []),
        (ProductFilter(brand="Nobody"), []),
    ],
    ids=lambda value: None if isinstance(value, list) else str(value)[14:60],
)
def test_products_are_listed_by_filter(shop, where, found):
    page = shop.reads.list_products(ORG, where, ListOrder(), limit=50)

    assert sorted(ids(page)) == sorted(found)
    assert page.cursor is None


@pytest.mark.parametrize(
    ("sort", "descending", "first"),
    [
        (Sort.ATTENTION, True, P1),
        (Sort.NEGATIVE_SHARE, True, P1),
        (Sort.REVIEW_COUNT, True, P2),
        (Sort.REVIEW_COUNT, False, P4),
        (Sort.LAST_CHANGE, True, P4),
        (Sort.LAST_CHANGE, False, P1),
    ],
)
def test_products_are_listed_in_every_order(shop, sort, descending, first):
    page = shop.reads.list_products(ORG, ProductFilter(), ListOrder(sort, descending))

    assert ids(page)[0] == first


@pytest.mark.parametrize("where", [ProductFilter(), ProductFilter(q="b0")], ids=["plain", "q"])
def test_pages_follow_each_other_without_gap_or_repeat(shop, where):
    found, cursor = [], None
    for _ in range(4):
        page = shop.reads.list_products(ORG, where, ListOrder(), limit=1, cursor=cursor)
        found += ids(page)
        cursor = page.cursor

    assert sorted(found) == sorted([P1, P2, P3, P4])
    assert cursor is None


def test_a_cursor_of_another_query_is_refused(shop):
    page = shop.reads.list_products(ORG, ProductFilter(), ListOrder(), limit=1)

    with pytest.raises(BadCursor):
        shop.reads.list_products(
            ORG, ProductFilter(brand="Bolt"), ListOrder(), limit=1, cursor=page.cursor
        )
    with pytest.raises(BadCursor):
        shop.reads.list_products(
            OrgId("x"), ProductFilter(), ListOrder(), limit=1, cursor=page.cursor
        )


@pytest.mark.parametrize("limit", [0, 101])
def test_limits_are_limited(shop, limit):
    with pytest.raises(InvalidInput, match="limit"):
        shop.reads.list_products(ORG, ProductFilter(), ListOrder(), limit=limit)


def test_another_organisation_sees_nothing(shop):
    other = OrgId("other")

    assert ids(shop.reads.list_products(other, ProductFilter(), ListOrder())) == []
    with pytest.raises(ProductNotFound):
        shop.reads.get_product(other, P1)
    with pytest.raises(NotFound):
        shop.reads.portfolio(other)


def test_a_product_is_shown_with_its_insight(shop):
    view = shop.reads.get_product(ORG, P1)

    assert (view.day, view.insight.head.version, view.insight.is_latest) == (DAY, 1, True)
    assert view.insight.head.run_id == "RUN1"
    assert view.insight.issues[0].code == "battery"
    assert view.attention.score == view.card.attention
    assert view.window.recent.n == 12


def test_a_bare_asin_will_do_while_it_means_one_product(shop):
    assert shop.reads.resolve(ORG, "b000000003") == P3

    twin = a_product(3, marketplace=Marketplace.UK)
    shop.refresh("RUN2", a_listing(FINE, twin))

    with pytest.raises(AmbiguousProduct) as raised:
        shop.reads.resolve(ORG, "B000000003")
    assert raised.value.details["choices"] == [P3, "UK-B000000003"]
    assert shop.reads.resolve(ORG, P3) == P3


def test_as_of_shows_what_was_shown_then(shop):
    before = shop.clock.now + timedelta(seconds=1)
    shop.clock.now += timedelta(days=1)
    shop.refresh("RUN2", a_listing([*BAD, *FINE], a_product(1)), day=LATER)

    now = shop.reads.get_product(ORG, P1)
    then = shop.reads.get_product(ORG, P1, as_of=before)

    assert (now.insight.head.version, now.card.reviews, now.day) == (2, 23, LATER)
    assert (then.insight.head.version, then.card.reviews, then.day) == (1, 12, DAY)
    assert not then.insight.is_latest
    with pytest.raises(ProductNotFound):
        shop.reads.get_product(ORG, P1, as_of=NOON - timedelta(days=9))


def test_cards_come_in_the_order_asked_for(shop):
    found = shop.reads.get_products(ORG, [P3, "US-NOWHERE", P1, P3])

    assert [getattr(card, "product_id", card.__class__) for card in found] == [
        P3,
        ProductNotFound,
        P1,
        P3,
    ]
    with pytest.raises(InvalidInput):
        shop.reads.get_products(ORG, [])


def test_versions_are_listed_newest_first_and_read_singly(shop):
    shop.refresh("RUN2", a_listing([*BAD, FINE[0]], a_product(1)))
    shop.refresh("RUN3", a_listing([*BAD, *FINE[:2]], a_product(1)))

    first = shop.reads.list_versions(ORG, P1, limit=2)
    rest = shop.reads.list_versions(ORG, P1, limit=2, cursor=first.cursor)

    assert [head.version for head in (*first.items, *rest.items)] == [3, 2, 1]
    assert rest.cursor is None
    assert shop.reads.get_version(ORG, P1, 2).head.reviews == 13
    assert not shop.reads.get_version(ORG, P1, 2).is_latest
    with pytest.raises(NotFound, match="no version 9"):
        shop.reads.get_version(ORG, P1, 9)


def test_a_trend_has_a_point_a_week_for_a_year(shop):
    trend = shop.reads.trend(ORG, P1, issue="battery")

    assert (trend.points[-1].start, len(trend.points)) == (date(2026, 11, 16), 53)
    assert sum(point.negative for point in trend.points) == 12
    assert sum(point.mentions or 0 for point in trend.points) == 12


def test_a_trend_can_be_by_day_and_of_an_issue_nobody_reports(shop):
    trend = shop.reads.trend(
        ORG, P1, step=Step.DAY, first=date(2026, 11, 20), last=DAY, issue="taste"
    )

    assert [(p.reviews, p.mentions) for p in trend.points] == [(1, 0)] * 3


def test_reviews_are_listed_newest_first_by_issue_and_sentiment(shop):
    where = ReviewFilter(issue="noise", sentiment=Sentiment.NEGATIVE)
    first = shop.reads.list_reviews(ORG, P2, where, limit=4)
    rest = shop.reads.list_reviews(ORG, P2, where, limit=4, cursor=first.cursor)

    found = [view.review.review_id for view in (*first.items, *rest.items)]
    assert found == [f"R{100 + i}" for i in range(1, 14, 2)]
    assert all(v.analysis.issues[0].label == "noise" for v in first.items)
    assert rest.cursor is None
    assert len(shop.reads.list_reviews(ORG, P2, ReviewFilter()).items) == 14
    assert shop.reads.list_reviews(ORG, P3, where).items == ()


def test_one_review_is_found_with_its_neighbours_in_the_list(shop):
    where = ReviewFilter(issue="noise", sentiment=Sentiment.NEGATIVE)
    items = shop.reads.list_reviews(ORG, P2, where).items
    ids = [each.review.review_id for each in items]

    found = [shop.reads.get_review(ORG, P2, each, where) for each in ids]

    assert [one.view for one in found] == list(items)
    assert [(one.index, one.total) for one in found] == [(at, len(ids)) for at in range(len(ids))]
    assert [one.newer for one in found] == [None, *ids[:-1]]
    assert [one.older for one in found] == [*ids[1:], None]


def test_a_review_outside_the_list_is_shown_without_a_place_in_it(shop):
    nice = next(
        each
        for each in shop.reads.list_reviews(ORG, P2, ReviewFilter()).items
        if each.review.rating > 1
    )

    found = shop.reads.get_review(ORG, P2, nice.review.review_id, ReviewFilter(issue="noise"))

    assert found.view == nice
    assert (found.index, found.newer, found.older) == (None, None, None)


def test_a_review_of_nothing_or_of_another_product_is_not_there(shop):
    of_another = shop.reads.list_reviews(ORG, P2, ReviewFilter()).items[0].review.review_id

    for review in ("nothing", of_another):
        with pytest.raises(ReviewNotFound):
            shop.reads.get_review(ORG, P1, review, ReviewFilter())


def test_a_review_that_came_later_is_not_among_those_of_a_version_before(shop):
    shop.refresh("RUN2", a_listing([*BAD, *FINE], a_product(1)))
    first = shop.reads.list_reviews(ORG, P1, ReviewFilter(version=1)).items
    before = {each.review.review_id for each in first}
    newest = shop.reads.list_reviews(ORG, P1, ReviewFilter()).items
    later = next(each for each in newest if each.review.review_id not in before)

    with pytest.raises(ReviewNotFound):
        shop.reads.get_review(ORG, P1, later.review.review_id, ReviewFilter(version=1))
    assert shop.reads.get_review(ORG, P1, later.review.review_id, ReviewFilter()).version == 2


def test_a_cursor_of_reviews_stays_with_its_version(shop):
    first = shop.reads.list_reviews(ORG, P1, ReviewFilter(), limit=5)
    shop.refresh("RUN2", a_listing([*BAD, *FINE], a_product(1)))

    rest = shop.reads.list_reviews(ORG, P1, ReviewFilter(), cursor=first.cursor)

    assert len(first.items) + len(rest.items) == 12
    assert len(shop.reads.list_reviews(ORG, P1, ReviewFilter(version=1)).items) == 12
    assert len(shop.reads.list_reviews(ORG, P1, ReviewFilter()).items) == 23


def test_the_portfolio_and_its_issues(shop):
    portfolio = shop.reads.portfolio(ORG)
    issues = shop.reads.issues(ORG, Subject(SubjectKind.CATEGORY, "Toys"))

    assert (portfolio.products, portfolio.reviews, portfolio.day) == (4, 37, DAY)
    assert shop.reads.portfolio(ORG, day=DAY) == portfolio
    assert [issue.code for issue in issues.top] == ["noise"]
    with pytest.raises(NotFound):
        shop.reads.portfolio(ORG, day=date(2020, 1, 1))


def test_brands_are_listed_by_name(shop):
    first = shop.reads.list_subjects(ORG, SubjectKind.BRAND, limit=1)
    rest = shop.reads.list_subjects(ORG, SubjectKind.BRAND, limit=1, cursor=first.cursor)

    assert [s.subject.name for s in (*first.items, *rest.items)] == ["Acme", "Bolt"]
    assert rest.cursor is None


def test_a_combination_of_filters_stops_at_its_budget_with_a_short_page(monkeypatch):
    world = World()
    shop = Shop(world)
    shop.refresh("RUN1", a_listing(FINE, a_product(1)))
    card = world.cards.lists[ORG, "ALL", ProductId("US-B000000001")]
    world.cards.units_per_card = 0.19
    for n in range(2, 1200):
        asin = Asin(f"B{n:09d}")
        other = replace(card, product_id=f"US-{asin}", asin=asin, title="rare" if n == 3 else "")
        world.cards.lists[ORG, "ALL", other.product_id] = other
    spent = []
    query = world.cards.query

    def counting(*args, **kwargs):
        page = query(*args, **kwargs)
        spent.append(page.read_units)
        return page

    monkeypatch.setattr(world.cards, "query", counting)
    where, pages, found, cursor = ProductFilter(q="rare"), 0, [], None
    while cursor is not None or pages == 0:
        spent.clear()
        page = shop.reads.list_products(ORG, where, ListOrder(), limit=50, cursor=cursor)
        assert sum(spent) <= MAX_READ_UNITS
        found += ids(page)
        cursor, pages = page.cursor, pages + 1

    assert found == ["US-B000000003"]
    assert pages > 1


def test_a_product_before_its_first_rollup_is_stated_for_its_last_change(stores):
    shop = Shop(stores)
    batch = a_batch()
    shop.listings.pages[lake.page_key(batch, 1)] = [a_listing(FINE)]
    deps = AnalyseDeps(
        shop.listings, stores.ledgers, stores.insights, stores.pointers, stores.cards,
        stores.results, stores.feedback, FakeAnalyser(), load_taxonomy(),
        lambda: datetime(2026, 5, 5, tzinfo=UTC),
    )  # fmt: skip
    analyse_batch(batch, deps)

    assert shop.reads.get_product(ORG, P1).day == date(2026, 5, 5)
    assert shop.reads.trend(ORG, P1).points[-1].start == date(2026, 11, 16)


def test_a_product_is_compared_with_its_category_and_its_rises_are_judged(shop):
    others = [a_review(500 + i, 5, days_ago=i % 90) for i in range(80)]
    sick = [*BAD, *(a_review(700 + i, 5, days_ago=100 + i) for i in range(60))]
    shop.refresh(
        "RUN2",
        a_listing(sick, a_product(1, title="Solar Lamp")),
        a_listing(others, a_product(5)),
    )

    view = shop.reads.get_product(ORG, P1)

    battery = view.in_category[0]
    assert (battery.code, battery.standing) == ("battery", Standing.ABOVE)
    assert (battery.here.count, battery.here.n) == (12, 72)
    assert (battery.others.count, battery.others.n) == (0, 91)
    assert [rise.is_confirmed for rise in view.rising] == [True, True]


def test_as_of_a_day_nothing_was_rolled_up_nothing_is_compared_or_judged(shop):
    view = shop.reads.get_product(ORG, P1, as_of=NOON + timedelta(days=9))

    assert view.in_category == ()
    assert {rise.is_confirmed for rise in view.rising} <= {None}


def test_two_versions_are_compared_and_one_is_withdrawn(shop):
    shop.refresh("RUN2", a_listing([*FINE, a_review("new", 1, BATTERY)], a_product(4)))
    before = shop.reads.diff(ORG, P4)
    deps = RepointDeps(
        shop.stores.insights,
        shop.stores.pointers,
        shop.stores.cards,
        shop.stores.rollups,
        shop.clock,
    )
    shop.stores.insights.block(ORG, EngineBlock("fake", "old"))

    nothing = roll_back(ORG, EngineBlock("fake", "2"), RunId("ACT1"), deps)
    everything = roll_back(ORG, EngineBlock("fake", "1"), RunId("ACT2"), deps)

    assert before.counts == {Change.ADDED: 12}
    assert [(each.code, each.gained) for each in before.issues] == [("battery", ("Rnew",))]
    assert (nothing.moved, nothing.untouched, nothing.stuck) == (0, 4, ())
    assert (everything.moved, everything.stuck) == (0, tuple(sorted((P1, P2, P3, P4))))


def test_a_withdrawn_version_is_no_longer_listed_and_as_of_still_knows_it(shop):
    shop.model_version = "bad"
    shop.refresh("RUN2", a_listing([*BAD, a_review("b", 1, NOISE)], a_product(1)))
    deps = RepointDeps(
        shop.stores.insights,
        shop.stores.pointers,
        shop.stores.cards,
        shop.stores.rollups,
        shop.clock,
    )
    then = shop.clock()

    done = roll_back(ORG, EngineBlock("fake", "bad"), RunId("ACT1"), deps)

    shown = shop.reads.get_product(ORG, P1)
    assert (done.moved, done.untouched) == (1, 3)
    assert (shown.card.version, shown.insight.head.version, shown.insight.is_latest) == (1, 1, True)
    assert shop.reads.get_product(ORG, P1, as_of=then).insight.head.version == 2
    listed = shop.reads.list_products(ORG, ProductFilter(issue="noise"), ListOrder())
    assert P1 not in ids(listed)
    assert [r.review.review_id for r in shop.reads.list_reviews(ORG, P1, ReviewFilter()).items]
    assert [head.version for head in shop.reads.list_versions(ORG, P1).items] == [2, 1]
