"""LWA's own error bodies, which differ from the Selling Partner API's."""

from uuid import uuid4

import orjson
from starlette.responses import Response

from mock_amazon.answers import answer

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_DESCRIPTIONS = {
    "access_denied": "The resource owner or authorization server denied this request",
    "invalid_client": "Client authentication failed",
    "invalid_grant": "The request has an invalid grant parameter : refresh_token",
    "invalid_scope": "The requested scope is invalid",
    "server_error": "The authorization server encountered an unexpected error",
    "temporarily_unavailable": "The authorization server is currently unavailable",
    "unauthorized_client": "The client is not authorized to use this authorization grant type",
    "unsupported_grant_type": "The authorization grant type is not supported",
}
_STATUSES = {"invalid_client": 401, "server_error": 500, "temporarily_unavailable": 503}


class LwaError(Exception):
    """A token request that is refused."""

    def __init__(self, code: str, description: str | None = None) -> None:
        self.code = code
        self.description = description or _DESCRIPTIONS[code]
        super().__init__(f"{code}: {self.description}")


def missing(parameter: str) -> LwaError:
    """invalid_request: a parameter is not there."""
    return LwaError("invalid_request", f"The request is missing a required parameter : {parameter}")


def invalid_grant(parameter: str) -> LwaError:
    """The code or refresh token is unknown, used, expired, revoked or another client's."""
    return LwaError("invalid_grant", f"The request has an invalid grant parameter : {parameter}")


def lwa_refused(error: LwaError) -> Response:
    """401 for an unknown client, 5xx for LWA's own trouble, 400 for everything else."""
    body = {
        "error": error.code,
        "error_description": error.description,
        "error_index": error.code,
        "request_id": str(uuid4()),
    }
    return answer(orjson.dumps(body), _STATUSES.get(error.code, 400), NO_STORE)
