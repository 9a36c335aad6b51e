"""A page of a list, and where the next one begins."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.paging import BadCursor, decode_cursor, encode_cursor

T = TypeVar("T")
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class Page(Generic[T]):
    """cursor None: this was the last page."""

    items: tuple[T, ...]
    cursor: str | None


@dataclass(frozen=True)
class PageWanted:
    """limit >= 1."""

    limit: int
    cursor: str | None = None


def read_page(
    org_id: OrgId,
    what: str,
    wanted: PageWanted,
    read: Callable[[int, str | None], Sequence[T]],
    id_of: Callable[[T], str],
) -> Page[T]:
    """One page of an organisation's list. read(n, after) gives n items behind an id.

    Raises: BadCursor.
    """
    query = {"org": org_id, "list": what}
    after = decode_cursor(query, wanted.cursor, after=str)["after"] if wanted.cursor else None
    if after is not None and not _ID.fullmatch(after):  # a forged one, which no store takes
        raise BadCursor
    found = read(wanted.limit + 1, after)
    items = tuple(found[: wanted.limit])
    is_last = len(found) <= wanted.limit
    cursor = None if is_last else encode_cursor(query, {"after": id_of(items[-1])})
    return Page(items, cursor)
