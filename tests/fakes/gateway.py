"""API Gateway before the apps, in process: enough of it to find a route and make its event."""

import re
from collections.abc import Iterable
from typing import Any, Final

from chalice.app import Chalice
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PREFIX: Final = "/api"
_METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def gateway(app: Chalice) -> Starlette:
    """An ASGI app with the stage's path before every route."""
    table = [(_pattern(path), path, set(methods)) for path, methods in app.routes.items()]

    async def serve(request: Request) -> Response:
        path = request.scope["path"].removeprefix(PREFIX)
        for pattern, resource, methods in table:
            match = pattern.fullmatch(path)
            if match and request.method in methods:
                event = await _event(request, resource, match.groupdict())
                return _response(app(event, None))
        return _nothing_here()

    # A path may hold a line break, which the router takes for the end.
    return Starlette(
        routes=[Route("/{path:path}", serve, methods=_METHODS)],
        exception_handlers={404: lambda _request, _error: _nothing_here()},
    )


def _pattern(path: str) -> re.Pattern[str]:
    """Placeholders match one part; those without any go first by being whole."""
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


async def _event(request: Request, resource: str, parameters: dict[str, str]) -> dict[str, Any]:
    query = request.query_params
    body = (await request.body()).decode("utf-8", "surrogateescape")
    return {
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": request.method,
            "requestId": "in-process",
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "headers": dict(request.headers),
        "multiValueQueryStringParameters": _lists(query.multi_items()),
        "pathParameters": parameters,
        "body": body,
        "isBase64Encoded": False,
    }


def _lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]] | None:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found or None


def _response(answer: dict[str, Any]) -> Response:
    response = Response(answer["body"], answer["statusCode"], answer["headers"])
    for name, values in answer["multiValueHeaders"].items():
        for value in values:
            response.headers.append(name, value)
    return response


def _nothing_here() -> Response:
    error = {"code": "not_found", "message": "Nothing.", "request_id": "in-process", "details": {}}
    return JSONResponse({"error": error}, 404, {"x-request-id": "in-process"})
