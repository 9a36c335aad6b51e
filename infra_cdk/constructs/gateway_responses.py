"""What the gateway says itself, in the API's own error envelope and with its CORS headers."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import aws_apigateway as apigateway

from shelfsignal.runtime.web.errors import (
    BROKEN,
    PayloadTooLarge,
    RouteNotFound,
    UnsupportedMediaType,
)
from shelfsignal.runtime.web.middleware import CORS, SECURITY_HEADERS

_Type = apigateway.ResponseType
_GATEWAYS_OWN: Final = "$context.error.messageString"


@dataclass(frozen=True)
class Answer:
    """message None: the gateway's own words. status None: the status the gateway would send."""

    type: apigateway.ResponseType
    code: str
    message: str | None = None
    status: str | None = None
    retry_after_s: int | None = None


# An unknown path or method is a 404, whatever the gateway thinks of tokens.
ANSWERS: Final = {
    "NoRoute": Answer(
        _Type.MISSING_AUTHENTICATION_TOKEN, RouteNotFound.code, RouteNotFound().message, "404"
    ),
    "Throttled": Answer(
        _Type.THROTTLED, "rate_limited", "Too many requests at once. Slow down.", None, 1
    ),
    "TooLarge": Answer(_Type.REQUEST_TOO_LARGE, PayloadTooLarge.code, "The body is over 10 MB."),
    "MediaType": Answer(
        _Type.UNSUPPORTED_MEDIA_TYPE, UnsupportedMediaType.code, UnsupportedMediaType().message
    ),
    "TookTooLong": Answer(
        _Type.INTEGRATION_TIMEOUT, "unavailable", "The answer took too long. Try again.", None, 5
    ),
    "Default4xx": Answer(_Type.DEFAULT_4_XX, "rejected"),
    "Default5xx": Answer(
        _Type.DEFAULT_5_XX,
        "internal",
        BROKEN,
    ),
}


def envelope(code: str, message: str | None) -> str:
    """The error envelope as a gateway template; messageString brings its own quotes."""
    text = f'"{message}"' if message else _GATEWAYS_OWN
    return (
        f'{{"error":{{"code":"{code}","message":{text},'
        '"request_id":"$context.requestId","details":{}}}'
    )


def add_gateway_responses(api: apigateway.RestApi) -> None:
    """Replaces the gateway's own bodies."""
    for id_, answer in ANSWERS.items():
        api.add_gateway_response(
            id_,
            type=answer.type,
            status_code=answer.status,
            response_headers=_headers(answer),
            templates={"application/json": envelope(answer.code, answer.message)},
        )


def _headers(answer: Answer) -> dict[str, str]:
    """Static values, which the gateway wants in single quotes; so a value's own cannot stay."""
    headers = {**CORS.get_access_control_headers(), **SECURITY_HEADERS, "cache-control": "no-store"}
    if answer.retry_after_s is not None:
        headers["retry-after"] = str(answer.retry_after_s)
    return {name: f"'{value}'" for name, value in headers.items() if "'" not in value}
