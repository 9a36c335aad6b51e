"""A list can be walked, counted, and says when it moved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.cards import Sort, sort_keys
from shelfsignal.insights.domain.preferences import NEEDS_ATTENTION_FROM
from shelfsignal.insights.domain.views import (
    ListOrder,
    ProductFilter,
    Subject,
    SubjectKind,
)
from shelfsignal.insights.services.queries import InsightQueries
from shelfsignal.kernel.ids import Asin, Marketplace, ProductId
from shelfsignal.kernel.paging import BadCursor
from tests.builders.insights import DAY, NOON, ORG, a_listing, a_product
from tests.builders.insights_views import a_card
from tests.fakes.insights import World
from tests.unit.insights.reads.conftest import bad
from tests.unit.insights.shop import Shop

BRANDS = ("Acme", "Bolt", "Cask")


def ids(page):
    return [card.product_id for card in page.items]


def everything(reads, where, order, limit=2):
    found, cursor = [], None
    while True:
        page = reads.list_products(ORG, where, order, limit=limit, cursor=cursor)
        found += ids(page)
        cursor = page.cursor
        if cursor is None:
            return found, page


def totals():
    battery_in_cask = ProductFilter(brand="Cask", issue="battery")
    return [
        ProductFilter(),
        ProductFilter(brand="Bolt"),
        ProductFilter(category="Toys"),
        ProductFilter(marketplace=Marketplace.US),
        ProductFilter(sentiment=Sentiment.NEGATIVE),
        ProductFilter(sentiment=Sentiment.POSITIVE),
        ProductFilter(issue="noise"),
        ProductFilter(issue="battery"),
        ProductFilter(issue="taste"),
        ProductFilter(category="Toys", issue="noise"),
        ProductFilter(category="Lamps", sentiment=Sentiment.POSITIVE),
        ProductFilter(attention_min=NEEDS_ATTENTION_FROM),
        ProductFilter(brand="Cask", attention_min=NEEDS_ATTENTION_FROM),
        battery_in_cask,
    ]


@pytest.mark.parametrize("where", totals(), ids=lambda where: str(where)[14:])
@pytest.mark.parametrize("brands", [None, frozenset({"Bolt", "Cask"})], ids=["all", "two"])
def test_the_total_is_what_walking_the_list_counts(shop, where, brands):
    reads = shop.reads.seen_by(brands)

    found, last = everything(reads, where, ListOrder(), limit=1)

    told = reads.list_products(ORG, where, ListOrder(), limit=1).total
    if brands is None or (where.category is None and where.marketplace is None):
        assert told == len(found)
    assert told in (None, len(found))
    assert (last.run_id, last.day) in [("RUN1", DAY), (None, None)]


def test_the_total_of_a_combination_is_not_guessed_and_a_whole_page_counts_itself(shop):
    where = ProductFilter(category="Toys", brand="Bolt")

    assert (
        shop.reads.list_products(ORG, ProductFilter(q="thing"), ListOrder(), limit=1).total is None
    )
    assert shop.reads.list_products(ORG, where, ListOrder()).total == 1


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (ProductFilter(rating_min=4.0), ["US-B000000002"]),
        (ProductFilter(rating_max=1.0), ["US-B000000001", "US-B000000004", "US-B000000005"]),
        (ProductFilter(rating_min=2.0, rating_max=4.0), ["US-B000000003"]),
        (ProductFilter(rating_min=1.0, brand="Cask"), ["US-B000000005"]),
    ],
    ids=lambda value: None if isinstance(value, list) else str(value)[14:],
)
def test_a_range_of_ratings_holds_both_ends_and_nothing_unrated(shop, where, found):
    assert sorted(ids(shop.reads.list_products(ORG, where, ListOrder()))) == found


def test_a_new_run_is_said_and_the_cursor_goes_on(shop):
    first = shop.reads.list_products(ORG, ProductFilter(), ListOrder(Sort.REVIEW_COUNT), limit=2)
    same = shop.reads.list_products(
        ORG, ProductFilter(), ListOrder(Sort.REVIEW_COUNT), limit=2, cursor=first.cursor
    )
    shop.refresh("RUN2", a_listing(bad(900, 14), a_product(2, category="Toys")))
    after = shop.reads.list_products(
        ORG, ProductFilter(), ListOrder(Sort.REVIEW_COUNT), limit=2, cursor=first.cursor
    )

    assert (first.list_changed, same.list_changed, after.list_changed) == (False, False, True)
    assert after.run_id == "RUN2"
    assert set(ids(first)) & set(ids(after)) == set()


def test_a_list_without_the_product_that_moved_has_not_changed(shop):
    where = ProductFilter(brand="Bolt")
    first = shop.reads.list_products(ORG, where, ListOrder(), limit=1)

    shop.refresh("RUN2", a_listing(bad(900, 14), a_product(2, category="Toys")))
    after = shop.reads.list_products(ORG, where, ListOrder(), limit=1, cursor=first.cursor)

    assert not after.list_changed


def test_a_cursor_of_a_caller_with_other_brands_is_refused(shop):
    cursor = shop.reads.list_products(ORG, ProductFilter(), ListOrder(), limit=1).cursor

    with pytest.raises(BadCursor):
        shop.reads.seen_by(frozenset(BRANDS)).list_products(
            ORG, ProductFilter(), ListOrder(), limit=1, cursor=cursor
        )


CARDS = st.lists(
    st.tuples(
        st.integers(0, 1000), st.integers(0, 100), st.integers(0, 50), st.sampled_from(BRANDS)
    ),
    min_size=1,
    max_size=25,
)


def put(cards, at, figures):
    attention, share, reviews, brand = figures
    product = ProductId(f"US-B{at:09d}")
    card = replace(
        a_card(product),
        asin=Asin(f"B{at:09d}"),
        brand=brand,
        attention=attention / 10,
        negative_share=share / 100,
        reviews=reviews,
        last_change=NOON + timedelta(seconds=attention),
    )
    for name in ("ALL", *(f"BRAND#{each}" for each in BRANDS)):
        cards.lists.pop((ORG, name, product), None)
    for name in ("ALL", f"BRAND#{brand}"):
        cards.lists[ORG, name, product] = card
    return card


@settings(max_examples=150, deadline=None)
@given(
    figures=CARDS,
    moves=st.lists(st.tuples(st.integers(0, 24), CARDS.map(lambda one: one[0])), max_size=6),
    sort=st.sampled_from(list(Sort)),
    descending=st.booleans(),
    limit=st.integers(1, 7),
    brands=st.sampled_from([None, frozenset({"Acme", "Cask"}), frozenset(BRANDS)]),
)
def test_whoever_does_not_move_is_met_exactly_once(figures, moves, sort, descending, limit, brands):
    world = World()
    reads = InsightQueries(world.insights, world.ledgers, world.cards, world.rollups, brands=brands)
    before = {at: put(world.cards, at, one) for at, one in enumerate(figures)}
    order, met, cursor = ListOrder(sort, descending=descending), [], None
    moved = set()
    for number in range(100):
        page = reads.list_products(ORG, ProductFilter(), order, limit=limit, cursor=cursor)
        met += ids(page)
        cursor = page.cursor
        if cursor is None:
            break
        if number < len(moves):
            at, to = moves[number]
            card = put(world.cards, at, to)
            was = before.get(at)
            if (
                was is None
                or sort_keys(was)[sort] != sort_keys(card)[sort]
                or was.brand != card.brand
            ):
                moved.add(card.product_id)
    stayed = {
        card.product_id
        for card in before.values()
        if card.product_id not in moved and (brands is None or card.brand in brands)
    }

    assert cursor is None
    assert {product: met.count(product) for product in stayed} == dict.fromkeys(stayed, 1)


def test_counts_are_kept_beside_the_rollups(shop):
    bolt = Subject(SubjectKind.BRAND, "Bolt")

    (counts,) = shop.stores.rollups.counts(ORG, [bolt, Subject(SubjectKind.BRAND, "-")]).values()

    assert (counts.products, counts.by_issue, counts.run_id) == (2, {"noise": 2}, "RUN1")
    assert counts.by_sentiment == {Sentiment.NEGATIVE: 1, Sentiment.POSITIVE: 1}


def test_the_variations_of_a_parent_are_listed_together_and_to_nobody_else(stores):
    shop = Shop(stores)
    parent = Asin("B0PARENT01")
    shop.refresh(
        "RUN1",
        a_listing(bad(0), a_product(1, parent_asin=parent)),
        a_listing(bad(100), a_product(2, parent_asin=parent, brand="Bolt")),
        a_listing(bad(200), a_product(3, parent_asin=Asin("B0PARENT02"))),
        a_listing(bad(300), a_product(4)),
    )
    family = ProductFilter(parent_asin=parent)

    found, _ = everything(shop.reads, family, ListOrder(), limit=1)
    ours, _ = everything(shop.reads.seen_by(frozenset({"Bolt"})), family, ListOrder())
    noisy, _ = everything(shop.reads, replace(family, issue="noise"), ListOrder())

    assert set(found) == {"US-B000000001", "US-B000000002"}
    assert ours == ["US-B000000002"]
    assert noisy == []
    assert shop.reads.list_products(ORG, family, ListOrder(), limit=1).total is None
