"""What Amazon's names are read as."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfsignal.insights import domain
from shelfsignal.insights.domain.amazon_topics import (
    CURRENT,
    MAX_WORDS,
    Meaning,
    load_topics,
    words_of,
)
from shelfsignal.insights.domain.taxonomy import load_taxonomy

TABLE = load_topics()
ROWS = tomllib.loads(files(domain).joinpath(CURRENT).read_text())
PHRASES = [phrase for row in ROWS["meaning"] for phrase in row["words"]]


def issues(name, subtopics=()):
    meaning = TABLE.read(name, subtopics)
    return set() if meaning is None else set(meaning.issues)


def aspects(name):
    meaning = TABLE.read(name)
    return set() if meaning is None else set(meaning.aspects)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Assembly/Installation", {"instructions"}),
        ("difficult to put together", {"instructions"}),
        ("Strong", {"breaks_early", "material"}),
        ("Weak and fragile", {"breaks_early", "material"}),
        ("Quality-Overall ", set()),
        ("Battery Life", {"battery"}),
        ("BATTERIES", {"battery"}),
        ("Smell & Taste", {"smell", "taste"}),
        ("Value for money", {"value"}),
        ("Sound quality", set()),
        ("Build quality", {"material"}),
        ("Battery quality", {"battery"}),
        ("Akku", {"battery"}),
    ],
)
def test_names_as_amazon_documents_them_and_shows_them_are_known(name, expected):
    assert issues(name) == expected
    assert TABLE.read(name) is not None


@pytest.mark.parametrize("name", ["Smells", "Leaks", "Batteries", "Instructions", "Colours"])
def test_a_plural_is_read_as_its_singular(name):
    assert len(issues(name)) == 1


@pytest.mark.parametrize("name", ["Giftability", "", "  ", "🙂", "of the", "Batter for cakes"])
def test_a_name_no_word_of_which_is_known_means_nothing(name):
    assert TABLE.read(name) is None


def test_a_general_word_counts_only_where_no_other_is_known():
    assert aspects("Quality") == {"quality"}
    assert aspects("Sound quality") == {"hardware"}
    assert aspects("Performance of the app") == {"software"}


def test_subtopics_are_asked_only_when_the_name_says_nothing():
    assert issues("Mishaps", ["missing parts", "defective"]) == {
        "missing_parts",
        "defective_on_arrival",
    }
    assert issues("Noise", ["missing parts"]) == {"noise"}


def test_the_table_names_labels_of_the_taxonomy_and_no_phrase_twice():
    taxonomy = load_taxonomy()

    assert {row["aspect"] for row in ROWS["meaning"]} <= set(taxonomy.aspects)
    named = {issue for row in ROWS["meaning"] for issue in row.get("issues", ())}
    assert named == set(taxonomy.issues) - {"other"}
    assert all(
        set(row) <= {"words", "issues", "aspect", "wider", "general"} for row in ROWS["meaning"]
    )
    plain = [phrase.casefold() for phrase in PHRASES]
    assert len(plain) == len(set(plain))
    owners = [(words_of(phrase), row["aspect"], tuple(row.get("issues", ())))
              for row in ROWS["meaning"] for phrase in row["words"]]  # fmt: skip
    assert len({words for words, *_ in owners}) == len(set(owners)), "one phrase, two meanings"


@given(st.sampled_from(PHRASES), st.sampled_from(["{}", " {} ", "THE {}", "{}, of all"]))
def test_a_phrase_of_the_table_is_found_however_it_is_written(phrase, shape):
    assert TABLE.read(shape.format(phrase)) is not None
    assert TABLE.read(shape.format(phrase).upper()) == TABLE.read(shape.format(phrase))


@given(st.text(max_size=400))
def test_any_text_at_all_is_a_name(name):
    meaning = TABLE.read(name)

    assert meaning is None or isinstance(meaning, Meaning)
    assert len(words_of(name)) <= MAX_WORDS
