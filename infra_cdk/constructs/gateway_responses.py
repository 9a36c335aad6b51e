"""What the gateway says itself, in the API's own error envelope."""

from aws_cdk import aws_apigateway as apigateway

_Type = apigateway.ResponseType
# None keeps the status the gateway would send; an unknown path or method is 404, not 403.
_RESPONSES: dict[str, tuple[apigateway.ResponseType, str, str | None]] = {
    "NoRoute": (_Type.MISSING_AUTHENTICATION_TOKEN, "not_found", "404"),
    "Throttled": (_Type.THROTTLED, "rate_limited", None),
    "TooLarge": (_Type.REQUEST_TOO_LARGE, "request_too_large", None),
    "Default4xx": (_Type.DEFAULT_4_XX, "rejected", None),
    "Default5xx": (_Type.DEFAULT_5_XX, "internal", None),
}


def envelope(code: str) -> str:
    """The error envelope as a gateway template; messageString brings its own quotes."""
    return (
        f'{{"error":{{"code":"{code}","message":$context.error.messageString,'
        '"request_id":"$context.requestId","details":{}}}'
    )


def add_gateway_responses(api: apigateway.RestApi) -> None:
    """Replaces the gateway's own bodies."""
    for id_, (type_, code, status) in _RESPONSES.items():
        api.add_gateway_response(
            id_, type=type_, status_code=status, templates={"application/json": envelope(code)}
        )
