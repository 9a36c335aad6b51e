"""From a review's words to weighted features, the same way in training and at run time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shelfsignal.insights.adapters.local_engine.features import (
    MARK,
    SHOUT,
    UNKNOWN,
    Ints,
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
    """Every feature occurrence of a batch: its key and its text."""

    key: Ints
    text: Ints


def known_facts(family: str | None, issues: Iterable[str], order: Sequence[str]) -> list[int]:
    """What is known of a text besides its words: its family, its named issues, and their pairs.

    order is the model's list of issues; one that it was not trained with is left out.
    """
    named = [order.index(issue) for issue in issues if issue in order]
    facts = [len(FAMILIES) + issue for issue in named]
    if family in FAMILIES:
        place = FAMILIES.index(family)
        in_family = len(FAMILIES) + len(order) * (place + 1)
        facts += [place, *(in_family + issue for issue in named)]
    return facts


def number_of_facts(order: Sequence[str]) -> int:
    """How many different numbers `known_facts` can give."""
    return len(FAMILIES) + len(order) * (1 + len(FAMILIES))


def occurrences(
    sequences: list[list[int]], facts: Sequence[Sequence[int]], negators: NDArray[np.bool_]
) -> Occurrences:
    """Features of the texts: their words, and what `known_facts` says of each."""
    batch = batch_tokens(sequences)
    key, position = feature_keys(batch, negators)
    fact_text = np.array([at for at, known in enumerate(facts) for _ in known], dtype=np.int64)
    fact_key = np.array([given_key(fact) for known in facts for fact in known], dtype=np.int64)
    return Occurrences(
        np.concatenate([key, fact_key]), np.concatenate([batch.text[position], fact_text])
    )
