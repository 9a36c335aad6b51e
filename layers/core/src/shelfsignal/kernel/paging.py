"""Cursors: opaque, bound to the query they came from, so another query's cursor is refused."""

import base64
import binascii
import hashlib
import json
from typing import Any

from shelfsignal.kernel.errors import InvalidInput


class BadCursor(InvalidInput):
    """The cursor is garbled or belongs to another query."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(
            "The cursor is not one of this query's. Start again without it.", field="cursor"
        )


def _fingerprint(query: dict[str, Any]) -> str:
    text = json.dumps(query, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def encode_cursor(query: dict[str, Any], position: dict[str, Any]) -> str:
    """Position (JSON-able) within the query, as URL-safe text.

    >>> decode_cursor({"q": 1}, encode_cursor({"q": 1}, {"after": "x"}))
    {'after': 'x'}
    """
    body = json.dumps([_fingerprint(query), position], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def decode_cursor(query: dict[str, Any], cursor: str) -> dict[str, Any]:
    """The position that encode_cursor was given. Raises: BadCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found, position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, UnicodeError):
        raise BadCursor from None
    if found != _fingerprint(query) or not isinstance(position, dict):
        raise BadCursor
    return position
