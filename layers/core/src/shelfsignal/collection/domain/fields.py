"""Fields of what a source says of a product, each read as far as it can be used.

What a source says ends in keys and items, which have limits of their own: S3's keys take 1 KB,
DynamoDB's 2 KB, its items 400 KB. A name is as long as the API lets one be asked for.
"""

import json
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import clean

ASIN: Final = re.compile(r"[A-Za-z0-9]{1,40}")
CURRENCY: Final = re.compile(r"[A-Z]{3}")
URL: Final = re.compile(r"https?://[!-~]{1,2000}")
_MAX_TITLE_CHARS: Final = 1000
_MAX_NAME_CHARS: Final = 200
_MAX_DIGITS: Final = 40
_MAX_PRICE: Final = Decimal(10**12)
_MAX_PRICE_CHARS: Final = 32


def document_of(body: bytes, operation: Operation) -> dict[str, Any]:
    """The JSON object of an answer. Raises: MalformedAnswer."""
    try:
        document = json.loads(body.decode("utf-8", errors="replace"), parse_int=_integer)
    except (ValueError, RecursionError):
        raise MalformedAnswer(operation, "no JSON") from None
    if not isinstance(document, dict):
        raise MalformedAnswer(operation, "no JSON object")
    return document


def _integer(digits: str) -> float:
    """Python refuses to read thousands of digits, and no float holds hundreds; neither is a count.

    >>> _integer("12"), _integer("9" * 5000)
    (12, inf)
    """
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def title_of(value: Any) -> str:
    """'' for anything but text."""
    return clean(value)[:_MAX_TITLE_CHARS]


def name_of(value: Any) -> str:
    """As the API asks for it: without space around it."""
    return clean(value).strip()[:_MAX_NAME_CHARS].strip()


def matching(pattern: re.Pattern[str], value: Any) -> str | None:
    """The text that is of this form from end to end."""
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def number_of(value: Any) -> float | None:
    """A finite number."""
    return float(value) if type(value) in (int, float) and math.isfinite(value) else None


def price_of(value: Any) -> Decimal | None:
    """A plausible price, zero included.

    >>> price_of("24.90"), price_of(-1), price_of("NaN")
    (Decimal('24.90'), None, None)
    """
    text = str(value) if type(value) in (int, float, str) else ""
    if len(text) > _MAX_PRICE_CHARS:
        return None
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price < _MAX_PRICE else None


def rows_of(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def part_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under a name; an empty one for anything else."""
    part = document.get(name)
    return part if isinstance(part, dict) else {}
