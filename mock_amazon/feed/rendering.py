"""Pages from the cache, or built in a thread: one at a time, and each only once."""

import asyncio

from mock_amazon.feed.models import FeedPage, ReviewsPage
from mock_amazon.feed.pages import PageBody
from mock_amazon.feed.responses import FeedBuilder
from mock_amazon.world import World


async def built(world: World, page: FeedPage | ReviewsPage) -> PageBody:
    """The page without its tokens."""
    version = (page, world.plants.version)
    body = world.pages.get(version)
    if body is None:
        async with world.building:
            body = world.pages.get(version)
            if body is None:
                body = await asyncio.to_thread(_build, world, page)
                world.pages.put(version, body)
    return body


async def rendered(world: World, page: FeedPage | ReviewsPage) -> bytes:
    """The page with tokens issued now."""
    body = await built(world, page)
    now = world.clock.now()
    return body.render(lambda claims: world.page_tokens.issue(claims, now))


def _build(world: World, page: FeedPage | ReviewsPage) -> PageBody:
    builder = FeedBuilder(world.catalogue, world.bookcase, world.plants)
    return builder.feed_page(page) if isinstance(page, FeedPage) else builder.reviews_page(page)
