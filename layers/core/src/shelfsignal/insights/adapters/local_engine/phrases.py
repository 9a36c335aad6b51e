"""Finds the issue phrases of a lexicon in a text, in time that grows with the text alone.

A phrase is words in order: `a|b` is a choice, `word*` any ending, `..` a gap of up to three words,
`<name>` a list of the lexicon. A text is only tried against the phrases whose first word stands
at that very place, so a thousand phrases cost little more than ten.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

GAP: Final = ".."
_LONGEST_PREFIX: Final = 12
_REMEMBERED_WORDS: Final = 20_000
# Between two words of a phrase: spaces and marks inside a sentence, never a sentence's end.
_BETWEEN: Final = r"[^\w.!?\n]+"
_LIST: Final = re.compile(r"<(\w+)>")
_SKIP: Final = r"(?:[\w'-]+" + _BETWEEN + r"){0,3}?"


class Kind(StrEnum):
    """FACT states a problem, TOPIC may be one if the sentence is negative, VAGUE is a verdict."""

    FACT = "fact"
    TOPIC = "topic"
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording of an issue, with how much the wording alone says."""

    issue: str
    kind: Kind
    negates_itself: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found at characters start..end of a folded text."""

    phrase: Phrase
    start: int
    end: int


@dataclass(slots=True)
class PhraseBook:
    """All phrases of one language, by first word."""

    by_word: Mapping[str, tuple[Phrase, ...]]
    by_prefix: Mapping[str, tuple[Phrase, ...]]
    negators: frozenset[str]
    _known: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)

    def starting_with(self, word: str) -> tuple[Phrase, ...]:
        """Phrases whose first word this is; remembered, up to a bound, for the words of a run."""
        found = self._known.get(word)
        if found is None:
            found = self._look_up(word)
            if len(self._known) < _REMEMBERED_WORDS:
                self._known[word] = found
        return found

    def _look_up(self, word: str) -> tuple[Phrase, ...]:
        found = list(self.by_word.get(word, ()))
        for length in range(2, min(len(word), _LONGEST_PREFIX) + 1):
            found.extend(self.by_prefix.get(word[:length], ()))
        return tuple(found)

    def matches(self, folded: str, words: Iterator[re.Match[str]]) -> Iterator[Match]:
        """Every phrase that stands in the folded text; words are its tokens in order."""
        for word in words:
            for phrase in self.starting_with(word.group().replace(" ", "")):
                found = phrase.pattern.match(folded, word.start())
                if found:
                    yield Match(phrase, word.start(), found.end())


@cache
def load_phrases(language: str) -> PhraseBook:
    """The lexicon of a supported language ("en", "de")."""
    text = files(__package__).joinpath(f"issues_{language}.toml").read_text(encoding="utf-8")
    lexicon: dict[str, Any] = tomllib.loads(text)
    lists: dict[str, str] = lexicon.pop("lists")
    negators = frozenset(lists["not"].split("|"))
    by_word: dict[str, list[Phrase]] = {}
    by_prefix: dict[str, list[Phrase]] = {}
    for issue, kinds in lexicon.items():
        for kind, wordings in kinds.items():
            for wording in wordings:
                parts = _expand(wording, lists)
                phrase = Phrase(issue, Kind(kind), _negates(parts, negators), _compile(parts))
                for word in dict.fromkeys(option.split()[0] for option in parts[0].split("|")):
                    index = by_prefix if word.endswith("*") else by_word
                    index.setdefault(word.rstrip("*"), []).append(phrase)
    return PhraseBook(_frozen(by_word), _frozen(by_prefix), negators)


def _expand(wording: str, lists: Mapping[str, str]) -> list[str]:
    """The phrase's parts; options of several words stay together because lists use `|` alone."""
    return [_LIST.sub(lambda name: lists[name[1]], part) for part in wording.split()]


def _compile(parts: list[str]) -> re.Pattern[str]:
    pattern = ""
    for at, part in enumerate(parts):
        if part == GAP:
            pattern += _SKIP
        else:
            pattern += "(?:" + "|".join(map(_word, part.split("|"))) + ")"
            if at < len(parts) - 1:
                pattern += _BETWEEN
    return re.compile(pattern + r"(?!\w)")


def _word(option: str) -> str:
    text = _BETWEEN.join(re.escape(word).replace(r"\*", r"\w*") for word in option.split())
    return text if option.endswith("*") else text + r"(?!\w)"


def _negates(parts: list[str], negators: frozenset[str]) -> bool:
    return any(option in negators for part in parts for option in part.split("|"))


def _frozen(index: dict[str, list[Phrase]]) -> dict[str, tuple[Phrase, ...]]:
    return {word: tuple(phrases) for word, phrases in index.items()}
