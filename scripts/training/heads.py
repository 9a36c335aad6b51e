"""Fits the linear heads; thresholds come from predictions for rows a fold did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

Array = NDArray[np.float64]
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Rows:
    """Features, labels, weights, and the group that must not be split between folds."""

    features: csr_matrix
    label: NDArray[np.int64]
    weight: Array
    group: NDArray[np.str_]

    def only(self, which: NDArray[np.int64]) -> Rows:
        return Rows(self.features[which], self.label[which], self.weight[which], self.group[which])


@dataclass(frozen=True, slots=True)
class Head:
    """One or several linear score columns, and their out-of-fold scores on the training rows."""

    coefficients: Array
    bias: Array
    unseen: Array


def fit_head(rows: Rows, strength: float, balanced: bool, few: bool = False) -> Head:
    """Logistic regression; two classes give one column, more give one a class.

    few: a yes-or-no head with few rows, see `fit_binary`.
    """
    fit = _fit_few if few else _fit
    unseen: list[tuple[NDArray[np.int64], Array]] = []
    for train, test in GroupKFold(FOLDS).split(rows.features, groups=rows.group):
        model = fit(rows.only(train), strength, balanced)
        unseen.append((test, _columns(model.decision_function(rows.features[test]))))
    model = fit(rows, strength, balanced)
    scores = np.zeros((len(rows.label), unseen[0][1].shape[1]))
    for where, values in unseen:
        scores[where] = values
    return Head(model.coef_, model.intercept_, scores)


def _fit(rows: Rows, strength: float, balanced: bool) -> LogisticRegression:
    model = LogisticRegression(
        C=strength, class_weight="balanced" if balanced else None, max_iter=400, random_state=0
    )
    return model.fit(rows.features, rows.label, sample_weight=rows.weight)


def _fit_few(rows: Rows, strength: float, balanced: bool) -> LogisticRegression:
    return fit_binary(rows.features, rows.label, strength, balanced)


def fit_binary(
    features: csr_matrix, label: NDArray[np.int64], strength: float, balanced: bool = False
) -> LogisticRegression:
    """Yes or no from few rows: this solver also shrinks the bias, which few rows cannot tell."""
    model = LogisticRegression(
        C=strength,
        class_weight="balanced" if balanced else None,
        solver="liblinear",
        intercept_scaling=3.0,
        random_state=0,
    )
    return model.fit(features, label)


def _columns(scores: Array) -> Array:
    return scores[:, None] if scores.ndim == 1 else scores


def best_threshold(scores: Array, truth: NDArray[np.int64], average: str) -> float:
    """The score above which "yes" gives the best F1 on rows the head did not see."""
    flat = np.quantile(scores, np.linspace(0.01, 0.995, 120))
    figures = [_f1(truth, scores > cut, average) for cut in flat]
    smooth = np.convolve(figures, np.ones(5) / 5, mode="same")
    return float(flat[int(np.argmax(smooth[2:-2])) + 2])


def best_class_bias(
    scores: Array, truth: NDArray[np.int64], parts: Sequence[NDArray[np.bool_]]
) -> Array:
    """What to add to the classes' scores for the best mean macro-F1 over the given parts."""
    best, best_figure = np.zeros(scores.shape[1]), -1.0
    for first in np.arange(-0.8, 0.81, 0.1):
        for second in np.arange(-0.8, 0.81, 0.1):
            bias = np.array([first, second, 0.0])
            guess = (scores + bias).argmax(axis=1)
            figure = float(np.mean([_f1(truth[p], guess[p], "macro") for p in parts]))
            if figure > best_figure:
                best, best_figure = bias, figure
    return best


def fit_calibration(scores: Array, truth: NDArray[np.int64]) -> tuple[float, Array]:
    """(scale, shift) with softmax(scale * scores + shift) the honest class probabilities."""
    classes = scores.shape[1]

    def loss(parameters: Array) -> float:
        logits = scores * parameters[0] + np.append(parameters[1:], 0.0)
        logits -= logits.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(logits).sum(axis=1))
        return float(np.mean(log_sum - logits[np.arange(len(truth)), truth]))

    found = minimize(loss, np.append(1.0, np.zeros(classes - 1)), method="Nelder-Mead")
    return float(found.x[0]), np.append(found.x[1:], 0.0)


def fit_shares(evidence: Array, is_right: NDArray[np.bool_]) -> list[float]:
    """Weights of the columns of evidence, then a bias: logistic of their sum is how often right."""
    model = LogisticRegression(C=1e4, max_iter=1000).fit(evidence, is_right)
    return [*model.coef_[0].tolist(), float(model.intercept_[0])]


def _f1(truth: NDArray[np.int64], guess: NDArray[np.int64], average: str) -> float:
    return float(f1_score(truth, guess, average=average, zero_division=0))
