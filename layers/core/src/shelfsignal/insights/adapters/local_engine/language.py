"""Tells which language a review is written in, from its most frequent little words.

Only to decide whether the engine can read it: an unsupported language is reported, not guessed at.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Container, Sequence
from importlib.resources import files
from typing import Final

SUPPORTED: Final = ("en", "de")
UNDETERMINED: Final = "und"

_WORDS_READ: Final = 120
_MANY: Final = 0.5


def _read_little_words() -> dict[str, tuple[str, ...]]:
    text = files(__package__).joinpath("languages.toml").read_text(encoding="utf-8")
    return {code: tuple(words.split()) for code, words in tomllib.loads(text).items()}


_LITTLE_WORDS: Final = _read_little_words()

_LANGUAGES_BY_WORD: Final = {
    word: tuple(code for code, words in _LITTLE_WORDS.items() if word in words)
    for word in {word for words in _LITTLE_WORDS.values() for word in words}
}


def detect_language(
    tokens: Sequence[str], claimed: str | None, english: Container[str], german: Container[str]
) -> str:
    """ISO 639-1 code of the tokens' language, or `und`.

    claimed is the source's BCP 47 tag or None: it settles texts too short to tell. english and
    german hold words that the models know, for texts without any little word.
    """
    if not tokens:
        return UNDETERMINED
    votes: Counter[str] = Counter()
    for token in tokens[:_WORDS_READ]:
        votes.update(_LANGUAGES_BY_WORD.get(token, ()))
    primary = claimed.split("-")[0].lower() if claimed else None
    if votes:
        most = max(votes.values())
        best = [code for code in _LITTLE_WORDS if votes[code] == most]
        if primary in best:
            return primary
        if len(best) == 1 or most > 1:
            return best[0]
    return _by_vocabulary(tokens[:_WORDS_READ], primary, english, german)


def _by_vocabulary(
    tokens: Sequence[str], primary: str | None, english: Container[str], german: Container[str]
) -> str:
    words = [token for token in tokens if token[0].isalpha()]
    if not words:
        return primary or UNDETERMINED
    if not any(word.isascii() or word in german for word in words):
        return primary if primary not in (None, *SUPPORTED) else UNDETERMINED
    known = {
        "en": sum(word in english for word in words),
        "de": sum(word in german for word in words),
    }
    if primary in known and known[primary] >= max(known.values()) and known[primary]:
        return primary
    best = max(known, key=lambda code: known[code])
    if known[best] >= _MANY * len(words):
        return best
    return primary or UNDETERMINED
