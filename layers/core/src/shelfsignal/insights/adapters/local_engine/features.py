"""Turns a batch of token-id sequences into sparse document features with a few numpy calls.

Features: words, words under negation, words near the end of the review (where people conclude) and
word pairs. Each is one int64 key, so a batch of reviews is looked up in one binary search; nothing
here loops over reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

UNKNOWN: Final = 0
MARK: Final = 1
SHOUT: Final = 2
FIRST_WORD: Final = 3
"""Token ids: a word the model has not seen, a punctuation mark, one with ! or ?, then the words."""

NEGATION_REACH: Final = 4
ENDING: Final = 12

_WORD, _NEGATED, _ENDING, _PAIR, _GIVEN = range(5)
_KIND_SHIFT: Final = 48
_PAIR_SHIFT: Final = 20


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Token ids of all texts of a batch one after another; each text ends with a MARK.

    text is the index of the text each token belongs to; length the number of tokens a text.
    """

    ids: Ints
    text: Ints
    length: Ints


def batch_tokens(sequences: list[list[int]]) -> TokenBatch:
    """One batch of the given id sequences; a MARK is added to each."""
    length = np.fromiter((len(s) + 1 for s in sequences), np.int64, len(sequences))
    flat = [token for sequence in sequences for token in (*sequence, MARK)]
    ids = np.array(flat, dtype=np.int64)
    return TokenBatch(ids, np.repeat(np.arange(len(sequences)), length), length)


def given_key(number: int) -> int:
    """The key of a feature that is not a word of the text (the product's family, say)."""
    return (_GIVEN << _KIND_SHIFT) | number


def feature_keys(batch: TokenBatch, negators: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """(key, position in the batch) of every feature occurrence; position tells text and sentence.

    negators says for each token id whether the word negates what follows.
    """
    ids = batch.ids
    at = np.arange(len(ids))
    is_word = ids >= FIRST_WORD
    words = at[is_word | (ids == SHOUT)]
    negated = at[is_word & _under_negation(batch, negators)]
    ending = at[is_word & (_tokens_left(batch) <= ENDING)]
    first = at[:-1][_makes_pair(batch)]
    pairs = (_PAIR << _KIND_SHIFT) | (_marked(ids[first]) << _PAIR_SHIFT) | _marked(ids[first + 1])
    keys = np.concatenate(
        [
            (_WORD << _KIND_SHIFT) | ids[words],
            (_NEGATED << _KIND_SHIFT) | ids[negated],
            (_ENDING << _KIND_SHIFT) | ids[ending],
            pairs,
        ]
    )
    return keys, np.concatenate([words, negated, ending, first])


def _marked(ids: Ints) -> Ints:
    """All punctuation alike, as a neighbour of a word."""
    return np.where(ids == SHOUT, MARK, ids)


def _makes_pair(batch: TokenBatch) -> NDArray[np.bool_]:
    """Neighbours in one text, both known, not two marks."""
    left, right = batch.ids[:-1], batch.ids[1:]
    known = (left != UNKNOWN) & (right != UNKNOWN)
    one_is_word = (left >= FIRST_WORD) | (right >= FIRST_WORD)
    result: NDArray[np.bool_] = known & one_is_word & (batch.text[:-1] == batch.text[1:])
    return result


def _under_negation(batch: TokenBatch, negators: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """At most NEGATION_REACH tokens after a negator, no mark between."""
    at = np.arange(len(batch.ids))
    last_negator = _last_before(at, negators[batch.ids])
    last_mark = _last_before(at, (batch.ids == MARK) | (batch.ids == SHOUT))
    reached = (last_negator > last_mark) & (at - last_negator <= NEGATION_REACH)
    result: NDArray[np.bool_] = reached & (last_negator >= 0)
    return result


def _last_before(at: Ints, is_there: NDArray[np.bool_]) -> Ints:
    """Position of the last true entry strictly before each position; -1 where there is none."""
    latest = np.maximum.accumulate(np.where(is_there, at, -1))
    return np.concatenate([np.array([-1]), latest[:-1]])


def _tokens_left(batch: TokenBatch) -> Ints:
    """Tokens from each token to the end of its text, the closing mark not counted."""
    ends = np.cumsum(batch.length)
    left: Ints = ends[batch.text] - 1 - np.arange(len(batch.ids))
    return left


@dataclass(frozen=True, slots=True)
class SparseTexts:
    """Weighted features of texts, sorted by text: row, column and value of each non-zero."""

    row: Ints
    column: Ints
    value: Floats
    count: int


def weigh(rows: Ints, columns: Ints, idf: Floats, count: int) -> SparseTexts:
    """Sublinear tf-idf with unit length a text; rows and columns list occurrences, in any order."""
    width = len(idf)
    cells, times = np.unique(rows * width + columns, return_counts=True)
    row, column = cells // width, cells % width
    value = (1.0 + np.log(times)) * idf[column]
    length = np.sqrt(np.bincount(row, weights=value * value, minlength=count))
    return SparseTexts(row, column, (value / length[row]).astype(np.float32), count)
