"""Reads German by a lexicon, as no labelled German data is at hand that weights may be built on.

Coarser than the trained English heads, and said to be so by a lower ceiling on its confidence. It
gives sentiment, complaint and severity; learned aspects are left empty.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp, sqrt
from typing import Any, Final

from shelfsignal.insights.adapters.local_engine.readings import Reading
from shelfsignal.insights.domain.analysis import Sentiment, Severity

_NEGATORS: Final = frozenset(
    [
        "nicht",
        "kein",
        "keine",
        "keinen",
        "keinem",
        "keiner",
        "keinerlei",
        "nie",
        "niemals",
        "ohne",
        "nichts",
        "weder",
    ]
)
_STRENGTHENERS: Final = frozenset(
    [
        "sehr",
        "total",
        "absolut",
        "extrem",
        "wirklich",
        "echt",
        "richtig",
        "super",
        "völlig",
        "komplett",
        "so",
        "viel",
    ]
)
_REACH: Final = 3
_REACH_BEHIND: Final = 2
_BEHIND: Final = frozenset(("nicht", "kaum", "nie", "niemals"))
_LONGEST_PHRASE: Final = 4
_CEILING: Final = 0.9
_STEEPNESS: Final = 0.9
_CLEAR: Final = 0.8


@dataclass(frozen=True, slots=True)
class _Tally:
    """Weight of what speaks for and against, and of what sits on the fence."""

    positive: float
    negative: float
    neutral: float

    @property
    def balance(self) -> float:
        """Positive for praise; damped by length, so that long reviews are not all extreme."""
        return (self.positive - self.negative) / sqrt(1.0 + self.positive + self.negative)


class GermanReader:
    """Sentiment of German texts by weighted words and phrases, with negation."""

    def __init__(self) -> None:
        text = files(__package__).joinpath("polarity_de.toml").read_text(encoding="utf-8")
        lexicon: dict[str, dict[str, list[str]]] = tomllib.loads(text)
        self._neutral = _weights(lexicon["neutral"], 1.0)
        self._sided = {
            **_weights(lexicon["positive"], 1.0),
            **_weights(lexicon["negative"], -1.0),
        }
        self._stems = _stems(self._sided), _stems(self._neutral)

    @property
    def words(self) -> dict[str, float]:
        """Whole words of the lexicon, to recognise German by."""
        return self._sided

    def read(self, texts: Sequence[Sequence[str]]) -> list[Reading]:
        return [self._reading(self._tally(tokens)) for tokens in texts]

    def negative_share(self, texts: Sequence[Sequence[str]]) -> list[float]:
        """How negative each sentence reads, 0..1; 0.5 where no word of the lexicon stands."""
        return [1.0 / (1.0 + exp(_STEEPNESS * self._tally(tokens).balance)) for tokens in texts]

    def _reading(self, tally: _Tally) -> Reading:
        balance = tally.balance
        torn = tally.neutral >= _TORN or (
            min(tally.positive, tally.negative) > _MIXED * max(tally.positive, tally.negative) > 0
        )
        if abs(balance) < (_TORN_REACH if torn else _MIDDLE):
            sentiment = Sentiment.NEUTRAL
        else:
            sentiment = Sentiment.POSITIVE if balance > 0 else Sentiment.NEGATIVE
        complaint = sentiment is Sentiment.NEGATIVE or (
            sentiment is Sentiment.NEUTRAL and balance < 0
        )
        sure = 1.0 / (1.0 + exp(-abs(balance)))
        confidence = 0.5 if sentiment is Sentiment.NEUTRAL else min(_CEILING, sure)
        return Reading(sentiment, round(confidence, 3), complaint, _severity(tally, complaint), ())

    def _tally(self, tokens: Sequence[str]) -> _Tally:
        sides = [0.0, 0.0]
        neutral = 0.0
        at = 0
        while at < len(tokens):
            length, weight, fence = self._at(tokens, at)
            neutral += fence
            if weight:
                before = tokens[max(0, at - _REACH) : at]
                value = weight * (1.4 if before and before[-1] in _STRENGTHENERS else 1.0)
                after = tokens[at + length : at + length + _REACH_BEHIND] if weight > 0 else ()
                if not (_NEGATORS.isdisjoint(before) and _BEHIND.isdisjoint(after)):
                    value *= -0.7
                sides[value < 0] += abs(value)
            at += length
        return _Tally(sides[0], sides[1], neutral)

    def _at(self, tokens: Sequence[str], at: int) -> tuple[int, float, float]:
        """(tokens used, side weight, neutral weight) of the longest phrase that starts here."""
        for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = tokens[at] if length == 1 else " ".join(tokens[at : at + length])
            side, fence = self._sided.get(phrase), self._neutral.get(phrase)
            if length == 1 and side is None and fence is None:
                side, fence = _by_stem(phrase, self._stems[0]), _by_stem(phrase, self._stems[1])
            if side is not None or fence is not None:
                return length, side or 0.0, fence or 0.0
        return 1, 0.0, 0.0


_TORN: Final = 3.0
_TORN_REACH: Final = 1.6
_MIXED: Final = 0.6
_MIDDLE: Final = 0.25


def _severity(tally: _Tally, complaint: bool) -> Severity:
    if not complaint:
        return Severity.NONE
    if tally.balance > -_CLEAR:
        return Severity.LOW
    return Severity.HIGH if tally.balance < -3 * _CLEAR else Severity.MEDIUM


def _weights(by_strength: dict[str, list[str]], sign: float) -> dict[str, float]:
    return {
        phrase: sign * float(strength)
        for strength, phrases in by_strength.items()
        for phrase in phrases
    }


def _stems(weights: dict[str, float]) -> dict[str, float]:
    return {word[:-1]: weight for word, weight in weights.items() if word.endswith("*")}


def _by_stem(word: str, stems: dict[str, float]) -> float | None:
    for length in range(len(word), 2, -1):
        weight: Any = stems.get(word[:length])
        if weight is not None:
            return float(weight)
    return None
