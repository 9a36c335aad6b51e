"""What the document says once for all routes."""

from typing import Any, Final

JsonDict = dict[str, Any]
# What people come for stands first; a noun that is not here stands after these.
NOUNS: Final = ("products", "product", "portfolio", "changes", "work", "runs", "sellers", "jobs")

INTRODUCTION: Final = """\
What customers say about the products of an Amazon seller, read from their reviews.

**Credentials.** Programs send an API key in `X-API-Key`; people send the access token of a login in
`Authorization: Bearer`. One of the two, never both. Each route names the scope it asks for.

**Errors.** Every answer that is not a success has one shape,
`{"error": {"code", "message", "request_id", "details"}}`. `code` is stable and meant for programs;
`details` names the field or the choices. Another organisation's ids are 404, like ids of nothing.

**Lists.** `limit` items at a time. `cursor` in an answer asks for the next page, with the same
query; null means that there is no more.

**Caching.** Reads carry an `ETag`. Send it back in `If-None-Match`, and an unchanged answer costs
304 without a body.

**Limits.** `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` say what is left;
429 and 503 carry `Retry-After` in seconds.

Times are ISO-8601 in UTC with `Z`; days are UTC; exact decimals are text; unknown parameters and
fields are refused, so that a typo is never silently ignored.
"""


def _header(description: str, example: str | int, type_: str = "string") -> JsonDict:
    return {"description": description, "schema": {"type": type_}, "example": example}


HEADERS: Final[dict[str, JsonDict]] = {
    "ETag": _header("Names this very answer.", '"5f2b0c1d9e8a7b6c5d4e3f20"'),
    "Location": _header("Where to go.", "/"),
    "X-Request-Id": _header(
        "Quote it when you ask for help.", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    ),
    "RateLimit-Limit": _header("Requests allowed in the present window.", 1000, "integer"),
    "RateLimit-Remaining": _header("Requests left in it.", 998, "integer"),
    "RateLimit-Reset": _header("Seconds until it ends.", 3600, "integer"),
    "RateLimit-Policy": _header(
        "All limits: requests; w: the window in seconds.", '300;w=60;comment="key"'
    ),
    "Retry-After": _header("Seconds to wait before asking again.", 1, "integer"),
    "WWW-Authenticate": _header("The kinds of credentials there are.", "Bearer, ApiKey"),
}
SCHEMES: Final[dict[str, JsonDict]] = {
    "Bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A person's access token, from `POST /v1/auth/login`.",
    },
    "ApiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "`ss_<key id>_<secret>`, shown once when the key is made.",
    },
}
