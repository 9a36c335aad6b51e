"""Which reviews a topic is counted over: a product's, its family's, its browse node's."""

from functools import lru_cache

from mock_amazon.customer_feedback.models import Read, read_all
from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.identifiers import BrowseNode, node_of
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.sellers import Marketplace
from mock_amazon.dataset.timeline import DAY_S

YEAR_DAYS = 365
_EXAMINED, _SAMPLED = 4_000, 24


class Shelves:
    """Reads reviews, and remembers what it read; a browse node stands for a sample of products."""

    def __init__(self, catalogue: Catalogue, bookcase: Bookcase) -> None:
        self._catalogue, self._bookcase = catalogue, bookcase
        self.of_listing = lru_cache(2048)(self._of_listing)
        self.of_node = lru_cache(64)(self._of_node)

    def of_family(self, listing: Listing, until: int) -> list[Read]:
        """The reviews of all variations together."""
        family = self._catalogue.family(listing)
        return [one for member in family for one in self.of_listing(member, until)]

    def _of_listing(self, listing: Listing, until: int) -> list[Read]:
        """The reviews of the year before day `until`, newest first."""
        plans = self._bookcase.plans(listing, until)
        recent = (plan for plan in plans if plan.at >= (until - YEAR_DAYS) * DAY_S)
        return read_all(recent, self._bookcase.seed, until)

    def _of_node(self, node: BrowseNode, place: Marketplace, until: int) -> tuple[list[Read], ...]:
        """The reviews of each sampled product of the node."""
        found: list[list[Read]] = []
        for index in range(min(_EXAMINED, self._catalogue.shelf.products)):
            block = self._catalogue.shelf.place(index).block
            if self._catalogue.shelf.owner(block)[1] is not place:
                continue
            listing = self._catalogue.listing(index)
            own = node_of(listing)
            if node in (own, own.parent):
                found.append(self.of_listing(listing, until))
            if len(found) == _SAMPLED:
                break
        return tuple(found)
