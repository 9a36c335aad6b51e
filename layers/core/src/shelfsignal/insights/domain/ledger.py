"""The review ledger of a product: every review that counts, once, with what was read in it.

Merging is the only way it changes: an edited review replaces its contribution, a redelivered one
changes nothing, and a deleted one is withdrawn only when a complete listing lacks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NotRequired, TypedDict

from shelfsignal.insights.domain.analysis import AnalysisDoc, ReviewAnalysis
from shelfsignal.insights.domain.deliveries import Delivery, set_hash
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.ids import ReviewId

MAX_VANISHING: Final = 0.20
"""A larger share of a ledger missing from one complete listing is held: sources do lose pages."""


@dataclass(frozen=True, slots=True)
class Labels:
    """A checked analysis, the context it was made in, and what of it was refused."""

    analysis: ReviewAnalysis
    made_in: str
    rejected_quotes: int = 0
    rejected_labels: int = 0


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    review: Review
    content_hash: str
    labels: Labels | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries by review id."""

    entries: Mapping[ReviewId, LedgerEntry]

    @property
    def hash(self) -> str:
        """Over the reviews' contents, never over what was read in them."""
        return set_hash(
            "ledger", ((review, entry.content_hash) for review, entry in self.entries.items())
        )

    @property
    def failed(self) -> tuple[ReviewId, ...]:
        """Reviews the engine could not read this time and that are to be tried again, by id."""
        return tuple(sorted(r for r, entry in self.entries.items() if _has_failed(entry)))

    def with_labels(self, labels: Mapping[ReviewId, Labels]) -> Ledger:
        return Ledger(
            {
                review: replace(entry, labels=labels[review]) if review in labels else entry
                for review, entry in self.entries.items()
            }
        )

    def read_as_in(self, other: Ledger) -> Ledger:
        """These reviews with the other ledger's entries where the content is the same."""
        return Ledger(
            {
                review: known
                if (known := other.entries.get(review)) is not None
                and known.content_hash == entry.content_hash
                else entry
                for review, entry in self.entries.items()
            }
        )

    def to_analyse(self, context: str) -> tuple[ReviewId, ...]:
        """New and changed reviews, those read in another context, and those that failed."""
        return tuple(
            review
            for review, entry in self.entries.items()
            if entry.labels is None or entry.labels.made_in != context or _has_failed(entry)
        )


EMPTY: Final = Ledger({})


@dataclass(frozen=True, slots=True)
class Hold:
    """Reviews kept although a complete listing lacks them, of how many known when it began."""

    reviews: int
    of: int


NO_HOLD: Final = Hold(0, 0)


@dataclass(frozen=True, slots=True)
class Merged:
    """The next ledger and how it came to be; held reviews are still in it.

    hold is None when the delivery was partial, which says nothing about deletions.
    """

    ledger: Ledger
    added: int
    changed: int
    removed: int
    hold: Hold | None


def merge(previous: Ledger, delivery: Delivery, hold: Hold = NO_HOLD) -> Merged:
    """The ledger after a delivery.

    hold is the one in force: as long as it lasts, what is missing is measured against the ledger of
    the day it began, or the same listing come twice would be believed the second time.
    """
    entries = dict(previous.entries)
    added = changed = 0
    for review_id, content in delivery.hash_by_id.items():
        known = entries.get(review_id)
        if known is not None and known.content_hash == content:
            continue
        added, changed = (added + 1, changed) if known is None else (added, changed + 1)
        entries[review_id] = LedgerEntry(delivery.review_by_id[review_id], content)
    if not delivery.is_complete:
        return Merged(Ledger(entries), added, changed, 0, None)
    missing = [review for review in previous.entries if review not in delivery.hash_by_id]
    size = hold.of or len(previous.entries)
    if len(missing) > MAX_VANISHING * size:
        return Merged(Ledger(entries), added, changed, 0, Hold(len(missing), size))
    for review in missing:
        del entries[review]
    return Merged(Ledger(entries), added, changed, len(missing), NO_HOLD)


def _has_failed(entry: LedgerEntry) -> bool:
    return entry.labels is not None and entry.labels.analysis.status.is_to_be_retried


class EntryDoc(TypedDict):
    """A line of a stored ledger."""

    content_hash: str
    review: dict[str, object]
    analysis: AnalysisDoc | None
    made_in: str | None
    rejected: NotRequired[tuple[int, int]]


def entry_to_json(entry: LedgerEntry) -> EntryDoc:
    """The line; `rejected` is [quotes, labels] and left out when both are 0."""
    labels = entry.labels
    doc: EntryDoc = {
        "content_hash": entry.content_hash,
        "review": entry.review.model_dump(mode="json"),
        "analysis": None if labels is None else labels.analysis.to_json(),
        "made_in": None if labels is None else labels.made_in,
    }
    if labels is not None and (labels.rejected_quotes or labels.rejected_labels):
        doc["rejected"] = (labels.rejected_quotes, labels.rejected_labels)
    return doc


def entry_from_json(doc: EntryDoc) -> LedgerEntry:
    """Raises: ValueError, KeyError or TypeError when the line is not one of ours."""
    analysis, made_in = doc["analysis"], doc["made_in"]
    labels = None
    if analysis is not None and made_in is not None:
        quotes, names = doc.get("rejected", (0, 0))
        labels = Labels(ReviewAnalysis.from_json(analysis), made_in, quotes, names)
    return LedgerEntry(Review.model_validate(doc["review"]), doc["content_hash"], labels)
