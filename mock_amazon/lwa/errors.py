"""LWA's own error bodies, which differ from the Selling Partner API's."""

from uuid import uuid4

import orjson
from starlette.responses import Response

from mock_amazon.answers import answer

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_DESCRIPTIONS = {
    "invalid_client": "Client authentication failed",
    "invalid_grant": "The request has an invalid grant parameter : refresh_token",
    "unsupported_grant_type": "The authorization grant type is not supported",
    "invalid_scope": "The requested scope is invalid",
}
_UNAUTHENTICATED = frozenset({"invalid_client"})


class LwaError(Exception):
    """A token request that is refused."""

    def __init__(self, code: str, description: str | None = None) -> None:
        self.code = code
        self.description = description or _DESCRIPTIONS[code]
        super().__init__(f"{code}: {self.description}")


def lwa_refused(error: LwaError) -> Response:
    """401 for an unknown client, 400 for everything else."""
    body = {
        "error": error.code,
        "error_description": error.description,
        "error_index": error.code,
        "request_id": str(uuid4()),
    }
    status = 401 if error.code in _UNAUTHENTICATED else 400
    return answer(orjson.dumps(body), status, _NO_STORE)
