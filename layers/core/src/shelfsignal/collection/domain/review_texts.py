"""Reading a page of review texts: bytes to canonical reviews, and when each last changed.

The shape is that of `GET /reviews/v1/items/{asin}`, an extension Amazon does not have; other
sources of review texts are brought into it. A page that is not of this shape, or that is about
another product, is refused whole: an HTML page or an empty body is never taken for "no reviews".
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.errors import MalformedAnswer
from shelfsignal.collection.domain.feed_reviews import ReviewReader, clean
from shelfsignal.collection.domain.jobs import Mark
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.ids import Asin, Marketplace, ReviewId

_MAX_TOKEN_CHARS: Final = 4096
_MAX_DIGITS: Final = 40
# A fingerprint each of the reviews as new as the newest: more than these are fetched again.
MAX_SEEN: Final = 1000
_OPERATION: Final = Operation.LIST_REVIEW_TEXTS


@dataclass(frozen=True)
class TextsContext:
    """What a page is read for. day is the job's UTC day."""

    asin: Asin
    marketplace: Marketplace
    day: date
    pseudonym: Callable[[str], str]


@dataclass(frozen=True)
class DatedReview:
    """A review and since when it reads so; None when the source does not say."""

    review: Review
    updated_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits over the review's identity and content."""
        review = self.review
        parts = (review.review_id, str(review.rating), review.title, review.body)
        text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=8).hexdigest()

    def is_known(self, mark: Mark | None) -> bool:
        """Whether an earlier fetch brought it, exactly as it is."""
        if mark is None or self.updated_at is None:
            return False
        return self.updated_at == mark.at and self.fingerprint in mark.seen


@dataclass(frozen=True)
class TextsPage:
    """A page of one product's reviews. body is what arrived, untouched."""

    body: bytes
    reviews: tuple[DatedReview, ...]
    next_token: str | None
    dropped: Counter[str] = field(default_factory=Counter)
    operation: Operation = _OPERATION


def parse_texts(body: bytes, context: TextsContext) -> TextsPage:
    """Raises: MalformedAnswer."""
    dropped: Counter[str] = Counter()
    document = _document(body)
    if document.get("asin") != context.asin:
        raise MalformedAnswer(_OPERATION, "another product's reviews")
    rows = document["reviews"]
    reader = ReviewReader(
        context.asin, context.marketplace.marketplace_id, context.day, context.pseudonym, dropped
    )
    updated_at = _times(rows)
    reviews = tuple(
        DatedReview(review, updated_at.get(review.review_id)) for review in reader.read_all(rows)
    )
    return TextsPage(body, reviews, _token(document), dropped)


def merged(pages: Iterable[TextsPage]) -> dict[ReviewId, DatedReview]:
    """Each review once: as it reads at its latest change, else as the first page had it."""
    found: dict[ReviewId, DatedReview] = {}
    for page in pages:
        for each in page.reviews:
            seen = found.get(each.review.review_id)
            if seen is None or _is_newer(each, seen):
                found[each.review.review_id] = each
    return found


def mark_of(found: Mapping[ReviewId, DatedReview]) -> Mark | None:
    """How far these reviews reach; None when none of them says when it changed."""
    times = [each.updated_at for each in found.values() if each.updated_at]
    if not times:
        return None
    latest = max(times)
    seen = frozenset(each.fingerprint for each in found.values() if each.updated_at == latest)
    return Mark(latest, seen if len(seen) <= MAX_SEEN else frozenset())


def _is_newer(one: DatedReview, other: DatedReview) -> bool:
    return bool(one.updated_at and other.updated_at and one.updated_at > other.updated_at)


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body.decode("utf-8", errors="replace"), parse_int=_integer)
    except (ValueError, RecursionError):
        raise MalformedAnswer(_OPERATION, "no JSON") from None
    if not isinstance(document, dict) or not isinstance(document.get("reviews"), list):
        raise MalformedAnswer(_OPERATION, "no list of reviews")
    return document


def _token(document: dict[str, Any]) -> str | None:
    """Raises: MalformedAnswer. No nextToken is the last page; no pagination at all is no answer."""
    pagination = document.get("pagination")
    if not isinstance(pagination, dict):
        raise MalformedAnswer(_OPERATION, "no pagination")
    token = pagination.get("nextToken")
    if token is None:
        return None
    if (
        not isinstance(token, str)
        or not 0 < len(token) <= _MAX_TOKEN_CHARS
        or clean(token) != token
    ):
        raise MalformedAnswer(_OPERATION, "no usable nextToken")
    return token


def _times(rows: list[Any]) -> dict[Any, datetime]:
    """By review id as it arrived; a moment that cannot be read is none."""
    found: dict[Any, datetime] = {}
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("review_id"), str):
            moment = _moment(row.get("updated_at"))
            if moment:
                found[clean(row["review_id"])] = moment
    return found


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf
