"""The trained arrays: how they are stored in one .npz (no pickle) and applied to a batch.

The training script writes with `Weights.save`, the engine reads with `Weights.load`, so the layout
of the file is known to this module alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from shelfsignal.insights.adapters.local_engine.features import (
    FIRST_WORD,
    MARK,
    SHOUT,
    Floats,
    Ints,
    SparseTexts,
)
from shelfsignal.insights.adapters.local_engine.words import MARKS

ALL_HEADS: Final = slice(None)
_INT8_MAX = 127


@dataclass(frozen=True, slots=True)
class Weights:
    """A vocabulary, its features and one linear head a column of `matrix`.

    keys is sorted; matrix is (feature, head) in eight bits, scale and bias one a head: a quarter
    of the size of floats on disk and in memory, without measurable loss. about holds heads' names,
    thresholds, calibration, the version and the provenance, as JSON values.
    """

    words: tuple[str, ...]
    negators: NDArray[np.bool_]
    keys: Ints
    idf: Floats
    matrix: NDArray[np.int8]
    scale: Floats
    bias: Floats
    about: dict[str, Any]

    def token_ids(self) -> dict[str, int]:
        """Id of every known token; contractions also as tokenisers of old corpora split them."""
        ids = {word: number for number, word in enumerate(self.words, FIRST_WORD)}
        ids.update({word.replace("'", " '"): ids[word] for word in self.words if "'" in word})
        ids.update(dict.fromkeys(MARKS, MARK))
        ids.update({"!": SHOUT, "?": SHOUT})
        return ids

    def columns(self, keys: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Column of each key, and whether the model has that feature at all."""
        found = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return found, self.keys[found] == keys

    def scores(self, texts: SparseTexts, heads: slice = ALL_HEADS) -> Floats:
        """(text, head) decision values of the given heads."""
        matrix = self.matrix[:, heads]
        result = np.zeros((texts.count, matrix.shape[1]), np.float32)
        if len(texts.row):
            products = matrix[texts.column] * texts.value[:, None]
            starts = np.flatnonzero(np.diff(texts.row, prepend=-1))
            result[texts.row[starts]] = np.add.reduceat(products, starts, axis=0)
        return result * self.scale[heads] + self.bias[heads]

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            words=_bytes("\n".join(self.words)),
            negators=self.negators,
            key_steps=np.diff(self.keys, prepend=0),
            idf=self.idf.astype(np.float16),
            matrix=self.matrix.T,
            scale=self.scale,
            bias=self.bias,
            about=_bytes(json.dumps(self.about, sort_keys=True)),
        )

    @classmethod
    def load(cls, path: Path) -> Weights:
        with np.load(path, allow_pickle=False) as stored:
            return cls(
                words=tuple(stored["words"].tobytes().decode().split("\n")),
                negators=stored["negators"],
                keys=np.cumsum(stored["key_steps"]),
                idf=stored["idf"].astype(np.float32),
                matrix=np.ascontiguousarray(stored["matrix"].T),
                scale=stored["scale"],
                bias=stored["bias"],
                about=json.loads(stored["about"].tobytes()),
            )


def in_eight_bits(matrix: NDArray[np.float64]) -> tuple[NDArray[np.int8], Floats]:
    """(matrix, scale): whole numbers to -127..127, and what one of them is worth, a column."""
    if not matrix.size:
        return matrix.astype(np.int8), np.ones(matrix.shape[1], np.float32)
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / _INT8_MAX
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
