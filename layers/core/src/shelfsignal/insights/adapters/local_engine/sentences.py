"""The issue phrases of one review, by sentence, without negated and hypothetical ones."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.adapters.local_engine.encoder import FoldedReview
from shelfsignal.insights.adapters.local_engine.phrases import Kind, Match, PhraseBook
from shelfsignal.insights.adapters.local_engine.words import TOKEN
from shelfsignal.insights.domain.analysis import TextField
from shelfsignal.insights.domain.sentences import sentence_spans

LONGEST_QUOTE: Final = 280
"""Characters; a longer sentence is quoted in part."""

MOST_SENTENCES: Final = 60
"""Sentences of a review that are looked at for issues."""

_LOOK_BACK: Final = 26
_CALLS_OFF = {
    "en": re.compile(
        r"(?:\b(?:not?|never|without|zero|nor|nothing|if|until|unless|worried|afraid|instead of|"
        r"rather than|fix(?:ed|es)?|solved|thought|feared|expect(?:ed|ing)?|in case|prevents?|"
        r"unlike|hasn't|haven't|isn't|wasn't|aren't|didn't|doesn't|don't|won't|hardly|avoid(?:s)?)\b)"
        r"(?:[^\w.!?\n]+[\w'-]+){0,2}[^\w.!?\n]*$"
    ),
    "de": re.compile(
        r"(?:\b(?:nicht|kein\w*|nie|niemals|ohne|weder|falls|wenn|statt|befürchtet\w*|keinerlei)\b)"
        r"(?:[^\w.!?\n]+[\w'-]+){0,2}[^\w.!?\n]*$"
    ),
}


@dataclass(slots=True)
class Sentence:
    """One sentence of a field and the issue phrases in it (no phrase for a plain sentence)."""

    field: TextField
    start: int
    end: int
    text: str
    matches: list[Match] = dataclasses.field(default_factory=list)


def sentences_of(review: FoldedReview) -> list[Sentence]:
    """The title's sentences, then the body's."""
    found = [
        Sentence(name, start, end, text[start:end])
        for name, text in ((TextField.TITLE, review.title), (TextField.BODY, review.body))
        for start, end in sentence_spans(text, LONGEST_QUOTE)
    ]
    return found[:MOST_SENTENCES]


def telling_sentences(review: FoldedReview, book: PhraseBook, language: str) -> list[Sentence]:
    """All sentences, each with the phrases that stand in it and are not called off."""
    sentences = sentences_of(review)
    for name, text in ((TextField.TITLE, review.title), (TextField.BODY, review.body)):
        here = [sentence for sentence in sentences if sentence.field is name]
        starts = [sentence.start for sentence in here]
        for match in book.matches(text, TOKEN.finditer(text)):
            at = bisect_right(starts, match.start) - 1
            if at >= 0 and match.start < here[at].end and not _is_called_off(text, match, language):
                here[at].matches.append(match)
    return sentences


def named_issues(sentences: Sequence[Sentence]) -> list[str]:
    """Issues that the phrases state, each once, in alphabetical order; topics alone state none."""
    return sorted(
        {
            match.phrase.issue
            for sentence in sentences
            for match in sentence.matches
            if match.phrase.kind is not Kind.TOPIC
        }
    )


def _is_called_off(text: str, match: Match, language: str) -> bool:
    """ "Never leaks", "no smell", "if it breaks": the words are there, the problem is not."""
    if _OTHER_PRODUCT[language].search(text, _sentence_start(text, match.start), match.start):
        return True
    if match.phrase.negates_itself:
        return False
    if _INNER_NEGATION.search(text, match.start, match.end):
        return True
    if language == "de" and _NEGATED_AFTER.match(text, match.start, match.end + _LOOK_AHEAD):
        return True
    before = max(0, match.start - _LOOK_BACK)
    return _CALLS_OFF[language].search(text, before, match.start) is not None


_OTHER_PRODUCT = {
    "en": re.compile(r"\b(?:my|our) (?:old|previous|last|former|other)\b"),
    "de": re.compile(r"\b(?:mein|unser)\w{0,2} (?:alt|vorherig|letzt|ander)\w+\b"),
}


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in ".!?\n") + 1


# German puts the negation behind the verb: "rutscht nicht", "läuft nichts aus".
_NEGATED_AFTER = re.compile(r"[^.!?\n,]*?\b(?:nicht|nichts|nie|niemals|kein\w*|ohne)\b")
_LOOK_AHEAD = 16

# "My feet don't hurt": a negation inside words that were meant without one.
_INNER_NEGATION = re.compile(r"\b(?:not|never|nothing|nicht|nie)\b|n't\b")
