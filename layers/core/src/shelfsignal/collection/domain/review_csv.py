"""Reviews in a CSV file, as people export them: what is usable by product, what is not by line.

Columns are found by their heading, in any order and case: `asin`, `rating` and `date` are needed,
the others in COLUMNS are taken when they are there, unknown ones are left alone. A row is taken
whole or not at all: nothing is cut short or guessed. A file may be UTF-8 (with or without a byte
order mark), UTF-16 with one, or Windows-1252, and separate cells by comma, semicolon, tab or bar.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from shelfsignal.collection.domain.csv_cells import BadCell, read_cells
from shelfsignal.collection.domain.job_errors import UnreadableUpload
from shelfsignal.kernel.ids import Asin

NEEDED: Final = ("asin", "rating", "date")
# Column by heading: ours first, then what exports of others call it.
COLUMNS: Final = {
    "asin": "asin",
    "rating": "rating",
    "stars": "rating",
    "date": "date",
    "review_date": "date",
    "title": "title",
    "text": "text",
    "body": "text",
    "review_text": "text",
    "review_id": "review_id",
    "reviewer_id": "reviewer_id",
    "reviewer_name": "reviewer_name",
    "verified_purchase": "verified_purchase",
    "helpful_votes": "helpful_votes",
    "language": "language",
}
MAX_BYTES: Final = 50_000_000
MAX_ROWS: Final = 100_000
MAX_PRODUCTS: Final = 5_000
MAX_REPORTED: Final = 1_000
_DELIMITERS: Final = ",;\t|"
_BOMS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class BadRow:
    """Why a row is not usable. line counts from 1, the heading included; column is the heading's
    name, None when it is the row as a whole."""

    line: int
    column: str | None
    reason: str


@dataclass
class ReadFile:
    """What a file holds. rows: the usable ones, in the shape of domain.review_texts, by product.

    lines: where each usable row begins, by product. bad names the first MAX_REPORTED rows that are
    not usable, bad_rows counts them all.
    """

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: dict[Asin, list[dict[str, Any]]] = field(default_factory=dict)
    lines: dict[Asin, list[int]] = field(default_factory=dict)
    total: int = 0
    bad: list[BadRow] = field(default_factory=list)
    bad_rows: int = 0

    def refuse(self, bad: BadRow) -> None:
        self.bad_rows += 1
        if len(self.bad) < MAX_REPORTED:
            self.bad.append(bad)

    def refuse_product(self, asin: Asin, reason: str) -> None:
        """None of its rows is usable."""
        del self.rows[asin]
        for line in self.lines.pop(asin):
            self.refuse(BadRow(line, "asin", reason))
        self.bad.sort(key=lambda row: row.line)


def read_csv(body: bytes, day: date) -> ReadFile:
    """day: reviews may not be dated later. Raises: UnreadableUpload."""
    if len(body) > MAX_BYTES:
        raise UnreadableUpload(f"The file is over {MAX_BYTES // 1_000_000} MB.")
    text, encoding = _decoded(body)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, heading = _heading(reader, encoding, delimiter)
    seen: dict[tuple[str, str], int] = {}
    for line, cells in _records(reader, found):
        if found.total >= MAX_ROWS:
            raise UnreadableUpload(f"The file has more than {MAX_ROWS} rows: split it.")
        found.total += 1
        _take(found, heading, line, cells, day, seen)
    return found


def _take(  # noqa: PLR0913 - a row, and all it is judged by
    found: ReadFile,
    heading: Sequence[str | None],
    line: int,
    cells: Sequence[str],
    day: date,
    seen: dict[tuple[str, str], int],
) -> None:
    if len(cells) != len(heading):
        reason = f"has {len(cells)} cells where the heading has {len(heading)}"
        found.refuse(BadRow(line, None, reason))
        return
    named = {name: cell for name, cell in zip(heading, cells, strict=True) if name}
    try:
        asin, row = read_cells(named, day)
    except BadCell as bad:
        found.refuse(BadRow(line, bad.column, bad.reason))
        return
    first = seen.setdefault((asin, row["review_id"]), line)
    if first != line:
        found.refuse(BadRow(line, "review_id", f"repeats the review of line {first}"))
    elif asin not in found.rows and len(found.rows) >= MAX_PRODUCTS:
        raise UnreadableUpload(f"The file is about more than {MAX_PRODUCTS} products: split it.")
    else:
        found.rows.setdefault(asin, []).append(row)
        found.lines.setdefault(asin, []).append(line)


def _decoded(body: bytes) -> tuple[str, str]:
    """Raises: UnreadableUpload for what is no text."""
    encoding = next((name for bom, name in _BOMS.items() if body.startswith(bom)), "utf-8")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise UnreadableUpload(f"The file says it is {encoding}, and is not.") from None
        encoding = "windows-1252"
        text = body.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableUpload("The file is not text: save it as CSV in UTF-8.")
    return text, encoding.removesuffix("-sig")


def _delimiter(text: str) -> str:
    """Whatever separates most cells of the heading."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count)


def _heading(
    reader: Iterator[list[str]], encoding: str, delimiter: str
) -> tuple[ReadFile, list[str | None]]:
    """Raises: UnreadableUpload."""
    try:
        cells = next((row for row in reader if any(cell.strip() for cell in row)), [])
    except csv.Error as error:
        raise UnreadableUpload(f"The heading cannot be read: {error}.") from None
    names = [COLUMNS.get(re.sub(r"[\s-]+", "_", cell.strip().lower())) for cell in cells]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise UnreadableUpload(
            f"The heading lacks {', '.join(missing)}. Columns are asin, rating and date, and "
            "title, text, review_id, reviewer_id, reviewer_name, verified_purchase, helpful_votes "
            "and language if you have them.",
            missing=missing,
        )
    known = [name for name in names if name]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise UnreadableUpload(f"Two columns are {', '.join(twice)}.", columns=twice)
    ignored = tuple(
        cell.strip()[:100] for cell, name in zip(cells, names, strict=True) if name is None
    )
    return ReadFile(encoding, delimiter, tuple(known), ignored), names


def _records(reader: Any, found: ReadFile) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; empty lines are none."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            found.total += 1
            found.refuse(BadRow(line, None, f"cannot be read: {error}; is a quote left open?"))
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells
