"""Amazon's three regions, folded into one origin: `/na`, `/eu` and `/fe` stand for their hosts.

A request without such a prefix may be about any region; one with it only about its own.
"""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

REGIONS = {"NA": "North America", "EU": "Europe", "FE": "Far East"}
_PREFIXES = frozenset(f"/{region.lower()}/" for region in REGIONS)


class RegionHosts:
    """Reads the region off the path and hides it from the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            prefix = scope["path"][:4]
            if prefix in _PREFIXES:
                scope = {**scope, "root_path": prefix[:3]}
        await self._app(scope, receive, send)


def region_of(request: Request) -> str | None:
    """The region whose host was asked; None when the host stands for all of them."""
    prefix: str = request.scope.get("root_path", "")
    return prefix[1:].upper() or None
