"""One origin for people and clients: the API below /api, the dashboard's files beside it.

    python -m local.web --port 4580 --home .local

API Gateway's real address has the stage in its path; locally that is the emulator's execute path,
so /api/v1/products means the same everywhere. Which API it is, is read from what was deployed.
"""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from local.dashboard import DIST, DashboardFiles
from local.jsonfile import read_json
from local.paths import Paths
from local.ports import HOST


class Anything(PathConvertor):
    """A path with line breaks in it, too: the API's to refuse, in its own envelope."""

    regex = "(?s:.*)"


register_url_convertor("anything", Anything())
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "host", "content-length"})


def make_app(paths: Paths, emulator_url: str, dashboard: Path = DIST) -> Starlette:
    """The server of one local stack; dashboard: the folder of its built files."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Let go before the emulator does: it closes what was idle for five seconds.
        limits = httpx.Limits(max_connections=64, keepalive_expiry=2)
        async with httpx.AsyncClient(
            base_url=emulator_url, timeout=60, limits=limits, trust_env=False
        ) as client:
            app.state.client = client
            yield

    async def api(request: Request) -> Response:
        deployed = read_json(paths.deployed)
        if deployed is None:
            return _problem(503, "not_ready", "The stack is being deployed. Try again shortly.")
        api_id = deployed["outputs"]["ApiId"]
        prefix = f"/restapis/{api_id}/api/_user_request_"
        return await _forward(request, prefix)

    routes = [
        Route("/healthz", _alive),
        Route("/api{path:anything}", api, methods=_METHODS),
        Mount("/", GZipMiddleware(DashboardFiles(dashboard, emulator_url))),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _alive(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _forward(request: Request, prefix: str) -> Response:
    client: httpx.AsyncClient = request.app.state.client
    headers = [pair for pair in request.headers.raw if pair[0].decode() not in _HOP_BY_HOP]
    try:
        # The raw path keeps what a client percent-encoded.
        raw_path = request.scope["raw_path"].decode("ascii").removeprefix("/api")
        query = request.scope["query_string"].decode("ascii")
        url = f"{prefix}{raw_path}" + (f"?{query}" if query else "")
        body = await request.body()
        passed_on = client.build_request(request.method, url, headers=headers, content=body)
    except (UnicodeDecodeError, httpx.InvalidURL):
        return _problem(400, "invalid_input", "The path or query is no URL.")
    # Dots in a path lead upwards, out of the API and to the emulator's own commands.
    if not passed_on.url.raw_path.startswith(f"{prefix}/".encode()):
        return _problem(404, "not_found", "There is nothing at this path.")
    try:
        answer = await client.send(passed_on)
    except httpx.LocalProtocolError:  # a header with a control character in it, for one
        return _problem(400, "invalid_input", "The request is no HTTP.")
    except httpx.HTTPError:
        return _problem(503, "not_ready", "The emulator does not answer. Try again shortly.")
    response = Response(answer.content, answer.status_code)
    for name, value in answer.headers.multi_items():
        if name not in _HOP_BY_HOP and name != "content-encoding":
            response.headers.append(name, value)
    return response


def _problem(status: int, code: str, message: str) -> JSONResponse:
    error = {"code": code, "message": message, "request_id": "none", "details": {}}
    headers = {"retry-after": "2"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JSONResponse({"error": error}, status, headers=headers)


def main() -> None:
    parser = argparse.ArgumentParser(prog="local.web")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--emulator-url", required=True)
    given = parser.parse_args()
    app = make_app(Paths(given.home), given.emulator_url)
    uvicorn.run(app, host=HOST, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
