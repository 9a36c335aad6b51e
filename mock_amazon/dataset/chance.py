"""Seeded chance: numbers that depend on what they are asked for, never on the order of asking."""

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")
_SPAN = float(2**64)


def key(*parts: object) -> int:
    """A 64-bit number for these parts; the same on every machine and in every process."""
    text = "|".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def identifiers(*parts: object) -> tuple[str, str]:
    """Two ids of thirteen letters and digits for these parts, shaped as Amazon's review ids are."""
    digits = blake2b("|".join(map(str, parts)).encode(), digest_size=13).hexdigest().upper()
    return digits[:13], digits[13:]


def uniform(*parts: object) -> float:
    """A number in [0, 1) for these parts."""
    return key(*parts) / _SPAN


def pick(options: Sequence[T], *parts: object) -> T:
    """One of the options, chosen by these parts."""
    return options[key(*parts) % len(options)]


def stream(*parts: object) -> Random:
    """A generator of its own for these parts."""
    return Random(key(*parts))


def weighted(weights: Sequence[tuple[T, float]], draw: float) -> T:
    """The option under `draw` (in [0, 1)) when the weights are laid end to end.

    >>> weighted([("a", 1.0), ("b", 3.0)], 0.5)
    'b'
    """
    mark = draw * sum(weight for _, weight in weights)
    for option, weight in weights:
        mark -= weight
        if mark < 0:
            return option
    return weights[-1][0]


def poisson(rate: float, generator: Random) -> int:
    """How many events fall in a period in which `rate` (below ~500) are expected. Source: Knuth."""
    limit, product, count = 2.718281828459045**-rate, generator.random(), 0
    while product > limit:
        product *= generator.random()
        count += 1
    return count
