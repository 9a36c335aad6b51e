"""What to offer while somebody types: products, brands and categories that are called so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shelfsignal.insights.domain.names import (
    MIN_TYPED,
    NamedProduct,
    NamedSubject,
    SubjectNames,
    Suggestions,
    fitting,
    typed,
)
from shelfsignal.insights.domain.ports import CardStore, RollupStore
from shelfsignal.kernel.errors import InvalidInput
from shelfsignal.kernel.ids import OrgId, ProductId

MAX_READ: Final = 200
"""Entries looked at: a product may have several, and a caller may not see its brand."""


@dataclass(frozen=True, slots=True)
class Suggesting:
    """brands: the only ones the caller sees, None for all."""

    cards: CardStore
    rollups: RollupStore
    brands: frozenset[str] | None

    def fitting(self, org: OrgId, text: str, limit: int) -> Suggestions:
        """At most `limit` of each. Raises: InvalidInput for fewer than two letters."""
        words = typed(text)
        if len(words) < MIN_TYPED:
            raise InvalidInput(f"Type at least {MIN_TYPED} letters or digits.", field="q")
        names = self._names(org)
        return Suggestions(
            self._products(org, words, limit),
            fitting(names.brands, words, limit),
            fitting(names.categories, words, limit),
        )

    def _products(self, org: OrgId, words: str, limit: int) -> tuple[NamedProduct, ...]:
        found: dict[ProductId, NamedProduct] = {}
        few = 4 * limit if self.brands is None else MAX_READ
        for named in self.cards.named(org, words, min(few, MAX_READ)):
            if self.brands is None or named.brand in self.brands:
                found.setdefault(named.product_id, named)
        return tuple(list(found.values())[:limit])

    def _names(self, org: OrgId) -> SubjectNames:
        """Categories are counted from the map for who sees some brands: others' are not told."""
        if self.brands is None:
            return self.rollups.names(org)
        made = self.rollups.get_map(org)
        cells = made.of_brands(self.brands).cells if made else ()
        return SubjectNames(
            _counted([(cell.brand, cell.products) for cell in cells]),
            _counted([(cell.category, cell.products) for cell in cells]),
        )


def _counted(parts: Sequence[tuple[str, int]]) -> tuple[NamedSubject, ...]:
    total: dict[str, int] = {}
    for name, products in parts:
        total[name] = total.get(name, 0) + products
    return tuple(NamedSubject(name, total[name]) for name in sorted(total))
