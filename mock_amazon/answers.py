"""Answers the way Amazon words them: request ids, error bodies, the rate limit where it is sent."""

from collections.abc import Mapping
from uuid import uuid4

import orjson
from starlette.responses import Response

RATE_HEADER = "x-amzn-RateLimit-Limit"
REQUEST_ID_HEADER = "x-amzn-RequestId"
_ACCESS_DENIED = "Access to requested resource is denied."


class Refusal(Exception):
    """A request that is answered with an error; carries all of the error."""

    def __init__(self, status: int, code: str, message: str, details: str = "") -> None:
        super().__init__(f"{status} {code}: {message} {details}".rstrip())
        self.status, self.code, self.message, self.details = status, code, message, details


def answer(
    body: bytes,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """A response with a request id of its own."""
    named = {REQUEST_ID_HEADER: str(uuid4()), **(headers or {})}
    return Response(body, status, named, media_type)


def json_answer(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A response with this value as JSON."""
    return answer(orjson.dumps(value), status, headers)


def refused(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Response:
    """The refusal in Amazon's error body."""
    error = {"code": refusal.code, "message": refusal.message, "details": refusal.details}
    return json_answer({"errors": [error]}, refusal.status, headers)


def unauthorized(details: str) -> Refusal:
    """403: token missing, malformed, revoked or expired, role missing, or a path nobody knows."""
    return Refusal(403, "Unauthorized", _ACCESS_DENIED, details)


def invalid_input(message: str, details: str = "") -> Refusal:
    """400: a parameter is wrong."""
    return Refusal(400, "InvalidInput", message, details)


def throttled() -> Refusal:
    """429: the token bucket is empty."""
    return Refusal(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")


def rate_header(rate: float) -> dict[str, str]:
    """The header that tells the permitted rate; Amazon sends it on 20x, 400 and 404 only."""
    return {RATE_HEADER: str(float(rate))}
