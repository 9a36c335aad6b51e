"""The lines of a report's document, in whatever encoding it came.

Amazon's reports are UTF-8, Windows-1252 or what the marketplace writes in, and the header that says
so is not always there, or right: text whose characters are mostly good UTF-8 is UTF-8, so that one
cut in half does not garble all the others.
"""

import codecs
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.listing_ports import Document

_CHUNK_CHARS: Final = 2**20
_FALLBACK: Final = "cp1252"
_MAX_LINE_CHARS: Final = 100_000


def lines_of(document: Document, left_out: Counter[str]) -> Iterator[str]:
    """A line at a time; those with characters that had to be replaced are counted.

    Raises: MalformedAnswer when it is not gzip after all, not written in what its sender says, or
    has a line beyond measure.
    """
    try:
        encoding = _encoding(document)
        with gzip.open(io.BytesIO(document.gzipped), "rb") as body:
            text = io.TextIOWrapper(body, encoding, errors="replace", newline="\n")
            while line := text.readline(_MAX_LINE_CHARS):
                if len(line) == _MAX_LINE_CHARS:
                    raise MalformedAnswer(Operation.GET_REPORT_DOCUMENT, "an endless line")
                if "\ufffd" in line:
                    left_out["kept_repaired_text"] += 1
                yield line
    except (OSError, EOFError, zlib.error):
        raise MalformedAnswer(Operation.GET_REPORT_DOCUMENT, "no gzip") from None
    except UnicodeError:
        raise MalformedAnswer(Operation.GET_REPORT_DOCUMENT, "no text") from None


def _encoding(document: Document) -> str:
    if _is_utf8(document.gzipped):
        return "utf-8-sig"
    declared = (document.charset or "").strip()
    try:
        known = codecs.lookup(declared)
    except LookupError:
        return _FALLBACK
    # A codec that turns bytes into bytes is none; UTF-8 has just been ruled out.
    return _FALLBACK if known.name == "utf-8" or not known._is_text_encoding else known.name


def _is_utf8(gzipped: bytes) -> bool:
    good = bad = 0
    with gzip.open(io.BytesIO(gzipped), "rb") as body:
        text = io.TextIOWrapper(body, "utf-8", errors="replace", newline="\n")
        while chunk := text.read(_CHUNK_CHARS):
            broken = chunk.count("\ufffd")
            bad += broken
            good += len(chunk) - len(chunk.encode("ascii", "ignore")) - broken
    return bad == 0 or bad < good
