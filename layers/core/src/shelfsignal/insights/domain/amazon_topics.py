"""What Amazon's topics mean in our labels: a table of words, and how a name is read by it.

Amazon's topics are free text in Amazon's words, ours a closed list. The table is a data file beside
this module, an edition a file; a comparison says by which edition it was made. A name that no word
of it is known in stays what it is, a topic that only Amazon has.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NotRequired, TypedDict

CURRENT: Final = "amazon_topics_v1.toml"
MAX_WORDS: Final = 24
"""More of a name is not read: a topic is a phrase, not a text."""
_WORD: Final = re.compile(r"\w+")
_SMALL: Final = frozenset(
    ("a", "an", "and", "for", "in", "is", "it", "of", "on", "or", "the", "to")
)
Words = tuple[str, ...]


class _MeaningRow(TypedDict):
    words: list[str]
    aspect: str
    issues: NotRequired[list[str]]
    wider: NotRequired[bool]
    general: NotRequired[bool]


class _TopicsFile(TypedDict):
    version: str
    meaning: list[_MeaningRow]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Our labels for a name, ids of the taxonomy.

    issues: what a negative topic counts, all of `aspects` when empty; aspects: what a positive
    topic counts; is_wider: the aspects hold more than the topic does.
    """

    issues: frozenset[str]
    aspects: frozenset[str]
    is_wider: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    meaning: Meaning
    is_general: bool


@dataclass(frozen=True, slots=True)
class TopicTable:
    """An edition of the table; longest: the words of its longest phrase."""

    version: str
    entry_by_words: Mapping[Words, _Entry]
    longest: int

    def read(self, name: str, subtopics: Iterable[str] = ()) -> Meaning | None:
        """What the topic means: what its own name says, or, if that says nothing, its subtopics.

        None: no word of it is known.
        """
        found = self._entries(name)
        if not found:
            found = [entry for each in subtopics for entry in self._entries(each)]
        return _together([entry.meaning for entry in found]) if found else None

    def _entries(self, name: str) -> list[_Entry]:
        """General words give way to others."""
        found = list(self._found(words_of(name)))
        return [entry for entry in found if not entry.is_general] or found

    def _found(self, words: Words) -> Iterator[_Entry]:
        """From left to right, the longest phrase that begins at a word."""
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + self.longest), at, -1):
                entry = self.entry_by_words.get(words[at:end])
                if entry is not None:
                    yield entry
                    at = end
                    break
            else:
                at += 1


@cache
def load_topics(file_name: str = CURRENT) -> TopicTable:
    """The edition in the given data file of this package."""
    rows: _TopicsFile = tomllib.loads(  # type: ignore[assignment]  # tests check the file's shape
        files(__package__).joinpath(file_name).read_text(encoding="utf-8")
    )
    entry_by_words = {
        words_of(phrase): _entry(row) for row in rows["meaning"] for phrase in row["words"]
    }
    return TopicTable(rows["version"], entry_by_words, max(map(len, entry_by_words)))


def words_of(name: str) -> Words:
    """The words that count, in one spelling: small ones left out, plurals as singulars.

    >>> words_of("Batteries & Charging")
    ('battery', 'charging')
    >>> words_of("Ease of use")
    ('ease', 'use')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = (word for word in _WORD.findall(plain) if word not in _SMALL)
    return tuple(map(_singular, words))[:MAX_WORDS]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - "dies", "lies", "ties" are none
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004 - "gas", "bus"
        return word[:-1]
    return word


def _entry(row: _MeaningRow) -> _Entry:
    meaning = Meaning(
        frozenset(row.get("issues", ())), frozenset((row["aspect"],)), row.get("wider", False)
    )
    return _Entry(meaning, row.get("general", False))


def _together(meanings: list[Meaning]) -> Meaning:
    """A name that says several things is counted as all of them.

    An issue beside an aspect without issues: the negative topic counts both, so the aspects stand
    for themselves only where there is no issue at all.
    """
    return Meaning(
        frozenset().union(*(each.issues for each in meanings)),
        frozenset().union(*(each.aspects for each in meanings)),
        any(each.is_wider for each in meanings),
    )
