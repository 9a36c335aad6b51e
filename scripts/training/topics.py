"""What a review is about, from which words keep company in all training reviews, labelled or not.

The few labelled complaints say little about rare words. Truncated SVD of all texts gives each word
a place in a small space; a head learns there, and because the way into that space is linear, its
weights fold back into weights of words: nothing of this exists at run time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

TOPICS = 200
STRENGTH = 3.0
"""What a topic counts against a word. Both figures: best of a few on folds of training products."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Topics:
    """directions is (feature, topic)."""

    directions: Array

    @classmethod
    def learn(cls, features: csr_matrix) -> Topics:
        _, _, directions = randomized_svd(features, TOPICS, n_iter=2, random_state=0)
        return cls(STRENGTH * directions.T)

    def of(self, features: csr_matrix) -> Array:
        """(text, topic) coordinates."""
        result: Array = features @ self.directions
        return result

    def as_words(self, weights: Array) -> Array:
        """The weights of features that give the same scores as these weights of topics."""
        result: Array = self.directions @ weights
        return result
