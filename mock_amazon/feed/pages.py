"""Finished pages, kept for the next who asks; page tokens are put in when a page is sent."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

Claims = dict[str, Any]
_MOST_BYTES = 96 * 2**20


@dataclass(frozen=True, slots=True)
class PageBody:
    """JSON in pieces; after each but the last belongs a page token with its claims (None: null)."""

    pieces: tuple[bytes, ...]
    claims: tuple[Claims | None, ...]

    def render(self, issue: Callable[[Claims], str]) -> bytes:
        """The whole body, with tokens issued now."""
        out = [self.pieces[0]]
        for claims, piece in zip(self.claims, self.pieces[1:], strict=True):
            out.append(b"null" if claims is None else f'"{issue(claims)}"'.encode())
            out.append(piece)
        return b"".join(out)

    def size(self) -> int:
        """Bytes held."""
        return sum(map(len, self.pieces))


class PageCache:
    """The most recently used pages, up to a fixed number of bytes."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[Hashable, PageBody] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> PageBody | None:
        """The page, if it is still kept."""
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: PageBody) -> None:
        """Keeps the page, and lets go of the least recently used ones."""
        if key in self._pages:
            self._bytes -= self._pages.pop(key).size()
        self._pages[key] = page
        self._bytes += page.size()
        while self._bytes > self._most and len(self._pages) > 1:
            _, oldest = self._pages.popitem(last=False)
            self._bytes -= oldest.size()

    def clear(self) -> None:
        """Lets go of everything."""
        self._pages.clear()
        self._bytes = 0
