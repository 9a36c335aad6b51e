"""Builds pages before they are asked for, so that a client is held up by its rate and not by us."""

import asyncio
from collections import deque

from mock_amazon.feed.models import LARGEST_PAGE, FeedPage
from mock_amazon.feed.rendering import built
from mock_amazon.world import World

_FIRST_PAGES = 60
_WAITING = 64


class Prefetcher:
    """Works off a short list of pages, one at a time; the newest wish first."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._wishes: deque[FeedPage] = deque(maxlen=_WAITING)
        self._wake = asyncio.Event()

    def wish(self, page: FeedPage) -> None:
        """The page is likely to be asked for soon."""
        self._wishes.append(page)
        self._wake.set()

    async def run(self) -> None:
        """Builds until cancelled, beginning with the first pages of every seller's marketplaces."""
        for page in self._first_pages():
            self._wishes.appendleft(page)
        while True:
            while self._wishes:
                await built(self._world, self._wishes.pop())
            self._wake.clear()
            await self._wake.wait()

    def _first_pages(self) -> list[FeedPage]:
        world, day = self._world, self._world.clock.day()
        pages = []
        for seller in world.catalogue.sellers:
            for place in seller.marketplaces:
                scope = (seller.seller_id, place)
                for offset in range(0, world.catalogue.shelf.count(scope), LARGEST_PAGE):
                    page = FeedPage(
                        seller.seller_id, place.value, (scope,), offset, LARGEST_PAGE, day
                    )
                    pages.append(page)
        pages.sort(key=lambda page: page.offset)
        return pages[:_FIRST_PAGES]
