"""Whoever sees some brands sees these, added up, and nothing that another's reviews say."""

from datetime import timedelta

import pytest

from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    ListOrder,
    ProductFilter,
    ReviewFilter,
    Subject,
    SubjectKind,
)
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.insights.services.rollup_reads import NoFigures
from shelfsignal.kernel.ids import Marketplace
from tests.builders.insights import DAY, NOON, ORG

OWN, OTHER = "US-B000000003", "US-B000000001"


@pytest.fixture
def reads(shop):
    return shop.reads.seen_by(frozenset({"Bolt", "Nobody"}))


def _newest(reads, product):
    """The newest review by its id; the id is known to whoever once saw the product."""
    everyone = reads.seen_by(None)
    known = everyone.list_reviews(ORG, product, ReviewFilter()).items[0].review.review_id
    return reads.get_review(ORG, product, known, ReviewFilter())


@pytest.mark.parametrize(
    "ask",
    [
        lambda reads, product: reads.get_product(ORG, product),
        lambda reads, product: reads.get_product(ORG, product, as_of=NOON + timedelta(days=9)),
        lambda reads, product: reads.get_version(ORG, product, 1),
        lambda reads, product: reads.list_versions(ORG, product),
        lambda reads, product: reads.list_reviews(ORG, product, ReviewFilter()),
        _newest,
        lambda reads, product: reads.trend(ORG, product),
        lambda reads, product: reads.resolve(ORG, product),
    ],
    ids=["detail", "as_of", "version", "versions", "reviews", "review", "trend", "resolve"],
)
def test_a_product_of_another_brand_is_not_there(reads, ask):
    assert ask(reads, OWN)
    with pytest.raises(ProductNotFound):
        ask(reads, OTHER)
    with pytest.raises(ProductNotFound):
        reads.diff(ORG, OTHER)


@pytest.mark.parametrize(
    "where",
    [
        ProductFilter(),
        ProductFilter(category="Lamps"),
        ProductFilter(issue="noise"),
        ProductFilter(brand="Acme"),
        ProductFilter(brand="Bolt"),
        ProductFilter(q="thing"),
    ],
    ids=lambda where: str(where)[14:],
)
def test_lists_hold_the_callers_brands_only(shop, reads, where):
    page = reads.list_products(ORG, where, ListOrder())
    whole = shop.reads.list_products(ORG, where, ListOrder())

    assert [c.product_id for c in page.items] == [
        c.product_id for c in whole.items if c.brand == "Bolt"
    ]
    assert page.total == len(page.items)


def test_many_brands_are_read_from_one_list(shop):
    brands = frozenset({"Bolt", *(f"Brand {n}" for n in range(20))})

    page = shop.reads.seen_by(brands).list_products(ORG, ProductFilter(), ListOrder())

    assert {card.brand for card in page.items} == {"Bolt"}
    assert len(page.items) == 2


def test_a_batch_tells_nothing_of_the_others(reads):
    own, other = reads.get_products(ORG, [OWN, OTHER])

    assert own.product_id == OWN
    assert isinstance(other, ProductNotFound)


def test_changes_are_of_the_callers_brands(reads):
    page = reads.changes(ORG, NOON - timedelta(days=1))

    assert {change.card.brand for change in page.items} == {"Bolt"}


def test_the_portfolio_is_the_callers_brands_added_up(shop, reads):
    mine = reads.portfolio(ORG)
    bolt = shop.reads.rollup(ORG, Subject(SubjectKind.BRAND, "Bolt"))

    assert (mine.subject, mine.products, mine.reviews) == (PORTFOLIO, 2, bolt.reviews)
    assert mine.sentiment == bolt.sentiment
    assert mine.alarms is None
    assert {each.brand for each in mine.attention} <= {"Bolt"}


def test_all_brands_added_up_are_the_portfolio(shop):
    whole = shop.reads.portfolio(ORG)
    summed = shop.reads.seen_by(frozenset({"Acme", "Bolt", "Cask"})).portfolio(ORG)

    for name in (
        "products", "reviews", "analysed", "ratings", "mean_rating", "sentiment", "window",
        "trend", "mentions", "needing_attention", "prevailing", "products_by_issue", "attention",
    ):  # fmt: skip
        assert getattr(summed, name) == getattr(whole, name), name
    assert {
        i.code: (i.mentions, i.share, i.products_affected, i.trend) for i in summed.top_issues
    } == {i.code: (i.mentions, i.share, i.products_affected, i.trend) for i in whole.top_issues}


def test_a_marketplace_is_the_callers_brands_in_it(placed):
    reads = placed.reads.seen_by(frozenset({"Bolt"}))
    german = placed.reads.seen_by(frozenset({"Acme", "Bolt"}))

    here = reads.portfolio(ORG, marketplace=Marketplace.DE)

    assert here.subject == Subject(SubjectKind.MARKETPLACE, "DE")
    assert (here.products, here.analysed) == (1, 5)
    assert [cell.products for cell in reads.portfolio_map(ORG, Marketplace.DE).cells] == [1]
    assert [
        (line.subject.name, line.products)
        for line in reads.list_subjects(ORG, SubjectKind.CATEGORY, marketplace=Marketplace.DE).items
    ] == [("Toys", 1)]
    assert german.portfolio(ORG, marketplace=Marketplace.DE).products == 2
    with pytest.raises(NoFigures):
        reads.portfolio(ORG, marketplace=Marketplace.UK)


def test_what_mixes_brands_is_not_there(reads):
    for place in (None, Marketplace.US):
        with pytest.raises(NoFigures):
            reads.issues(ORG, Subject(SubjectKind.CATEGORY, "Lamps", place))
    with pytest.raises(NoFigures):
        reads.issues(ORG, Subject(SubjectKind.BRAND, "Acme"))
    with pytest.raises(NoFigures):
        reads.seen_by(frozenset()).portfolio(ORG)
    assert reads.get_product(ORG, OWN).in_category == ()


def test_brands_and_categories_are_the_callers(shop, reads):
    brands = reads.list_subjects(ORG, SubjectKind.BRAND).items
    categories = reads.list_subjects(ORG, SubjectKind.CATEGORY).items
    whole = shop.reads.list_subjects(ORG, SubjectKind.CATEGORY).items

    assert [each.subject.name for each in brands] == ["Bolt"]
    assert [(each.subject.name, each.products, each.reviews) for each in categories] == [
        ("Lamps", 1, 18),
        ("Toys", 1, 15),
    ]
    assert [each.products for each in whole] == [3, 3]


def test_the_map_has_a_cell_for_every_pair_and_adds_up(shop, reads):
    cells = shop.reads.portfolio_map(ORG).cells
    whole = shop.reads.portfolio(ORG)

    assert [(cell.brand, cell.category) for cell in cells] == [
        (brand, category) for brand in ("Acme", "Bolt", "Cask") for category in ("Lamps", "Toys")
    ]
    assert sum(cell.products for cell in cells) == whole.products
    assert sum(cell.negative.count for cell in cells) == whole.sentiment.negative.count
    assert sum(cell.needing_attention for cell in cells) == whole.needing_attention
    assert {cell.brand for cell in reads.portfolio_map(ORG).cells} == {"Bolt"}
    assert shop.reads.portfolio_map(ORG).day == DAY
