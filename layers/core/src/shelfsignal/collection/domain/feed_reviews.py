"""Reading one review of the feed, whatever state it is in."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from shelfsignal.kernel.catalogue import MAX_TEXT_CHARS, Review
from shelfsignal.kernel.ids import Asin, ReviewId

LOWEST, HIGHEST = 1, 5
# Marketplaces are up to a day ahead of UTC, and clocks differ; later than that is no review date.
AHEAD: Final = timedelta(days=1)
# Before there was an Amazon nobody reviewed there: year 1 and 1970 are clocks that were never set.
_FIRST_YEAR: Final = 1995
_MAX_ID_CHARS: Final = 128
_MAX_LANGUAGE_CHARS: Final = 35
# The largest whole number that every reader of JSON gets right.
_MAX_COUNT: Final = 2**53 - 1


class Drop(Exception):  # noqa: N818 -- control flow inside this module, never seen outside
    """The review is unusable; reason says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clean(text: Any) -> str:
    """The text without what UTF-8 cannot carry (lone surrogates); '' for anything but text.

    >>> clean("a\\ud800b"), clean(None)
    ('a?b', '')
    """
    if not isinstance(text, str):
        return ""
    return text.encode("utf-8", errors="replace").decode() if not text.isascii() else text


def count(value: Any) -> int | None:
    """A plausible count; None for anything else.

    >>> count(3), count(-1), count(10**30), count(True)
    (3, None, None, None)
    """
    return value if type(value) is int and 0 <= value <= _MAX_COUNT else None


@dataclass(frozen=True)
class ReviewReader:
    """Reads the reviews of one product; counts into `dropped`."""

    asin: Asin
    marketplace_id: str
    day: date
    pseudonym: Callable[[str], str]
    dropped: Counter[str]

    def read_all(self, rows: Iterable[Any]) -> tuple[Review, ...]:
        """The usable reviews, each id once, in the order given."""
        found: dict[str, Review] = {}
        for row in rows:
            try:
                review = self._read(row)
            except Drop as drop:
                self.dropped[drop.reason] += 1
                continue
            if review.review_id in found:
                self.dropped["duplicate_review"] += 1
            else:
                found[review.review_id] = review
        return tuple(found.values())

    def _read(self, row: Any) -> Review:
        if not isinstance(row, dict):
            raise Drop("malformed_review")
        reviewer = row.get("reviewer_id")
        name = row.get("reviewer_name")
        language = clean(row.get("language"))
        return Review(
            review_id=_review_id(row.get("review_id")),
            reviewer_id=self.pseudonym(f"id:{reviewer}") if reviewer else None,
            display_name=f"reviewer-{self.pseudonym(f'name:{name}')[:8]}" if name else None,
            rating=_rating(row.get("rating")),
            title=self._text(row.get("title")),
            body=self._body(row.get("text")),
            verified_purchase=row.get("verified_purchase") is True,
            helpful_votes=count(row.get("helpful_votes")) or 0,
            language=language if 0 < len(language) <= _MAX_LANGUAGE_CHARS else None,
            review_date=self._date(row.get("date")),
            asin=self.asin,
            marketplace_id=self.marketplace_id,
        )

    def _body(self, value: Any) -> str:
        body = self._text(value)
        if not body.strip():
            self.dropped["kept_without_text"] += 1
        return body

    def _text(self, value: Any) -> str:
        text = clean(value)
        if text != value and isinstance(value, str):
            self.dropped["kept_repaired_text"] += 1
        if len(text) > MAX_TEXT_CHARS:
            self.dropped["kept_truncated_text"] += 1
        return text[:MAX_TEXT_CHARS]

    def _date(self, value: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            raise Drop("malformed_date") from None
        if moment.year < _FIRST_YEAR:
            raise Drop("malformed_date")
        if moment.date() > self.day + AHEAD:
            raise Drop("date_in_future")
        return moment


def _review_id(value: Any) -> ReviewId:
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_ID_CHARS:
        raise Drop("malformed_review")
    return ReviewId(clean(value))


def _rating(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Drop("malformed_review")
    rating = round(value)
    if not LOWEST <= rating <= HIGHEST:
        raise Drop("rating_out_of_range")
    return rating
