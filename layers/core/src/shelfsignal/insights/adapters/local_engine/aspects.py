"""Which aspects a review complains of and speaks of, from the learned heads' scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shelfsignal.insights.adapters.local_engine.encoder import FAMILIES
from shelfsignal.insights.adapters.local_engine.features import Floats, Ints
from shelfsignal.insights.adapters.local_engine.heads import ANY_FAMILY, ASPECTS, complained_head

_ABSENT = -1


class ComplainedAspects:
    """Each family has heads for the aspects its products have; other families share `any`."""

    def __init__(self, place: Mapping[str, int], cut: float) -> None:
        names = (ANY_FAMILY, *FAMILIES)
        self._row = {family: at for at, family in enumerate(names)}
        self._heads: Ints = np.array(
            [[place.get(complained_head(f, aspect), _ABSENT) for aspect in ASPECTS] for f in names]
        )
        self._cut = cut

    def read(
        self, scores: Floats, families: Sequence[str | None], complaint: NDArray[np.bool_]
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """(score, is it complained of), both (text, aspect).

        A review that is no complaint complains of nothing; a complaint is about something, so that
        without an aspect above the cut it is about its likeliest one.
        """
        rows = [self._row.get(family or ANY_FAMILY, 0) for family in families]
        heads = self._heads[rows]
        found = np.take_along_axis(scores, np.maximum(heads, 0), axis=1)
        score: Floats = np.where(heads == _ABSENT, -np.inf, found).astype(np.float32)
        likeliest = score.argmax(axis=1)[:, None] == np.arange(len(ASPECTS))
        above: NDArray[np.bool_] = np.greater(score, self._cut)
        chosen = np.where(above.any(axis=1, keepdims=True), above, likeliest)
        return score, chosen & complaint[:, None]
