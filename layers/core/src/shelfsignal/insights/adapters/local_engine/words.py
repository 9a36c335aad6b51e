"""Cuts review text into words, always in offsets of the original text.

Everything downstream (features, issue detection, quotes) works on this one pass over the text, so
no later step may change its length: quotes are slices of what the customer wrote.
"""

from __future__ import annotations

import re

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
