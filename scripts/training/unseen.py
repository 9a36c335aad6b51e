"""The aspects' cut, and how good they are on training products that a fold did not see.

The held-out quarter has two dozen products, eleven of them with five complaints or more: too few to
tell a good model from a lucky one. Choices are made on these figures instead, and the benchmark
shows them beside the held-out ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.analysis_scores import micro_f1, top_is_right
from scripts.training.corpus import LabelledReview
from scripts.training.heads import Array, fit_shares
from shelfsignal.insights.adapters.local_engine.heads import ASPECTS

_CUTS = np.linspace(0.1, 0.5, 17)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Scores (review, aspect), and which reviews are called complaints, both by unseen folds."""

    reviews: Sequence[LabelledReview]
    scores: Array
    complaint: NDArray[np.bool_]

    def best_cut(self) -> tuple[float, list[float], dict[str, float]]:
        """(score above which an aspect is complained of, `fit_shares` of it, figures with both)."""
        truth = [review.complained for review in self.reviews]
        logits = np.log(_CUTS / (1 - _CUTS))
        best = max(logits, key=lambda cut: micro_f1(truth, self._said(cut)))
        said = self._said(best)
        shares = fit_shares(*self._claims(said))
        real = np.flatnonzero([bool(review.complaint) for review in self.reviews])
        products = [review.product_id or "" for review in self.reviews]
        right = top_is_right(products, truth, self._weighed(said, shares))
        return (
            float(best),
            shares,
            {
                "aspect_micro_f1": _on(real, truth, said),
                "aspect_micro_f1_all_rows": round(micro_f1(truth, said), 4),
                "top1_issue": round(float(np.mean(right)), 4),
                "top1_products": len(right),
            },
        )

    def _weighed(self, said: Sequence[set[str]], shares: Sequence[float]) -> list[dict[str, float]]:
        sure = 1.0 / (1.0 + np.exp(-shares[0] * self.scores - shares[1]))
        return [
            {aspect: float(row[ASPECTS.index(aspect)]) for aspect in aspects}
            for aspects, row in zip(said, sure, strict=True)
        ]

    def _claims(self, said: Sequence[set[str]]) -> tuple[Array, NDArray[np.bool_]]:
        """The score of every aspect said to be complained of, and whether it is."""
        claims = [(at, aspect) for at, aspects in enumerate(said) for aspect in sorted(aspects)]
        scores = [[self.scores[at, ASPECTS.index(aspect)]] for at, aspect in claims]
        right = [aspect in self.reviews[at].complained for at, aspect in claims]
        return np.array(scores), np.array(right)

    def _said(self, cut: float) -> list[set[str]]:
        above = self.scores > cut
        likeliest = self.scores.argmax(axis=1)
        return [
            {ASPECTS[at] for at in np.flatnonzero(row)} or {ASPECTS[likeliest[number]]}
            if self.complaint[number]
            else set()
            for number, row in enumerate(above)
        ]


def _on(rows: NDArray[np.int64], truth: list[set[str]], said: list[set[str]]) -> float:
    return round(micro_f1([truth[at] for at in rows], [said[at] for at in rows]), 4)
