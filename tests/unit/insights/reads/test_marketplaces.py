"""Figures of one marketplace: what is sold in it, and nothing else."""

import pytest

from shelfsignal.insights.domain.views import (
    ListOrder,
    ProductFilter,
    Subject,
    SubjectKind,
)
from shelfsignal.insights.services.rollup_reads import NoFigures
from shelfsignal.kernel.ids import Marketplace
from shelfsignal.kernel.paging import BadCursor
from tests.builders.insights import DAY, NOON, ORG

DE, US, UK = Marketplace.DE, Marketplace.US, Marketplace.UK
ADDED = ("products", "reviews", "analysed", "needing_attention")


def test_marketplaces_add_up_to_the_portfolio(placed):
    whole = placed.reads.portfolio(ORG)
    parts = [placed.reads.portfolio(ORG, marketplace=place) for place in (US, DE)]

    for name in ADDED:
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name), name
    assert parts[1].subject == Subject(SubjectKind.MARKETPLACE, "DE")
    assert (parts[1].products, parts[1].sentiment.negative.count) == (2, 5)
    assert placed.reads.portfolio(ORG, marketplace=DE, day=DAY) == parts[1]


def test_a_marketplace_that_nothing_is_sold_in_has_no_figures(placed):
    with pytest.raises(NoFigures):
        placed.reads.portfolio(ORG, marketplace=UK)
    with pytest.raises(NoFigures):
        placed.reads.portfolio_map(ORG, UK)


def test_the_maps_of_marketplaces_add_up(placed):
    def cells(place):
        return {
            (cell.brand, cell.category): cell.products
            for cell in placed.reads.portfolio_map(ORG, place).cells
        }

    whole, german, american = cells(None), cells(DE), cells(US)

    assert german == {("Acme", "Lamps"): 1, ("Bolt", "Toys"): 1}
    assert whole == {
        pair: german.get(pair, 0) + american.get(pair, 0) for pair in {**german, **american}
    }


@pytest.mark.parametrize("kind", [SubjectKind.BRAND, SubjectKind.CATEGORY])
def test_brands_and_categories_are_listed_as_sold_there(placed, kind):
    there = placed.reads.list_subjects(ORG, kind, marketplace=DE).items
    names = {"BRAND": ["Acme", "Bolt"], "CATEGORY": ["Lamps", "Toys"]}[kind]

    assert [(one.subject.name, one.subject.marketplace, one.products) for one in there] == [
        (name, DE, 1) for name in names
    ]


def test_a_page_of_a_marketplaces_brands_goes_on_there(placed):
    first = placed.reads.list_subjects(ORG, SubjectKind.BRAND, marketplace=DE, limit=1)
    rest = placed.reads.list_subjects(
        ORG, SubjectKind.BRAND, marketplace=DE, limit=1, cursor=first.cursor
    )

    assert [one.subject.name for one in (*first.items, *rest.items)] == ["Acme", "Bolt"]
    with pytest.raises(BadCursor):
        placed.reads.list_subjects(ORG, SubjectKind.BRAND, limit=1, cursor=first.cursor)


def test_issues_of_a_brand_in_a_marketplace(placed):
    here = placed.reads.issues(ORG, Subject(SubjectKind.BRAND, "Bolt", DE))
    everywhere = placed.reads.issues(ORG, Subject(SubjectKind.BRAND, "Bolt"))

    assert [(issue.code, issue.mentions) for issue in here.top] == [("noise", 5)]
    assert everywhere.top[0].mentions == 26


@pytest.mark.parametrize(
    "where",
    [
        ProductFilter(marketplace=US),
        ProductFilter(marketplace=US, brand="Bolt"),
        ProductFilter(marketplace=US, category="Toys"),
        ProductFilter(marketplace=US, brand="Bolt", issue="noise"),
    ],
    ids=["marketplace", "brand", "category", "issue"],
)
@pytest.mark.parametrize("brands", [None, frozenset({"Bolt", "Cask"})], ids=["all", "some"])
def test_a_list_of_a_brand_in_a_marketplace_knows_its_total(placed, where, brands):
    reads = placed.reads.seen_by(brands)
    whole = reads.list_products(ORG, where, ListOrder())

    page = reads.list_products(ORG, where, ListOrder(), limit=1)

    unknown = brands is not None and where.category is not None
    assert page.total == (None if unknown else len(whole.items))


def test_changes_are_those_of_the_marketplace(placed):
    since = NOON.replace(year=2025)

    page = placed.reads.changes(ORG, since, marketplace=DE)

    assert {change.card.marketplace for change in page.items} == {DE}
    assert len(page.items) == 2
