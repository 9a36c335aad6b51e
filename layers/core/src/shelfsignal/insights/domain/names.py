"""What is typed to find a product: the beginning of its title, of a word of it, or of its ASIN.

Each is an entry of its own, sorted by what is typed, so that a few letters are answered by reading
the few entries that begin with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from shelfsignal.kernel.ids import Asin, ProductId

MIN_TYPED: Final = 2
MAX_TYPED: Final = 40
_MAX_STARTS: Final = 6
_SHORTEST_WORD: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
_PLACE: Final = re.compile(r"[a-z]{2} (?=b0)")
NAME: Final = "NAME"


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """A product as it is offered while somebody types."""

    product_id: ProductId
    title: str
    brand: str


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """A brand or a category, with how many products it has."""

    name: str
    products: int


@dataclass(frozen=True, slots=True)
class SubjectNames:
    """All of them, by name."""

    brands: tuple[NamedSubject, ...] = ()
    categories: tuple[NamedSubject, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What fits the letters typed, the likeliest first."""

    products: tuple[NamedProduct, ...]
    brands: tuple[NamedSubject, ...]
    categories: tuple[NamedSubject, ...]


def typed(text: str) -> str:
    """Words in lower case with single blanks between, as entries are sorted by.

    A product id's marketplace goes: the ASIN after it is what is looked for.

    >>> typed("  Volt: Over-Ear"), typed("US-B07X6C9RMF")
    ('volt over ear', 'b07x6c9rmf')
    """
    words = " ".join(_WORD.findall(text.casefold()))[:MAX_TYPED]
    return _PLACE.sub("", words) if _PLACE.match(words) else words


def names_of(title: str, asin: Asin) -> frozenset[str]:
    """What a product is found by.

    >>> sorted(names_of("Volt 5 Over-Ear Cups", Asin("B07X6C9RMF")))
    ['b07x6c9rmf', 'cups', 'ear cups', 'over ear cups', 'volt 5 over ear cups']
    """
    words = _WORD.findall(title.casefold())
    starts = [at for at, word in enumerate(words) if at == 0 or len(word) >= _SHORTEST_WORD]
    found = {" ".join(words[at:])[:MAX_TYPED].rstrip() for at in starts[:_MAX_STARTS]}
    return frozenset({asin.casefold(), *found} - {""})


def fitting(subjects: tuple[NamedSubject, ...], words: str, limit: int) -> tuple[NamedSubject, ...]:
    """Those with the letters in their name: at its beginning, at a word's, anywhere."""
    ranked = [
        (rank, -one.products, one.name, one)
        for one in subjects
        if (rank := _rank(typed(one.name), words)) is not None
    ]
    return tuple(item[3] for item in sorted(ranked, key=lambda item: item[:3])[:limit])


def _rank(name: str, words: str) -> int | None:
    if name.startswith(words):
        return 0
    if f" {words}" in name:
        return 1
    return 2 if words in name else None
