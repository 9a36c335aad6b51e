"""A few letters typed: products, brands and categories that are called so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfsignal.insights.domain.names import MAX_TYPED, names_of, typed
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import Asin
from tests.builders.insights import ORG, a_listing, a_product
from tests.unit.insights.reads.conftest import fine

OF_VOLT = a_product(21, title="Volt Over-Ear Headphones", brand="Volt", category="Audio")
OF_ARDEN = a_product(22, title="Arden headphone stand", brand="Arden", category="Audio Stands")


@pytest.fixture
def shelf(shop):
    shop.refresh("RUN2", a_listing(fine(800), OF_VOLT), a_listing(fine(900), OF_ARDEN))
    return shop


def ids(found):
    return [one.product_id for one in found.products]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("volt", [OF_VOLT]),
        ("VOLT  over-e", [OF_VOLT]),
        ("headphone", [OF_ARDEN, OF_VOLT]),
        ("B000000021", [OF_VOLT]),
        ("b00000002", [OF_VOLT, OF_ARDEN]),
        ("US-B000000022", [OF_ARDEN]),
        ("phones", []),
    ],
)
def test_a_product_is_found_by_the_beginning_of_a_word_or_an_asin(shelf, letters, expected):
    assert ids(shelf.reads.suggest(ORG, letters)) == [each.product_id for each in expected]


def test_what_begins_with_the_letters_comes_before_what_only_has_them(shelf):
    found = shelf.reads.suggest(ORG, "st")

    assert [one.name for one in found.categories] == ["Audio Stands"]
    assert [one.name for one in shelf.reads.suggest(ORG, "audio").categories] == [
        "Audio",
        "Audio Stands",
    ]
    assert [(one.name, one.products) for one in shelf.reads.suggest(ORG, "ar").brands] == [
        ("Arden", 1)
    ]


def test_no_more_than_asked_for_of_each(shelf):
    found = shelf.reads.suggest(ORG, "audio", limit=1)

    assert len(found.categories) == 1
    assert len(shelf.reads.suggest(ORG, "thing", limit=2).products) == 2


def test_a_product_with_a_new_title_is_found_by_it_alone(shelf):
    renamed = OF_VOLT.model_copy(update={"title": "Quiet Muffs"})
    shelf.refresh("RUN3", a_listing(fine(800), renamed))

    assert ids(shelf.reads.suggest(ORG, "volt")) == []
    (found,) = shelf.reads.suggest(ORG, "muffs").products
    assert (found.product_id, found.title) == (OF_VOLT.product_id, "Quiet Muffs")


def test_other_brands_are_not_offered(shelf):
    reads = shelf.reads.seen_by(frozenset({"Arden"}))

    found = reads.suggest(ORG, "headphone")

    assert ids(found) == [OF_ARDEN.product_id]
    assert reads.suggest(ORG, "volt").brands == ()
    assert [one.name for one in reads.suggest(ORG, "audio").categories] == ["Audio Stands"]


@pytest.mark.parametrize("letters", ["a", " -_! ", "é"])
def test_one_letter_is_too_few(shelf, letters):
    with pytest.raises(InvalidInput):
        shelf.reads.suggest(ORG, letters)


@given(st.text(max_size=200))
def test_the_beginning_of_any_title_finds_it(title):
    names = names_of(title, Asin("B000000001"))

    assert len(names) <= 7
    assert all(0 < len(name) <= MAX_TYPED for name in names)
    assert all(typed(name) == name for name in names)
    assert not typed(title) or typed(title).rstrip() in names
