"""Cuts review text into words and sentences, always in offsets of the original text.

Everything downstream (features, issue detection, quotes) works on this one pass over the text, so
no later step may change its length: quotes are slices of what the customer wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A run of letters or digits, with an English contraction ("didn't", also typed "didn 't").
# Sentence marks and line breaks are tokens of their own, so are the marks inside a sentence.
TOKEN = re.compile(r"[^\W_]+(?: ?'(?:t|s|re|ve|ll|d|m)\b)?|[.!?]+|[,;:]|\n")
MARKS = frozenset(".!?,;:\n")
_CURLY = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})


def fold(text: str) -> str:
    """Lower case with plain apostrophes; len(fold(text)) == len(text) for any text.

    >>> fold("DIDN’T İstanbul")
    "didn't İstanbul"
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered; they stay as they are
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_CURLY) if "’" in lowered or not lowered.isascii() else lowered


def sentence_spans(folded: str, longest: int) -> Iterator[tuple[int, int]]:
    """Non-empty (start, end) of each sentence, without surrounding space.

    A sentence longer than `longest` characters is cut at a space, so that text without
    punctuation still has quotable parts.
    """
    start = 0
    for mark in _SENTENCE_END.finditer(folded):
        yield from _pieces(folded, start, mark.end(), longest)
        start = mark.end()
    yield from _pieces(folded, start, len(folded), longest)


# A full stop ends a sentence only before a space or the end: "4.5 stars" is one sentence.
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n+|[.!?]{2,}")


def _pieces(folded: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    while end - start > longest:
        cut = folded.rfind(" ", start + longest // 2, start + longest)
        cut = start + longest if cut < 0 else cut
        yield start, cut
        start = cut
        while start < end and folded[start].isspace():
            start += 1
    if start < end:
        yield start, end
