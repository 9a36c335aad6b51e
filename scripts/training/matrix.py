"""The feature matrix scikit-learn trains on, made by the very code that makes it at run time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from shelfsignal.insights.adapters.local_engine.encoder import (
    FoldedReview,
    known_facts,
    number_of_facts,
    occurrences,
    token_ids,
)
from shelfsignal.insights.adapters.local_engine.features import (
    FIRST_WORD,
    Floats,
    Ints,
    given_key,
    weigh,
)
from shelfsignal.insights.adapters.local_engine.phrases import load_phrases
from shelfsignal.insights.adapters.local_engine.sentences import named_issues, telling_sentences
from shelfsignal.insights.adapters.local_engine.weights import Weights, in_eight_bits
from shelfsignal.insights.domain.taxonomy import load_taxonomy

ISSUE_ORDER = tuple(sorted(load_taxonomy().issues))

MIN_WORD_REVIEWS = 3
MIN_FEATURE_REVIEWS = 3

_NEGATORS = frozenset(
    [
        "not",
        "no",
        "never",
        "cannot",
        "without",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "wasnt",
        "wont",
        "cant",
        "couldnt",
        "wouldnt",
        "arent",
        "werent",
        "hasnt",
        "havent",
        "nothing",
        "hardly",
        "barely",
        "nor",
        "neither",
        "nobody",
        "none",
    ]
)


@dataclass(frozen=True, slots=True)
class Text:
    """What is known of a text before reading it."""

    title: str
    body: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Vocabulary, features and their document weights; what `Weights` stores besides the heads."""

    words: tuple[str, ...]
    negators: NDArray[np.bool_]
    keys: Ints
    idf: Floats

    @classmethod
    def learn(cls, texts: Sequence[Text]) -> FeatureSpace:
        """Words and features that enough texts use."""
        words = _frequent_words(texts)
        negators = np.array([False] * FIRST_WORD + [_negates(word) for word in words])
        bare = cls(words, negators, np.empty(0, np.int64), np.empty(0, np.float32))
        found = occurrences(bare._sequences(texts), [_facts(text) for text in texts], negators)
        seen = np.unique(np.stack([found.key, found.text]), axis=1)[0]
        keys, reviews = np.unique(seen, return_counts=True)
        enough = reviews >= MIN_FEATURE_REVIEWS
        idf = 1.0 + np.log((1 + len(texts)) / (1 + reviews[enough]))
        idf[np.isin(keys[enough], _GIVEN_KEYS)] = _GIVEN_WEIGHT
        return cls(words, negators, keys[enough], idf.astype(np.float32))

    def matrix(self, texts: Sequence[Text]) -> csr_matrix:
        found = occurrences(self._sequences(texts), [_facts(text) for text in texts], self.negators)
        column, is_known = self.with_heads(np.zeros((len(self.keys), 1)), np.zeros(1), {}).columns(
            found.key
        )
        sparse = weigh(found.text[is_known], column[is_known], self.idf, len(texts))
        return csr_matrix(
            (sparse.value, (sparse.row, sparse.column)), shape=(len(texts), len(self.keys))
        )

    def with_heads(
        self, matrix: NDArray[np.float64], bias: NDArray[np.float64], about: dict[str, object]
    ) -> Weights:
        small, scale = in_eight_bits(matrix)
        return Weights(
            self.words,
            self.negators,
            self.keys,
            self.idf,
            small,
            scale,
            bias.astype(np.float32),
            about,
        )

    def _sequences(self, texts: Sequence[Text]) -> list[list[int]]:
        known = self.with_heads(np.zeros((0, 1)), np.zeros(1), {}).token_ids()
        return [token_ids(FoldedReview.of(t.title, t.body).tokens(), known) for t in texts]


_GIVEN_KEYS = [given_key(at) for at in range(number_of_facts(ISSUE_ORDER))]
_GIVEN_WEIGHT = 4.0
"""A known fact counts about as much as one telling word."""


def _facts(text: Text) -> list[int]:
    folded = FoldedReview.of(text.title, text.body)
    sentences = telling_sentences(folded, load_phrases("en"), "en")
    return known_facts(text.family, named_issues(sentences), ISSUE_ORDER)


def _frequent_words(texts: Sequence[Text]) -> tuple[str, ...]:
    reviews: Counter[str] = Counter()
    for text in texts:
        reviews.update(set(FoldedReview.of(text.title, text.body).tokens()))
    joined: Counter[str] = Counter()
    for token, count in reviews.items():
        joined[token.replace(" '", "'")] += count
    return tuple(
        sorted(
            word for word, count in joined.items() if count >= MIN_WORD_REVIEWS and _is_word(word)
        )
    )


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _negates(word: str) -> bool:
    return word in _NEGATORS or word.endswith("n't")
