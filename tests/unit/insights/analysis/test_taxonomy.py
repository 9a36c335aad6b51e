"""The list of issues is closed, complete, and fits the engines that label with it."""

import pytest

from shelfsignal.insights.adapters.local_engine.heads import ASPECTS
from shelfsignal.insights.adapters.local_engine.phrases import load_phrases
from shelfsignal.insights.domain.analysis import Severity
from shelfsignal.insights.domain.taxonomy import OTHER, load_taxonomy

EXPECTED = {
    "breaks_early",
    "defective_on_arrival",
    "missing_parts",
    "wrong_item",
    "size",
    "fit",
    "colour_differs",
    "damaged_packaging",
    "late_delivery",
    "customer_service",
    "value",
    "battery",
    "connectivity",
    "software",
    "noise",
    "heat",
    "smell",
    "taste",
    "freshness",
    "comfort",
    "material",
    "instructions",
    "safety_hazard",
    "counterfeit",
    "not_as_described",
    "leaks",
    "hard_to_clean",
    "performance",
    "other",
}


def test_the_taxonomy_lists_the_issues_of_the_design():
    assert set(load_taxonomy().issues) == EXPECTED


def test_every_issue_has_words_a_severity_and_a_known_aspect():
    taxonomy = load_taxonomy()

    for label in taxonomy.issues.values():
        assert label.name
        assert label.definition.endswith(".")
        assert label.severity is not Severity.NONE
        assert label.aspect in taxonomy.aspects


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_lexicon_words_every_issue_but_other(language):
    book = load_phrases(language)
    phrases = [p for found in (*book.by_word.values(), *book.by_prefix.values()) for p in found]

    assert {phrase.issue for phrase in phrases} == EXPECTED - {OTHER}


def test_the_learned_aspects_are_those_of_the_taxonomy():
    assert set(ASPECTS) == set(load_taxonomy().aspects)


@pytest.mark.parametrize(
    ("category", "family"),
    [
        ("Home & Kitchen", "home"),
        ("Headphones & Audio", "electronics"),
        ("Pet Supplies", "pets"),
        ("Grocery & Gourmet Food", "grocery"),
        ("Bekleidung", "fashion"),
        ("Zzz", None),
        ("", None),
        (None, None),
    ],
)
def test_a_category_name_is_placed_in_a_family(category, family):
    assert load_taxonomy().family_of(category) == family


def test_an_unknown_family_rules_nothing_out():
    taste = load_taxonomy().issues["taste"]

    assert (taste.applies_to(None), taste.applies_to("grocery"), taste.applies_to("toys")) == (
        True,
        True,
        False,
    )
