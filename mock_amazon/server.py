"""The application: its routes, and the process that serves them."""

import asyncio
import gc
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from mock_amazon.admin.applications import ROUTES as APPLICATIONS
from mock_amazon.admin.routes import ROUTES as ADMIN
from mock_amazon.answers import refused, unauthorized
from mock_amazon.catalog.routes import ROUTES as CATALOG
from mock_amazon.clock import iso
from mock_amazon.consent.routes import ROUTES as CONSENT
from mock_amazon.customer_feedback.routes import ROUTES as CUSTOMER_FEEDBACK
from mock_amazon.dataset.tongue import english, german
from mock_amazon.dataset.vocabulary import departments
from mock_amazon.extensions.routes import ROUTES as EXTENSIONS
from mock_amazon.feed.prefetch import Prefetcher
from mock_amazon.feed.routes import ROUTES as FEED
from mock_amazon.fees.routes import ROUTES as FEES
from mock_amazon.lwa.routes import ROUTES as LWA
from mock_amazon.options import Options
from mock_amazon.pricing.routes import ROUTES as PRICING
from mock_amazon.regions import RegionHosts
from mock_amazon.reports.routes import ROUTES as REPORTS
from mock_amazon.sellers.routes import ROUTES as SELLERS
from mock_amazon.tokens.routes import ROUTES as TOKENS
from mock_amazon.wire import CuttableProtocol
from mock_amazon.world import World

ROUTES = [
    *FEED, *EXTENSIONS, *CATALOG, *PRICING, *FEES, *CUSTOMER_FEEDBACK, *SELLERS, *REPORTS, *TOKENS,
    *LWA, *CONSENT, *ADMIN, *APPLICATIONS,
]  # fmt: skip
_KEEP_ALIVE_S = 120  # uvicorn's 5 s would cut idle connections while a client is sending


def create_app(options: Options, port: int | None = None) -> Starlette:
    """The mock as an ASGI application; it says on stdout when it serves, if told on which port."""
    world = World(options)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if port is None:
            yield
            return
        prefetcher = Prefetcher(world)
        world.wish_page = prefetcher.wish
        working = asyncio.create_task(prefetcher.run())
        sys.stdout.write(_ready_line(world, port) + "\n")
        sys.stdout.flush()
        yield
        working.cancel()

    handlers = {404: _unknown_path, 405: _unknown_path}
    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers=handlers,
        middleware=[Middleware(RegionHosts)],
    )
    app.state.world = world
    return app


def serve(options: Options) -> None:
    """Serves until told to stop; one JSON line on stdout says when and where."""
    listener = socket.create_server((options.host, options.port), backlog=512)
    warm_up()
    app = create_app(options, listener.getsockname()[1])
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        loop="uvloop",
        lifespan="on",
        log_level="error",
        access_log=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listener])


def warm_up() -> None:
    """Reads all words now, and keeps the collector from walking over them again and again."""
    for department in departments().values():
        for kind in department.types:
            english(department, kind)
            german(department, kind)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


async def _unknown_path(_: Request, __: Exception) -> Response:
    return refused(unauthorized(""))


def _ready_line(world: World, port: int) -> str:
    options = world.options
    line = {
        "ready": f"http://{options.host}:{port}",
        "port": port,
        "products": options.products,
        "sellers": [seller.seller_id for seller in world.catalogue.sellers],
        "seed": options.seed,
        "faults": options.faults,
        "now": iso(world.clock.now()),
        "anchor": iso(world.catalogue.anchor * 86_400)[:10],
    }
    return orjson.dumps(line).decode()
