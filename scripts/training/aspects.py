"""What complaints complain of: heads that share what all families have in common.

A head is learned on complaints alone (whether it is one has a head of its own) from words, words of
each family, and topics. Written out, a family's weights are the shared ones plus its own; the
shared ones alone serve products of a family that the labelled data does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.model_selection import GroupKFold

from scripts.training.heads import FOLDS, Array, Head, fit_binary
from scripts.training.topics import Topics
from shelfsignal.insights.adapters.local_engine.encoder import FAMILIES
from shelfsignal.insights.adapters.local_engine.heads import ANY_FAMILY

STRENGTH = 10.0
LEAST_COMPLAINTS = 2
"""Of an aspect in a family, for that family to have a head for it."""
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Complaints:
    """Texts, their families (None: another one), groups kept together, and which are complaints."""

    features: csr_matrix
    families: Sequence[str | None]
    group: NDArray[np.str_]
    is_complaint: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FamilyHeads:
    """One column a name of `names` ("any" first), and scores of each text by unseen folds."""

    names: list[str]
    head: Head
    unseen: Array


class FamilyTrainer:
    """Makes the widened features once, then fits an aspect at a time."""

    def __init__(self, rows: Complaints, topics: Topics) -> None:
        self._rows, self._topics = rows, topics
        self._member = np.array(
            [[family == known for known in FAMILIES] for family in rows.families], float
        )
        own_words = [diags(column) @ rows.features for column in self._member.T]
        self._wide = hstack(
            [rows.features, *own_words, csr_matrix(self._member), topics.of(rows.features)]
        ).tocsr()
        split = GroupKFold(FOLDS).split(rows.features, groups=rows.group)
        self._folds = [(train[rows.is_complaint[train]], test) for train, test in split]

    def fit(self, truth: NDArray[np.int64]) -> FamilyHeads:
        """Heads for the aspect that `truth` says is complained of."""
        unseen = np.full(len(truth), _NEVER)
        for train, test in self._folds:
            if truth[train].sum() >= LEAST_COMPLAINTS:
                model = fit_binary(self._wide[train], truth[train], STRENGTH)
                unseen[test] = model.decision_function(self._wide[test])
        known = self._member[truth > 0].sum(axis=0) >= LEAST_COMPLAINTS
        unseen[(self._member[:, ~known] > 0).any(axis=1)] = _NEVER
        whole = np.flatnonzero(self._rows.is_complaint)
        model = fit_binary(self._wide[whole], truth[whole], STRENGTH)
        return self._written_out(model.coef_[0], float(model.intercept_[0]), known, unseen)

    def _written_out(
        self, weights: Array, bias: float, known: NDArray[np.bool_], unseen: Array
    ) -> FamilyHeads:
        width, families = self._rows.features.shape[1], len(FAMILIES)
        words = weights[: width * (1 + families)].reshape(1 + families, width)
        own_bias = weights[words.size : words.size + families]
        shared = words[0] + self._topics.as_words(weights[words.size + families :])
        kept = np.flatnonzero(known)
        columns = np.stack([shared, *(shared + words[1 + at] for at in kept)])
        names = [ANY_FAMILY, *(FAMILIES[at] for at in kept)]
        biases = np.array([bias, *(bias + own_bias[kept])])
        return FamilyHeads(names, Head(columns, biases, unseen[:, None]), unseen)
