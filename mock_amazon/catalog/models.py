"""What a catalog search asks for, and what it finds."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from mock_amazon.dataset import Catalogue
from mock_amazon.dataset.identifiers import index_of_ean, index_of_sku, node_of, sku_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.sellers import Marketplace

REACHABLE = 1000
LARGEST_PAGE, USUAL_PAGE, MOST_IDENTIFIERS = 20, 10, 20
DATA_SETS = (
    "summaries", "attributes", "classifications", "dimensions", "identifiers", "images",
    "productTypes", "relationships", "salesRanks", "vendorDetails",
)  # fmt: skip
IDENTIFIER_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
_EXAMINED = 20_000
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Search:
    """A search of a marketplace: by words, narrowed by brands and browse nodes, or by ids."""

    marketplace: Marketplace
    words: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    identifier_type: str = ""
    seller_id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Listings, most fitting first (at most the reachable ones), and how many there are in all."""

    total: int
    listings: tuple[Listing, ...]

    def brands(self) -> list[tuple[str, int]]:
        """Brands with their numbers, most frequent first."""
        return Counter(one.brand for one in self.listings).most_common(10)

    def nodes(self) -> list[tuple[str, str, int]]:
        """Name, id and number of the browse nodes, most frequent first."""
        nodes = Counter(node_of(one) for one in self.listings)
        return [(node.name, node.node_id, count) for node, count in nodes.most_common(10)]


class Searcher:
    """Searches the catalogue, and remembers what it found for the pages that follow."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._found: OrderedDict[Search, Found] = OrderedDict()

    def find(self, search: Search) -> Found:
        """What the search finds; it looks at no more than the first 20,000 listings."""
        found = self._found.pop(search, None)
        if found is None:
            found = self._by_identifiers(search) if search.identifiers else self._by_words(search)
        self._found[search] = found
        while len(self._found) > _REMEMBERED:
            self._found.popitem(last=False)
        return found

    def _by_identifiers(self, search: Search) -> Found:
        found = (self._identified(search, text) for text in search.identifiers)
        listings = tuple(dict.fromkeys(one for one in found if one is not None))
        return Found(len(listings), listings)

    def _identified(self, search: Search, text: str) -> Listing | None:
        if search.identifier_type == "ASIN":
            return self._catalogue.on_sale(text, search.marketplace)
        if search.identifier_type == "EAN":
            one = self._catalogue.at(index_of_ean(text))
            return one if one and one.marketplace is search.marketplace else None
        if search.identifier_type != "SKU":
            return None
        one = self._catalogue.at(index_of_sku(text))
        known = one is not None and sku_of(one) == text
        if one is None or not known or one.marketplace is not search.marketplace:
            return None
        return one if one.seller.seller_id == search.seller_id else None

    def _by_words(self, search: Search) -> Found:
        scored = [
            (score, one) for one in self._candidates(search) if (score := _score(one, search))
        ]
        scored.sort(key=lambda pair: -pair[0])
        return Found(len(scored), tuple(one for _, one in scored[:REACHABLE]))

    def _candidates(self, search: Search) -> Iterator[Listing]:
        for index in range(min(_EXAMINED, self._catalogue.shelf.products)):
            block = self._catalogue.shelf.place(index).block
            if self._catalogue.shelf.owner(block)[1] is search.marketplace:
                yield self._catalogue.listing(index)


def _score(listing: Listing, search: Search) -> int:
    """How many of the words the listing has; 0 when it is filtered out."""
    if search.brands and listing.brand not in search.brands:
        return 0
    if search.nodes:
        node = node_of(listing)
        named = {node.node_id, node.parent.node_id if node.parent else ""}
        if named.isdisjoint(search.nodes):
            return 0
    text = f"{listing.title} {listing.department.category}".lower()
    return sum(word in text for word in search.words)
