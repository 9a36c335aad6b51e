"""What every answer carries, Chalice's own refusals included: one error shape, the same headers."""

import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Chalice, CORSConfig, Request, Response

from shelfsignal.runtime.web.dispatch import log, request_id_of
from shelfsignal.runtime.web.errors import MethodNotAllowed, RouteNotFound, error_answer

# Credentials travel in headers that Chalice allows by itself (Authorization, X-Api-Key), so any
# origin may ask. The one cookie is for the dashboard's own origin: "*" never goes with credentials.
CORS: Final = CORSConfig(
    allow_origin="*",
    allow_headers=["Idempotency-Key", "If-None-Match", "X-Requested-With"],
    expose_headers=[
        *("ETag", "Location", "Retry-After", "X-Request-Id", "Content-Disposition"),
        "Idempotency-Replayed",
        *("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy"),
    ],
    max_age=600,
)
SECURITY_HEADERS: Final = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
_LOOKED_UP: Final = (
    "multiValueQueryStringParameters",
    "headers",
    "pathParameters",
    "body",
    "stageVariables",
)
Respond = Callable[[Request | None], Response]


def finish(app: Chalice) -> Callable[[Request | None, Respond], Response]:
    """The middleware of this app."""

    def middleware(request: Request | None, respond: Respond) -> Response:
        started = time.perf_counter()
        response = _answer(app, request, respond)
        # A page brings a content security policy of its own.
        response.headers = {
            **CORS.get_access_control_headers(),
            **SECURITY_HEADERS,
            **response.headers,
            "x-request-id": request_id_of(request),
        }
        elapsed_ms = round((time.perf_counter() - started) * 1000, 1)
        log().info(
            "request_answered", extra={"status": int(response.status_code), "ms": elapsed_ms}
        )
        return response

    return middleware


def _answer(app: Chalice, request: Request | None, respond: Respond) -> Response:
    log().clear_state()
    # Looking an unknown path up in Chalice's table would add it there.
    if request is None or request.path not in app.routes:
        return error_answer(RouteNotFound(), request_id_of(request))
    response = respond(request)
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = sorted(app.routes[request.path])
        return error_answer(MethodNotAllowed(allowed), request_id_of(request))
    return response


def completed(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The event with every key that Chalice looks up, however little its sender gave.

    The request id is the gateway's, the one its own logs show; without a gateway, Lambda's.
    """
    lambda_id = getattr(context, "aws_request_id", None) or str(uuid.uuid4())
    asked = {"requestId": lambda_id, "httpMethod": "GET", **(event.get("requestContext") or {})}
    return {**dict.fromkeys(_LOOKED_UP), **event, "requestContext": asked}
