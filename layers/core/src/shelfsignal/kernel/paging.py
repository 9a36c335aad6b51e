"""Cursors: opaque, bound to the query they came from, so another query's cursor is refused."""

import base64
import binascii
import hashlib
import json
from typing import Any, Final

from shelfsignal.kernel.errors import InvalidInput

_MAX_TEXT_CHARS: Final = 500
# DynamoDB's keys end at 1,024 bytes, of which some are ours.
_MAX_TEXT_BYTES: Final = 900
_MAX_NUMBER: Final = 10**9


class BadCursor(InvalidInput):
    """The cursor is garbled or belongs to another query."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(
            "The cursor is not one of this query's. Start again without it.", field="cursor"
        )


def _seal(query: dict[str, Any], position: dict[str, Any]) -> str:
    """Ties a position to its query; both are hashed, so that neither can be swapped by accident."""
    text = json.dumps([query, position], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def encode_cursor(query: dict[str, Any], position: dict[str, Any]) -> str:
    """Position (JSON-able) within the query, as URL-safe text.

    >>> decode_cursor({"q": 1}, encode_cursor({"q": 1}, {"after": "x"}), after=str)
    {'after': 'x'}
    """
    body = json.dumps([_seal(query, position), position], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def decode_cursor(query: dict[str, Any], cursor: str, **fields: type) -> dict[str, Any]:
    """The position that encode_cursor was given; `fields` are the types it must have.

    Raises: BadCursor.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        seal, position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadCursor from None
    if not isinstance(position, dict) or seal != _seal(query, position):
        raise BadCursor
    for name, kind in fields.items():
        value = position.get(name)
        if not isinstance(value, kind) or not _is_plausible(value):
            raise BadCursor
    return position


def _is_plausible(value: Any) -> bool:
    """Whether a store can be asked with it: the seal keeps mistakes out, not forgers."""
    if isinstance(value, list):
        return all(isinstance(each, str) and _is_plausible(each) for each in value)
    if isinstance(value, str):
        has_surrogates = any("\ud800" <= each <= "\udfff" for each in value)
        if not 0 < len(value) <= _MAX_TEXT_CHARS or has_surrogates:
            return False
        return len(value.encode()) <= _MAX_TEXT_BYTES
    return type(value) is int and 0 < value <= _MAX_NUMBER
