"""One error shape for every failure, and the one place where errors become HTTP statuses.

``{"error": {"code", "message", "request_id", "details"}}``: code is stable and for programs,
message for people, details name the field or the choices. Nothing of ours shows in a 5xx.
"""

import math
from http import HTTPStatus
from typing import Any, Final

from chalice.app import HeadersType, Response
from pydantic import BaseModel, ConfigDict, Field

from shelfsignal.accounts.domain.errors import MissingScope, Unauthenticated, UserRequired
from shelfsignal.kernel.errors import (
    Broken,
    Conflict,
    InvalidInput,
    NotFound,
    Rejected,
    Throttled,
    Transient,
)

UNAVAILABLE: Final = "Temporarily unavailable. Try again after the time in Retry-After."
BROKEN: Final = "Something broke on our side. Quote the request id when you tell us."


class ErrorBody(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    code: str = Field(description="Stable, for programs.", examples=["not_found"])
    message: str = Field(description="For people.")
    request_id: str = Field(description="Quote it when you ask for help.")
    details: dict[str, Any] = Field(description="The field, the choices: whatever helps to fix it.")


class ErrorEnvelope(BaseModel):
    """The body of every answer that is not a success."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    error: ErrorBody


class RouteNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("There is nothing at this path.")


class MethodNotAllowed(Rejected):
    code = "method_not_allowed"

    def __init__(self, allowed: list[str]) -> None:
        super().__init__("This path does not take that method.", allowed=allowed)


class UnsupportedMediaType(Rejected):
    code = "unsupported_media_type"

    def __init__(self) -> None:
        super().__init__("Send the body as application/json.")


class PayloadTooLarge(Rejected):
    code = "payload_too_large"

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The body is over {limit_bytes} bytes.", limit_bytes=limit_bytes)


class MalformedJson(InvalidInput):
    code = "malformed_json"

    def __init__(self) -> None:
        super().__init__("The body is not valid JSON.", field="body")


class AnswerTooLarge(InvalidInput):
    """Lambda hands over 6 MB at most; a page of very long reviews can be more."""

    code = "answer_too_large"

    def __init__(self) -> None:
        super().__init__("The answer would be too large: ask for fewer items.", field="limit")


# The first class that fits counts, so subclasses stand before their bases.
STATUS_OF: Final[dict[type[Exception], HTTPStatus]] = {
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    MissingScope: HTTPStatus.FORBIDDEN,
    UserRequired: HTTPStatus.FORBIDDEN,
    Throttled: HTTPStatus.TOO_MANY_REQUESTS,
    MethodNotAllowed: HTTPStatus.METHOD_NOT_ALLOWED,
    PayloadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    InvalidInput: HTTPStatus.BAD_REQUEST,
    Rejected: HTTPStatus.BAD_REQUEST,
    Transient: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(error: type[Exception]) -> HTTPStatus:
    """The status an error of this class is answered with; 500 for whatever is not expected."""
    for known, status in STATUS_OF.items():
        if issubclass(error, known):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def code_of(error: type[Exception]) -> str:
    """The code an error of this class is answered with: nothing of ours shows in a 5xx."""
    if issubclass(error, Rejected):
        return error.code
    return Transient.code if issubclass(error, Transient) else Broken.code


def error_answer(error: Exception, request_id: str) -> Response:
    """The answer to a failed request."""
    status = status_of(type(error))
    envelope = ErrorEnvelope(error=_body(error, request_id))
    headers: HeadersType = {"content-type": "application/json", "cache-control": "no-store"}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer, ApiKey"
    if isinstance(error, MethodNotAllowed):
        headers["allow"] = ", ".join(error.details["allowed"])
    if isinstance(error, Transient | Throttled):
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after_s)))
    return Response(body=envelope.model_dump_json(), headers=headers, status_code=status)


def _body(error: Exception, request_id: str) -> ErrorBody:
    code, details = code_of(type(error)), dict[str, Any]()
    if isinstance(error, Rejected):
        message, details = error.message, error.details
    elif isinstance(error, Transient):
        message = UNAVAILABLE
    else:
        message = BROKEN
    return ErrorBody(code=code, message=message, request_id=request_id, details=details)
