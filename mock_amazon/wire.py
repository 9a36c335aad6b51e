"""Down to the socket: lets a response cut its own connection."""

import asyncio

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TRANSPORT = "mock_amazon.transport"


class CuttableProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with the transport in reach of the application."""

    def on_message_begin(self) -> None:
        """A new request: its scope knows the connection it came on."""
        super().on_message_begin()
        scope: dict[str, object] = self.scope  # type: ignore[assignment]  # ASGI leaves room for a server's own keys
        scope[_TRANSPORT] = self.transport


class ConnectionCut(ConnectionError):
    """Stands in for a cut where there is no socket to cut (an in-process test client)."""


async def abort(scope: Scope, *, gently: bool) -> None:
    """Cuts the connection; gently lets what was written go out first.

    Raises: ConnectionCut when there is no socket.
    """
    transport = scope.get(_TRANSPORT)
    if transport is None:
        raise ConnectionCut
    if gently:
        transport.close()
    else:
        transport.abort()
    while not transport.is_closing():  # noqa: ASYNC110  # a transport tells nobody
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)  # uvicorn must hear of the loss before the application returns
