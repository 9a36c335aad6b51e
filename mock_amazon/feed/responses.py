"""Builds the JSON of feed and reviews pages."""

from typing import Any

import orjson

from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.chance import key
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.market import market_day
from mock_amazon.dataset.reviews import review_json, shown_rating
from mock_amazon.dataset.timeline import Plan
from mock_amazon.feed.models import EMBEDDED, FeedPage, ReviewsPage
from mock_amazon.feed.pages import Claims, PageBody
from mock_amazon.plants import Plants, encoded

Json = dict[str, Any]


class FeedBuilder:
    """Turns the dataset, and what was planted in it, into pages."""

    def __init__(self, catalogue: Catalogue, bookcase: Bookcase, plants: Plants) -> None:
        self._catalogue, self._bookcase, self._plants = catalogue, bookcase, plants
        self._seed = catalogue.seed

    def feed_page(self, page: FeedPage) -> PageBody:
        """A page of products with their newest reviews."""
        scopes = list(page.scopes)
        listings = self._catalogue.page(scopes, page.offset, page.limit)
        listings = [*self._repeated(page, scopes), *listings]
        pieces, claims, start = list[bytes](), list[Claims | None](), b'{"products":['
        for number, listing in enumerate(listings):
            head, token = self._product(listing, page.day)
            pieces.append(start + (b"," if number else b"") + head + b',"reviews_token":')
            claims.append(token)
            start = b"}"
        end = page.offset + page.limit
        pieces.append(start + b'],"next_page_token":')
        more = end < self._catalogue.count(scopes)
        claims.append(
            {"op": "feed", "seller": page.seller_id, "place": page.place, "limit": page.limit,
             "offset": end, "day": page.day} if more else None
        )  # fmt: skip
        return PageBody((*pieces, b"}"), tuple(claims))

    def reviews_page(self, page: ReviewsPage) -> PageBody:
        """A page of one product's reviews."""
        listing, offset = page.listing, page.offset
        repeat = page.repeat or self._plants.repeats(listing.index)
        first = offset - 1 if repeat and offset else offset
        plans = self._bookcase.plans(listing, page.day)
        reviews, total = self._reviews(listing, plans, page.day, slice(first, offset + page.limit))
        if repeat and not offset:
            reviews = [*reviews, *reviews[:1]]
        end = offset + page.limit
        head = b'{"product_id":' + orjson.dumps(listing.asin) + b',"reviews":['
        body = head + b",".join(map(encoded, reviews)) + b'],"next_page_token":'
        claims = _reviews_claims(listing, end, page.day, page.limit) if end < total else None
        return PageBody((body, b"}"), (claims,))

    def _repeated(self, page: FeedPage, scopes: list[Any]) -> list[Listing]:
        """Products of the page before that come again: one by fault, any that were planted so."""
        before = max(0, page.offset - page.limit)
        previous = self._catalogue.page(scopes, before, page.limit) if page.offset else []
        again = [listing for listing in previous if self._plants.repeats(listing.index)]
        if page.repeat:
            again += previous[-1:] or self._catalogue.page(scopes, 0, 1)
        return again

    def _product(self, listing: Listing, day: int) -> tuple[bytes, Claims | None]:
        """The product's JSON without its closing brace, and the claims of its reviews token."""
        plans = self._bookcase.plans(listing, day)
        reviews, total = self._reviews(listing, plans, day, slice(EMBEDDED))
        fields = {
            **self._fields(listing, day),
            "average_rating": _average(plans, day),
            "review_count": total,
        }
        head = orjson.dumps(fields)[:-1] + b',"reviews":['
        body = head + b",".join(map(encoded, reviews)) + b"]"
        return body, _reviews_claims(listing, EMBEDDED, day, None) if total > EMBEDDED else None

    def _fields(self, listing: Listing, day: int) -> Json:
        market = market_day(listing, self._bookcase.events(listing), self._seed, day)
        picture = f"{key(self._seed, 'picture', listing.asin):016x}"
        return {
            "product_id": listing.asin,
            "title": listing.title,
            "price": market.price_minor / 100,
            "currency": listing.marketplace.currency,
            "category": listing.department.category,
            "brand": listing.brand,
            "marketplace": listing.marketplace.value,
            "parent_asin": listing.parent_asin,
            "image_url": f"https://images.example.com/I/{picture}._SL500_.jpg",
            "sales_rank": market.sales_rank,
        }

    def _reviews(
        self, listing: Listing, plans: list[Plan], day: int, wanted: slice
    ) -> tuple[list[Json], int]:
        """The wanted reviews of the listing, newest first, and how many there are in all."""
        if listing.index not in self._plants:
            return [review_json(plan, self._seed, day) for plan in plans[wanted]], len(plans)
        grown = [review_json(plan, self._seed, day) for plan in plans]
        planted = self._plants.applied(listing.index, grown)
        return planted[wanted], len(planted)


def _average(plans: list[Plan], day: int) -> float | None:
    if not plans:
        return None
    return round(sum(shown_rating(plan, day) for plan in plans) / len(plans), 1)


def _reviews_claims(listing: Listing, offset: int, day: int, limit: int | None) -> Claims:
    return {
        "op": "reviews", "seller": listing.seller.seller_id, "asin": listing.asin,
        "place": listing.marketplace.value, "offset": offset, "day": day, "limit": limit,
    }  # fmt: skip
