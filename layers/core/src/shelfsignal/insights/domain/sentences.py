"""Where sentences begin and end, in offsets of the text itself: every quote is one of these."""

from __future__ import annotations

import re
from collections.abc import Iterator


def sentence_spans(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Non-empty (start, end) of each sentence, without surrounding space.

    A sentence longer than `longest` characters is cut at a space, so that text without
    punctuation still has quotable parts.
    """
    start = 0
    for mark in _SENTENCE_END.finditer(text):
        yield from _pieces(text, start, mark.end(), longest)
        start = mark.end()
    yield from _pieces(text, start, len(text), longest)


# A full stop ends a sentence only before a space or the end: "4.5 stars" is one sentence.
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n+|[.!?]{2,}")


def _pieces(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > longest:
        cut = text.rfind(" ", start + longest // 2, start + longest)
        cut = start + longest if cut < 0 else cut
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
