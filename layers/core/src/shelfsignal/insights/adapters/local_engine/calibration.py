"""From scores to confidences that mean what they say: of claims made with 0.8, 80 % are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from shelfsignal.insights.adapters.local_engine.features import Floats
from shelfsignal.insights.domain.analysis import IssueMention


def logistic(score: Floats | NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.asarray(score, np.float64)))
    return result


class Calibration:
    """One weight a kind of evidence, then a bias, as fitted on rows that no head had seen."""

    def __init__(self, weights: Sequence[float]) -> None:
        *self._weights, self._bias = weights

    def shares(self, *evidence: Floats | NDArray[np.float64]) -> NDArray[np.float64]:
        """How often such claims are right; evidence of kinds that add up, of equal shape."""
        pairs = zip(self._weights, evidence, strict=True)
        parts = [weight * np.asarray(each, np.float64) for weight, each in pairs]
        return logistic(np.sum(parts, axis=0) + self._bias)


class IssueCalibration:
    """How often people find a complaint where an issue is named; None while it is being fitted."""

    def __init__(self, weights: Sequence[float] | None) -> None:
        self._fitted = None if weights is None else Calibration(weights)

    def apply(
        self, issues: tuple[IssueMention, ...], is_complaint: bool
    ) -> tuple[IssueMention, ...]:
        """The issues in their order, the lexicon's scores replaced by confidences."""
        if self._fitted is None or not issues:
            return issues
        scores = np.array([issue.confidence for issue in issues])
        sure = self._fitted.shares(scores, np.full(len(issues), float(is_complaint)))
        return tuple(
            replace(issue, confidence=share)
            for issue, share in zip(issues, sure.round(3).tolist(), strict=True)
        )
