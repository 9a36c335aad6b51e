"""From a review's words to weighted features, the same way in training and at run time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shelfsignal.insights.adapters.local_engine.features import (
    MARK,
    SHOUT,
    UNKNOWN,
    Ints,
    TokenBatch,
    batch_tokens,
    feature_keys,
    given_key,
)
from shelfsignal.insights.adapters.local_engine.words import TOKEN, fold

MAX_CHARS = 5_000
"""Characters of a field that are read: longer ones are noise, or have said it all before that."""

FAMILIES = ("books", "grocery", "electronics", "fashion")
"""Product families that the labelled data knows, and so the learned aspects."""

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class FoldedReview:
    """What the engine reads: offsets are those of the original fields, as far as they are read."""

    title: str
    body: str

    @classmethod
    def of(cls, title: str, body: str) -> FoldedReview:
        return cls(fold(title[:MAX_CHARS]), fold(body[:MAX_CHARS]))

    def tokens(self) -> list[str]:
        """Tokens of title and body; the title ends like a sentence."""
        body = TOKEN.findall(self.body)
        return [*TOKEN.findall(self.title), ".", *body] if self.title else body


def token_ids(tokens: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """Ids of tokens; unknown words are tried once more without stretched letters ("soooo")."""
    ids = [known.get(token, UNKNOWN) for token in tokens]
    if UNKNOWN in ids:
        for at, found in enumerate(ids):
            if found == UNKNOWN:
                ids[at] = _id_of_unusual(tokens[at], known)
    return ids


def _id_of_unusual(token: str, known: Mapping[str, int]) -> int:
    if token[0] in ".!?":
        return SHOUT if "!" in token or "?" in token else MARK
    if _STRETCHED.search(token):
        twice = _STRETCHED.sub(r"\1\1", token)
        return known.get(twice) or known.get(_STRETCHED.sub(r"\1", token), UNKNOWN)
    return UNKNOWN


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Every feature occurrence of a batch: its key, its text and its position in the batch."""

    key: Ints
    text: Ints
    position: Ints


def occurrences(
    sequences: list[list[int]], families: Sequence[str | None], negators: NDArray[np.bool_]
) -> tuple[Occurrences, TokenBatch]:
    """Features of the texts, and the family of each where the labelled data knows it."""
    batch = batch_tokens(sequences)
    key, position = feature_keys(batch, negators)
    with_family = [at for at, family in enumerate(families) if family in FAMILIES]
    family_key = [given_key(FAMILIES.index(families[at] or "")) for at in with_family]
    last = np.cumsum(batch.length) - 1
    where = np.array(with_family, dtype=np.int64)
    position = np.concatenate([position, last[where]])
    key = np.concatenate([key, np.array(family_key, dtype=np.int64)])
    return Occurrences(key, batch.text[position], position), batch
