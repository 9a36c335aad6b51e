"""Which listing belongs to which seller and marketplace, in an order that never changes.

Listings come in blocks of up to twelve: one seller, one marketplace. Some British and German blocks
sell the same ASINs as an American block of the same seller.
"""

from bisect import bisect_right
from itertools import accumulate

from mock_amazon.dataset.listing import Place
from mock_amazon.dataset.sellers import Marketplace, Seller

Scope = tuple[str, Marketplace]
_BLOCK = 12
_ROUNDS = 12


class Shelf:
    """Arithmetic over blocks; holds one small list per (seller, marketplace)."""

    def __init__(self, sellers: tuple[Seller, ...], products: int) -> None:
        self.products = products
        self.block_size = max(1, min(_BLOCK, products // (3 * len(sellers))))
        self._pattern = [(s, s.shares[n % len(s.shares)]) for n in range(_ROUNDS) for s in sellers]
        self._blocks: dict[Scope, list[int]] = {}
        self._ends: dict[Scope, list[int]] = {}
        self._source: dict[int, int] = {}
        self._copies: dict[int, list[int]] = {}
        for block in range(-(-products // self.block_size)):
            seller, place = self.owner(block)
            self._blocks.setdefault((seller.seller_id, place), []).append(block)
        for scope, blocks in self._blocks.items():
            self._ends[scope] = list(accumulate(map(self._length, blocks)))
        self._pair_blocks(sellers)

    def owner(self, block: int) -> tuple[Seller, Marketplace]:
        """Whose block it is, and where it sells."""
        return self._pattern[block % len(self._pattern)]

    def count(self, scope: Scope) -> int:
        """How many listings the seller has on that marketplace."""
        ends = self._ends.get(scope)
        return ends[-1] if ends else 0

    def index_at(self, scope: Scope, position: int) -> int:
        """The listing index at a position of the scope (0 <= position < count)."""
        ends = self._ends[scope]
        turn = bisect_right(ends, position)
        before = ends[turn - 1] if turn else 0
        return self._blocks[scope][turn] * self.block_size + position - before

    def place(self, index: int) -> Place:
        """Block and position of a listing index."""
        return Place(*divmod(index, self.block_size))

    def catalogue_number(self, index: int) -> int:
        """The number behind the ASIN: shared by listings of one product on several marketplaces."""
        block, offset = self.place(index)
        return self._source.get(block, block) * self.block_size + offset

    def indexes_of(self, number: int) -> list[int]:
        """Every listing index that sells this catalogue number."""
        block, offset = self.place(number)
        if block in self._source:
            return []
        blocks = [block, *self._copies.get(block, [])]
        found = (other * self.block_size + offset for other in blocks)
        return [index for index in found if index < self.products]

    def _length(self, block: int) -> int:
        return min(self.block_size, self.products - block * self.block_size)

    def _pair_blocks(self, sellers: tuple[Seller, ...]) -> None:
        for seller in sellers:
            home = self._blocks.get((seller.seller_id, Marketplace.US), [])
            for place in (Marketplace.UK, Marketplace.DE):
                abroad = self._blocks.get((seller.seller_id, place), [])
                for source, copy in list(zip(home, abroad, strict=False))[::3]:
                    if self._length(source) == self._length(copy):
                        self._source[copy] = source
                        self._copies.setdefault(source, []).append(copy)
