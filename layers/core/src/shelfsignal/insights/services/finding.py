"""Which product is meant, and whether the caller sees it."""

from __future__ import annotations

from dataclasses import dataclass

from shelfsignal.insights.domain.cards import Card, StoredCard
from shelfsignal.insights.domain.ports import CardStore
from shelfsignal.kernel.errors import Conflict, NotFound
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, product_id


class ProductNotFound(NotFound):
    """No such product in the organisation, or no insight of it yet."""

    code = "product_not_found"

    def __init__(self, product: str) -> None:
        super().__init__(f"There is no product {product}.", product=product)


class AmbiguousProduct(Conflict):
    """A bare ASIN that is sold in more than one marketplace."""

    code = "ambiguous_product"

    def __init__(self, asin: str, choices: list[ProductId]) -> None:
        super().__init__(f"{asin} is sold in {len(choices)} marketplaces.", choices=choices)


@dataclass(frozen=True, slots=True)
class Finder:
    """Looks products up for a caller who sees `brands` only; None: all of them."""

    cards: CardStore
    brands: frozenset[str] | None

    def find(self, org: OrgId, product: str) -> StoredCard:
        """Raises: ProductNotFound, AmbiguousProduct."""
        found = self._pick(product, self._seen(org, _candidates(product)))
        if isinstance(found, StoredCard):
            return found
        raise found

    def find_all(
        self, org: OrgId, products: list[str]
    ) -> list[Card | ProductNotFound | AmbiguousProduct]:
        """In the order asked for, all with one look at the store."""
        wanted = dict.fromkeys(each for product in products for each in _candidates(product))
        seen = self._seen(org, list(wanted))
        picked = (self._pick(product, seen) for product in products)
        return [one.card if isinstance(one, StoredCard) else one for one in picked]

    def sees(self, brand: str) -> bool:
        return self.brands is None or brand in self.brands

    def _seen(self, org: OrgId, wanted: list[ProductId]) -> dict[ProductId, StoredCard]:
        stored = self.cards.stored(org, wanted)
        return {product: each for product, each in stored.items() if self.sees(each.card.brand)}

    def _pick(
        self, product: str, seen: dict[ProductId, StoredCard]
    ) -> StoredCard | ProductNotFound | AmbiguousProduct:
        choices = [each for each in _candidates(product) if each in seen]
        if not choices:
            return ProductNotFound(product)
        if len(choices) > 1:
            return AmbiguousProduct(product, sorted(choices))
        return seen[choices[0]]


def _candidates(product: str) -> list[ProductId]:
    """A product id stands for itself, a bare ASIN for one in each marketplace."""
    name = product.upper()
    if any(name.startswith(f"{each}-") for each in Marketplace):
        return [ProductId(name)]
    return [product_id(each, Asin(name)) for each in Marketplace]
