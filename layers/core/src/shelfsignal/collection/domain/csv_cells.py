"""One row of an uploaded file: cells to a review, or the first cell that is wrong, and why."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from shelfsignal.collection.domain.feed_reviews import AHEAD, HIGHEST, LOWEST
from shelfsignal.kernel.catalogue import MAX_TEXT_CHARS
from shelfsignal.kernel.clock import to_z
from shelfsignal.kernel.ids import Asin

_ASIN: Final = re.compile(r"[A-Z0-9]{10}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
# How spreadsheets keep a text from being read as a number.
_WRAPPED: Final = re.compile(r'="(.*)"', re.DOTALL)
_FIRST_YEAR: Final = 1995
_MAX_TITLE_CHARS: Final = 1_000
_MAX_ID_CHARS: Final = 128
_MAX_NAME_CHARS: Final = 200
_MAX_VOTES: Final = 10**9
_YES: Final = frozenset({"true", "yes", "y", "1"})
_NO: Final = frozenset({"false", "no", "n", "0", ""})


class BadCell(Exception):  # noqa: N818 -- control flow of domain.review_csv, never seen outside
    """The cell of this column is not usable, for this reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column} {reason}")
        self.column = column
        self.reason = reason


def read_cells(cells: Mapping[str, str], day: date) -> tuple[Asin, dict[str, Any]]:
    """The product and its review. Raises: BadCell."""
    given = {name: _plain(name, cell) for name, cell in cells.items()}
    asin = given["asin"].strip().upper()
    if not _ASIN.fullmatch(asin):
        raise BadCell("asin", "is not an ASIN: ten letters and digits")
    row: dict[str, Any] = {
        "rating": _rating(given["rating"].strip()),
        "date": _date(given["date"].strip(), day),
        "title": _text(given, "title", _MAX_TITLE_CHARS),
        "text": _text(given, "text", MAX_TEXT_CHARS),
        "reviewer_id": _text(given, "reviewer_id", _MAX_ID_CHARS).strip() or None,
        "reviewer_name": _text(given, "reviewer_name", _MAX_NAME_CHARS).strip() or None,
        "verified_purchase": _flag(given.get("verified_purchase", "")),
        "helpful_votes": _votes(given.get("helpful_votes", "").strip()),
        "language": _language(given.get("language", "").strip()),
    }
    own = _text(given, "review_id", _MAX_ID_CHARS).strip()
    return Asin(asin), {"review_id": own or _derived_id(asin, row), **row}


def _plain(column: str, cell: str) -> str:
    """The cell without a spreadsheet's wrapping. Raises: BadCell for a formula."""
    wrapped = _WRAPPED.fullmatch(cell.strip())
    if wrapped:
        return wrapped[1].replace('""', '"')
    if cell.lstrip().startswith("="):
        raise BadCell(column, "is a formula: export its value")
    return cell


def _text(given: Mapping[str, str], column: str, most: int) -> str:
    text = given.get(column, "")
    if len(text) > most:
        raise BadCell(column, f"is {len(text):,} characters long, over {most:,}")
    if "\ufffd" in text:
        raise BadCell(column, "has characters that the file's encoding does not: save it as UTF-8")
    return text


def _rating(cell: str) -> int:
    try:
        rating = float(cell.replace(",", "."))
    except ValueError:
        raise BadCell("rating", "is not a number") from None
    if rating not in range(LOWEST, HIGHEST + 1):
        raise BadCell("rating", f"is not a whole number from {LOWEST} to {HIGHEST}")
    return int(rating)


def _date(cell: str, day: date) -> str:
    try:
        moment = datetime.fromisoformat(cell)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCell("date", "is not a date like 2026-11-22 or 2026-11-22T09:30:00Z") from None
    if moment.year < _FIRST_YEAR:
        raise BadCell("date", f"is before {_FIRST_YEAR}")
    if moment.date() > day + AHEAD:
        raise BadCell("date", "lies in the future")
    return to_z(moment)


def _flag(cell: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise BadCell("verified_purchase", "is neither true nor false")
    return word in _YES


def _votes(cell: str) -> int:
    if not cell:
        return 0
    if not cell.isascii() or not cell.isdigit() or len(cell) > len(str(_MAX_VOTES)):
        raise BadCell("helpful_votes", "is not a whole number of votes")
    return int(cell)


def _language(cell: str) -> str | None:
    if cell and not _LANGUAGE.fullmatch(cell):
        raise BadCell("language", "is not a language tag like en or pt-BR")
    return cell.replace("_", "-") or None


def _derived_id(asin: str, row: Mapping[str, Any]) -> str:
    """The same review in another file, or in the same again, has the same id."""
    parts = [asin, *(str(row[name]) for name in _IDENTITY)]
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"csv-{hashlib.blake2b(text, digest_size=12).hexdigest()}"


_IDENTITY: Final = ("rating", "date", "title", "text", "reviewer_id", "reviewer_name")
