"""The measures of the analysis benchmark, written out so that they owe nothing to any engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Label = TypeVar("Label", bound=Hashable)


def accuracy(truth: Sequence[Hashable], guess: Sequence[Hashable]) -> float:
    return sum(t == g for t, g in zip(truth, guess, strict=True)) / max(1, len(truth))


def f1_by_class(truth: Sequence[Label], guess: Sequence[Label]) -> dict[Label, float]:
    """F1 of every class that stands in the truth."""
    pairs = Counter(zip(truth, guess, strict=True))
    in_truth, in_guess = Counter(truth), Counter(guess)
    return {
        label: 2 * pairs[label, label] / (in_truth[label] + in_guess[label])
        for label in sorted(in_truth, key=str)
    }


def macro_f1(truth: Sequence[Label], guess: Sequence[Label]) -> float:
    scores = f1_by_class(truth, guess)
    return sum(scores.values()) / max(1, len(scores))


def micro_f1(truth: Iterable[set[str]], guess: Iterable[set[str]]) -> float:
    """F1 over all (row, label) pairs."""
    hits = claimed = real = 0
    for wanted, given in zip(truth, guess, strict=True):
        hits += len(wanted & given)
        claimed += len(given)
        real += len(wanted)
    return 2 * hits / max(1, claimed + real)


def group_rows(keys: Sequence[str], at_least: int) -> list[list[int]]:
    """Row numbers of each key that has enough rows."""
    rows: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        rows[key].append(at)
    return [found for found in rows.values() if len(found) >= at_least]


LEAST_COMPLAINTS = 5
"""Reviews with an aspect complained of that a product needs for its top issue to be scored."""


def top_is_right(
    keys: Sequence[str], truth: Sequence[set[str]], guess: Sequence[Mapping[str, float]]
) -> list[bool]:
    """For each product with enough complaints: is what is most complained of named as such?

    keys are the rows' products; guess gives each label's confidence, which is what the label counts
    in its product's sum. Where people's labels tie, each of the tied is right; a tie in the guess
    goes to the first in the alphabet.
    """
    right = []
    for group in group_rows(keys, LEAST_COMPLAINTS):
        wanted = Counter(label for at in group for label in truth[at])
        if sum(bool(truth[at]) for at in group) < LEAST_COMPLAINTS:
            continue
        named = _heaviest([guess[at] for at in group])
        right.append(named is not None and wanted[named] == max(wanted.values()))
    return right


def _heaviest(guess: Iterable[Mapping[str, float]]) -> str | None:
    sums: dict[str, float] = defaultdict(float)
    for labels in guess:
        for label, weight in labels.items():
            sums[label] += weight
    return min(sums, key=lambda label: (-sums[label], label)) if sums else None


def calibration_error(
    confidence: Sequence[float], is_right: Sequence[bool], bins: int = 10
) -> float:
    """Expected calibration error: mean gap between confidence and accuracy, weighted by rows."""
    by_bin: dict[int, list[int]] = defaultdict(list)
    for at, value in enumerate(confidence):
        by_bin[min(bins - 1, int(value * bins))].append(at)
    gaps = (abs(sum(confidence[at] - is_right[at] for at in rows)) for rows in by_bin.values())
    return sum(gaps) / max(1, len(confidence))
