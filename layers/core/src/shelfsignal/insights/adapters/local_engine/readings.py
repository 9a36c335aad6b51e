"""Turns the learned heads' scores of a batch into sentiment, complaint, severity and aspects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shelfsignal.insights.adapters.local_engine.aspects import ComplainedAspects
from shelfsignal.insights.adapters.local_engine.calibration import (
    Calibration,
    IssueCalibration,
    logistic,
)
from shelfsignal.insights.adapters.local_engine.encoder import occurrences
from shelfsignal.insights.adapters.local_engine.features import Floats, weigh
from shelfsignal.insights.adapters.local_engine.heads import (
    ASPECTS,
    SENTIMENTS,
    SEVERITIES,
    SEVERITY_BY_LABEL,
)
from shelfsignal.insights.adapters.local_engine.weights import ALL_HEADS, Weights
from shelfsignal.insights.domain.analysis import AspectMention, Polarity, Sentiment, Severity


@dataclass(frozen=True, slots=True)
class Reading:
    """What the heads say of one text."""

    sentiment: Sentiment
    confidence: float
    complaint: bool
    severity: Severity
    aspects: tuple[AspectMention, ...]


class Reader:
    """The learned part of the engine, applied to batches of token-id sequences."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        about = weights.about
        place = {name: at for at, name in enumerate(about["heads"])}
        self.issue_order: tuple[str, ...] = tuple(about["issue_order"])
        self._sentiment = [place[f"sentiment:{name}"] for name in SENTIMENTS]
        self._bias = np.array(about["sentiment_bias"])
        self._scale = float(about["calibration"]["scale"])
        self._shift = np.array(about["calibration"]["shift"])
        self._clause = place["clause:negative"]
        self._complaint = place["complaint"]
        self._complaint_cut = float(about["complaint_threshold"])
        self._severity = [place[f"severity:{name}"] for name in SEVERITIES]
        self._complained = ComplainedAspects(place, float(about["complained_threshold"]))
        self._complained_sure = Calibration(about["complained_calibration"])
        self._mentioned_sure = Calibration(about["mentioned_calibration"])
        self.issues_sure = IssueCalibration(about["issue_calibration"])
        self._mentioned = [place[f"mentioned:{name}"] for name in ASPECTS]
        self._mentioned_cut = float(about["mentioned_threshold"])

    def scores(
        self,
        sequences: list[list[int]],
        facts: Sequence[Sequence[int]],
        heads: slice = ALL_HEADS,
    ) -> Floats:
        """(text, head) decision values of the given heads."""
        weights = self._weights
        found = occurrences(sequences, facts, weights.negators)
        column, is_known = weights.columns(found.key)
        sparse = weigh(found.text[is_known], column[is_known], weights.idf, len(sequences))
        return weights.scores(sparse, heads)

    def negative_share(self, sequences: list[list[int]]) -> list[float]:
        """Probability that each text, a single sentence, reads negative."""
        clause = slice(self._clause, self._clause + 1)
        score = self.scores(sequences, [()] * len(sequences), clause)[:, 0]
        shares: list[float] = logistic(score).tolist()
        return shares

    def sentiments(
        self, sequences: list[list[int]], facts: Sequence[Sequence[int]]
    ) -> list[Sentiment]:
        """Sentiment alone, for a third of the work."""
        first, last = self._sentiment[0], self._sentiment[-1]
        scores = self.scores(sequences, facts, slice(first, last + 1))
        return [SENTIMENTS[at] for at in (scores + self._bias).argmax(axis=1).tolist()]

    def read(
        self,
        sequences: list[list[int]],
        facts: Sequence[Sequence[int]],
        families: Sequence[str | None],
    ) -> list[Reading]:
        scores = self.scores(sequences, facts)
        sentiment = scores[:, self._sentiment]
        chosen = (sentiment + self._bias).argmax(axis=1)
        honest = _softmax(sentiment * self._scale + self._shift)
        confidence = honest[np.arange(len(chosen)), chosen].round(3).tolist()
        complaint = scores[:, self._complaint] > self._complaint_cut
        hardest = scores[:, self._severity].argmax(axis=1).tolist()
        score, complained = self._complained.read(scores, families, complaint)
        mentioned = scores[:, self._mentioned]
        spoken_of = complained | (mentioned > self._mentioned_cut)
        sure = np.where(
            complained,
            self._complained_sure.shares(score),
            self._mentioned_sure.shares(mentioned),
        )
        sure = sure.round(3).tolist()
        return [
            Reading(
                sentiment=SENTIMENTS[choice],
                confidence=confidence[at],
                complaint=bool(complaint[at]),
                severity=_severity(hardest[at]) if complaint[at] else Severity.NONE,
                aspects=tuple(
                    AspectMention(
                        ASPECTS[which],
                        _polarity(bool(complained[at, which]), SENTIMENTS[choice]),
                        sure[at][which],
                    )
                    for which in np.flatnonzero(spoken_of[at]).tolist()
                ),
            )
            for at, choice in enumerate(chosen.tolist())
        ]


def _polarity(is_complained: bool, sentiment: Sentiment) -> Polarity:
    if is_complained:
        return Polarity.NEGATIVE
    return Polarity.POSITIVE if sentiment is Sentiment.POSITIVE else Polarity.NEUTRAL


def _severity(place: int) -> Severity:
    return SEVERITY_BY_LABEL[SEVERITIES[place]]


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return result
