"""Domain values as compressed JSON and back; the only place that knows how they are written.

pydantic builds its validators from the dataclasses themselves, once and when first needed: the API
imports this package and must start quickly.
"""

from __future__ import annotations

import gzip
import zlib
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class Undecodable(Exception):  # noqa: N818 - always translated by the adapter that knows the name
    """The bytes are not what the adapter wrote."""


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_json(value: T, kind: type[T]) -> bytes:
    """Compact JSON, the same for equal values."""
    return _adapter(kind).dump_json(value)


def pack(value: T, kind: type[T]) -> bytes:
    """Gzipped JSON without a time stamp, so that equal values are equal bytes."""
    return gzip.compress(to_json(value, kind), 6, mtime=0)


def unpack(body: bytes, kind: type[T]) -> T:
    """The inverse of pack. Raises: Undecodable."""
    try:
        text = gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise Undecodable(kind.__name__) from error
    return from_json(text, kind)


def from_json(text: bytes, kind: type[T]) -> T:
    """The inverse of to_json. Raises: Undecodable."""
    try:
        value: T = _adapter(kind).validate_json(text)
    except ValidationError as error:
        raise Undecodable(kind.__name__) from error
    return value
