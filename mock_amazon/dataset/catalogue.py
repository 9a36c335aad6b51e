"""Listings made on demand from their index."""

from functools import lru_cache

from mock_amazon.dataset.asins import asin_of, number_of, parent_asin_of
from mock_amazon.dataset.brands import BRANDS, Brand
from mock_amazon.dataset.chance import key, pick, stream, uniform
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.listing_titles import listing_title, variant_of
from mock_amazon.dataset.sellers import Marketplace, Seller, make_sellers
from mock_amazon.dataset.shelf import Scope, Shelf
from mock_amazon.dataset.vocabulary import Department, ProductType, departments

HISTORY_DAYS = 548
_FAMILIES = (
    (4, 3, 2, 1, 1, 1),
    (3, 3, 1, 1, 1, 1, 1, 1),
    (5, 2, 1, 1, 1, 1, 1),
    (2, 1, 1, 1, 1, 6),
)
_EMPTY_SHARE = 0.04
_CATALOGUE_CACHE = 20_000


class Catalogue:
    """The sellers and listings of one seed; `anchor` is the day number on which history ends."""

    def __init__(self, seed: int, products: int, sellers: int, anchor: int) -> None:
        self.seed = seed
        self.anchor = anchor
        self.sellers = make_sellers(seed, sellers)
        self.shelf = Shelf(self.sellers, products)
        self._salt = key(seed, "asin") % 10**12
        self.listing = lru_cache(_CATALOGUE_CACHE)(self._listing)
        self._ranks = lru_cache(1024)(self._rank_all)

    def scopes(self, seller: Seller, marketplace: Marketplace | None) -> list[Scope]:
        """The (seller, marketplace) pairs a request covers, in the order they are listed."""
        places = [marketplace] if marketplace else list(seller.marketplaces)
        return [(seller.seller_id, place) for place in places]

    def page(self, scopes: list[Scope], offset: int, limit: int) -> list[Listing]:
        """At most `limit` listings from the `offset`-th of these scopes on."""
        found: list[Listing] = []
        for scope in scopes:
            count = self.shelf.count(scope)
            positions = range(offset, min(count, offset + limit - len(found)))
            found += [self.listing(self.shelf.index_at(scope, at)) for at in positions]
            offset = max(0, offset - count)
        return found

    def count(self, scopes: list[Scope]) -> int:
        """How many listings these scopes hold."""
        return sum(self.shelf.count(scope) for scope in scopes)

    def find(self, seller: Seller, asin: str, marketplace: Marketplace | None) -> Listing | None:
        """The seller's listing of an ASIN, on the marketplace when one is named."""
        number = number_of(asin, self._salt)
        if number is None or number >= self.shelf.products:
            return None
        listings = map(self.listing, self.shelf.indexes_of(number))
        return next(
            (
                one
                for one in listings
                if one.seller is seller and marketplace in (None, one.marketplace)
            ),
            None,
        )

    def on_sale(self, asin: str, marketplace: Marketplace) -> Listing | None:
        """Whoever's listing of an ASIN on a marketplace."""
        number = number_of(asin, self._salt)
        if number is None or number >= self.shelf.products:
            return None
        listings = map(self.listing, self.shelf.indexes_of(number))
        return next((one for one in listings if one.marketplace is marketplace), None)

    def at(self, index: int | None) -> Listing | None:
        """The listing of an index, where there is one."""
        return None if index is None or index >= self.shelf.products else self.listing(index)

    def family(self, listing: Listing) -> list[Listing]:
        """Every variation of the listing's parent on its marketplace, itself among them."""
        lead = listing.index if listing.lead is None else listing.lead
        family = [self.listing(lead)]
        while listing.parent_asin and (other := self.at(lead + len(family))):
            if other.lead != lead:
                break
            family.append(other)
        return family

    def _listing(self, index: int) -> Listing:
        number = self.shelf.catalogue_number(index)
        block, offset = self.shelf.place(number)
        family, variant, size = self._family(block, offset)
        seller, place = self.shelf.owner(self.shelf.place(index).block)
        brand = self._brand(seller, family)
        department, kind = _kind(self.seed, brand, family)
        price = self._price(kind, family, variant, place)
        return Listing(
            index=index,
            seller=seller,
            marketplace=place,
            asin=asin_of(number, self._salt),
            parent_asin=parent_asin_of(family, self._salt) if size > 1 else None,
            lead=index - variant if variant else None,
            brand=brand.name,
            department=department,
            kind=kind,
            title=listing_title(brand.name, kind, place, (self.seed, family, variant)),
            colour=variant_of(kind, (self.seed, family, variant)).lower(),
            list_price_minor=price,
            quality=uniform(self.seed, "quality", family) * 0.75
            + uniform(self.seed, "quality", index, "own") * 0.25,
            weaknesses=_weaknesses(self.seed, family, kind),
            written=self._written(index),
            launched=self._launched(family),
        )

    def _family(self, block: int, offset: int) -> tuple[int, int, int]:
        """Family number, variant number within it, family size."""
        start = 0
        for turn, size in enumerate(pick(_FAMILIES, self.seed, "families", block)):
            kept = min(size, self.shelf.block_size - start)
            if offset < start + kept:
                return block * 12 + turn, offset - start, kept
            start += kept
        return block * 12 + offset, 0, 1

    def _brand(self, seller: Seller, family: int) -> Brand:
        number = self.sellers.index(seller)
        share = BRANDS[number % 4 :: 4] if len(self.sellers) > 1 else BRANDS
        return pick(share, self.seed, "brand", family)

    def _price(self, kind: ProductType, family: int, variant: int, place: Marketplace) -> int:
        low, high = kind.price
        level = low + (high - low) * uniform(self.seed, "price", family) ** 1.6
        level *= {"US": 1.0, "UK": 0.86, "DE": 0.97}[place.value]
        ending = pick((99, 99, 99, 49, 95, 90), self.seed, "ending", family)
        return int(level + variant * pick((0, 0, 1, 2), self.seed, "step", family)) * 100 + ending

    def _written(self, index: int) -> int:
        """Reviews by the anchor day: 30 on average, above 25 for fewer than a quarter."""
        block, offset = self.shelf.place(index)
        rank = self._ranks(block)[offset]
        draw = uniform(self.seed, "written", index)
        heavy = rank < 2 or (rank == 2 and uniform(self.seed, "third", block) < 0.6)
        if heavy:
            tail = stream(self.seed, "tail", index).expovariate(1 / 62)
            return 26 + min(int(tail), 600)
        return 0 if draw < _EMPTY_SHARE else 1 + int(24.9 * ((draw - 0.04) / 0.96) ** 0.8)

    def _rank_all(self, block: int) -> tuple[int, ...]:
        """The positions of a block, shuffled: the first two or three get most of the reviews."""
        ranks = list(range(self.shelf.block_size))
        stream(self.seed, "ranks", block).shuffle(ranks)
        return tuple(ranks)

    def _launched(self, family: int) -> int:
        draw = uniform(self.seed, "launched", family)
        start = self.anchor - HISTORY_DAYS
        return start if draw < 0.7 else start + int((draw - 0.7) / 0.3 * 430)


def _kind(seed: int, brand: Brand, family: int) -> tuple[Department, ProductType]:
    known = [name for name in brand.departments if name in departments()] or list(departments())
    department = departments()[pick(known, seed, "department", family)]
    return department, pick(department.types, seed, "type", family)


def _weaknesses(seed: int, family: int, kind: ProductType) -> tuple[tuple[str, float], ...]:
    """Three to five issues this product tends to have, heaviest first."""
    scored = []
    for issue, weight in kind.issues.items():
        scored.append((issue, weight * (0.05 + uniform(seed, "weak", family, issue) ** 2)))
    scored.sort(key=lambda pair: -pair[1])
    return tuple(scored[: 3 + key(seed, "weak count", family) % 3])
