"""Looks for secrets in whatever a system keeps: in clear, in half, and as text travels.

A secret is told by its random part: a public beginning ("Atza|", a key's id) is found everywhere.
Its first and last twenty characters are looked for, so that neither half slips through, each as it
is and as URLs, JSON, HTML, base64 and hex write it; packed bytes are unpacked first.
"""

import base64
import gzip
import html
import io
import json
import re
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final
from urllib.parse import quote

PART: Final = 20
SHORTEST: Final = 10
_SEAM: Final = b"\n\x00\n"
_DEEPEST: Final = 4
_MOST_UNPACKED: Final = 64 * 2**20
_GZIP: Final = b"\x1f\x8b"
_ZLIB: Final = b"\x78\x9c"
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True)
class Finding:
    """Which secret, where, and in which form."""

    name: str
    where: str
    form: str


@dataclass
class Search:
    """Secrets by name, and what they are looked for in.

    fine_in: beginnings of places where a secret may be. unknown_shapes: patterns of secrets whose
    text nobody can know beforehand, by name.
    """

    secrets: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    unknown_shapes: dict[str, re.Pattern[bytes]] = field(default_factory=dict)
    pieces: list[tuple[str, bytes]] = field(default_factory=list)

    def plant(self, name: str, text: str, *, fine_in: tuple[str, ...] = ()) -> None:
        """text: the random part of a secret."""
        if len(text) < SHORTEST:
            message = f"{name} is too short to be looked for"
            raise ValueError(message)
        self.secrets[name] = (text, fine_in)

    def put(self, where: str, content: bytes | str) -> None:
        """Something to be searched, and whatever is packed in it."""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        for layer, unpacked in enumerate(unfolded(raw)):
            self.pieces.append((f"{where}{' (unpacked)' if layer else ''}", unpacked))

    def findings(self) -> list[Finding]:
        """Every secret that is where it must not be; a place once for each form."""
        ends = list(accumulate(len(piece) + len(_SEAM) for _, piece in self.pieces))
        whole = _SEAM.join(piece for _, piece in self.pieces)

        def place(position: int) -> str:
            return self.pieces[bisect_right(ends, position)][0]

        found = {
            Finding(name, place(at), form)
            for name, (text, fine) in self.secrets.items()
            for form, pattern in forms(text)
            for at in _positions(whole, pattern)
            if not place(at).startswith(fine or "\x00")
        }
        found |= {
            Finding(name, place(match.start()), "shape")
            for name, shape in self.unknown_shapes.items()
            for match in shape.finditer(whole)
        }
        return sorted(found, key=lambda each: (each.name, each.where, each.form))

    def at_home(self) -> set[str]:
        """The secrets that were seen where they may be: what proves that there was a search."""
        return {
            name
            for name, (text, fine) in self.secrets.items()
            if any(
                where.startswith(fine) and any(pattern in piece for _, pattern in forms(text))
                for where, piece in self.pieces
                if fine
            )
        }


def forms(text: str) -> Iterator[tuple[str, bytes]]:
    """What to look for, by the form's name; each pattern once."""
    seen: set[bytes] = set()
    for part in dict.fromkeys((text[:PART], text[-PART:])):
        for form, pattern in _written(part):
            if pattern not in seen:
                seen.add(pattern)
                yield form, pattern


def _written(part: str) -> Iterator[tuple[str, bytes]]:
    raw = part.encode()
    yield "clear", raw
    yield "URL", quote(part, safe="").encode()
    once = json.dumps(part)[1:-1]
    yield "JSON", once.encode()
    yield "JSON in JSON", json.dumps(once)[1:-1].encode()
    yield "HTML", html.escape(part).encode()
    yield "hex", raw.hex().encode()
    yield "UTF-16", part.encode("utf-16-le")
    for offset in range(3):
        standard = in_base64(raw, offset)
        yield "base64", standard
        yield "base64url", standard.replace(b"+", b"-").replace(b"/", b"_")


def in_base64(raw: bytes, offset: int) -> bytes:
    """What base64 shows of the bytes wherever they begin at that offset in a group of three."""
    shown = base64.b64encode(bytes(offset) + raw)
    return shown[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]


def unfolded(raw: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what they hold when they are gzip, zlib or zip."""
    yield raw
    if depth >= _DEEPEST:
        return
    for inner in _unpacked(raw):
        if len(inner) <= _MOST_UNPACKED:
            yield from unfolded(inner, depth + 1)


def _unpacked(raw: bytes) -> Iterator[bytes]:
    try:
        if raw.startswith(_GZIP):
            yield gzip.decompress(raw)
        elif raw.startswith(_ZLIB):
            yield zlib.decompress(raw)
        elif raw.startswith(_ZIP):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return


def _positions(whole: bytes, pattern: bytes) -> Iterator[int]:
    at = whole.find(pattern)
    while at >= 0:
        yield at
        at = whole.find(pattern, at + 1)
