"""Amazon says / we found, measured on the mock, whose topics are counted from its ground truth.

The mock's own topics of some products are compared with what a reader found in the reviews the
products show: by the local engine, and by a perfect reader, who shows what the table of words and
the rules leave to be found.

topics            listed by the mock, by side; known: a word of their name, or of a subtopic's, is
mapped_right      of the known complaints, those whose labels hold an issue the topic is made of
labels_precision  of the issues such topics are read as, the part the topic is made of
labels_recall     of the issues they are made of, the part they are read as
verdicts          of the rows, by side
distance_points   between the mock's percentage and our share, for complaints that are known, median
documented        of the names in Amazon's own published examples, the part that is known
held_out          of names the table was not made with, the part that is read as it is meant
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from statistics import median
from typing import Any, Final

from bench.analysis_keywords import TruthReader
from bench.analysis_planted import review_of, text_of
from bench.feedback_names import DOCUMENTED, MEANT_BY_NAME
from mock_amazon.clock import DAY_S, moment_of
from mock_amazon.customer_feedback.models import SortBy
from mock_amazon.customer_feedback.models import topics as mock_topics
from mock_amazon.customer_feedback.responses import item_subject, topics_json
from mock_amazon.customer_feedback.shelves import Shelves
from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.reviews import review_json, review_truth
from shelfsignal.collection.domain.feedback import parse_feedback
from shelfsignal.insights.domain.amazon_topics import Meaning, load_topics
from shelfsignal.insights.domain.analysis import ReviewAnalyser
from shelfsignal.insights.domain.feedback import cleaned
from shelfsignal.insights.domain.feedback_ours import OurReading, Range
from shelfsignal.insights.domain.feedback_rows import compare_topics
from shelfsignal.insights.domain.feedback_views import FeedbackRow
from shelfsignal.insights.domain.ledger import Labels, Ledger, LedgerEntry
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.customer_feedback import CustomerFeedback, FeedbackSide
from shelfsignal.kernel.ids import Asin, Marketplace, ReviewId
from shelfsignal.runtime.insights import load_engine

SEED: Final = 9003
PRODUCTS: Final = 60
LAST_DAY: Final = "2026-11-20"


@dataclass(frozen=True, slots=True)
class Product:
    """What the mock says of a product, its reviews, and the truth of them."""

    category: str
    feedback: CustomerFeedback
    reviews: tuple[Review, ...]
    issues: dict[ReviewId, frozenset[str]]


@dataclass(slots=True)
class Figures:
    """Of one reader."""

    verdicts: dict[FeedbackSide, Counter[str]] = field(
        default_factory=lambda: {side: Counter() for side in FeedbackSide}
    )
    distances: list[float] = field(default_factory=list)

    def add(self, row: FeedbackRow) -> None:
        self.verdicts[row.side][row.verdict.value] += 1
        said = row.amazon and row.amazon.metrics.occurrence_percentage
        if row.side is FeedbackSide.NEGATIVE and said and row.ours and row.ours.share.value:
            self.distances.append(abs(said - 100 * row.ours.share.value))

    def as_json(self, reader: str) -> dict[str, Any]:
        return {
            "reader": reader,
            "verdicts": {
                side.value: dict(self.verdicts[side].most_common()) for side in FeedbackSide
            },
            "distance_points": round(median(self.distances), 1) if self.distances else None,
        }


def products(seed: int = SEED, count: int = PRODUCTS, day: str = LAST_DAY) -> Iterator[Product]:
    """Those of which the mock has something to tell."""
    until = int(moment_of(day) // DAY_S)
    bookcase = Bookcase(Catalogue(seed, count, 4, until))
    shelves = Shelves(bookcase.catalogue, bookcase)
    for index in range(count):
        listing = bookcase.catalogue.listing(index)
        body = topics_json(item_subject(shelves, listing, until), SortBy.MENTIONS)
        if body is not None:
            yield _product(bookcase, listing, body, until)


def _product(bookcase: Bookcase, listing: Listing, body: dict[str, Any], day: int) -> Product:
    plans = bookcase.plans(listing, day)
    truths = (review_truth(plan, bookcase.seed, day) for plan in plans)
    fetched_at = datetime.fromtimestamp(day * DAY_S, UTC)
    place = Marketplace(listing.marketplace.value)
    parsed = parse_feedback(json.dumps(body).encode(), Asin(listing.asin), place, fetched_at)
    return Product(
        listing.department.category,
        cleaned(parsed.feedback),
        tuple(review_of(review_json(plan, bookcase.seed, day), listing) for plan in plans),
        {ReviewId(truth["review_id"]): frozenset(truth["issues"]) for truth in truths},
    )


def compared(product: Product, reader: ReviewAnalyser) -> tuple[FeedbackRow, ...]:
    """The rows of a product's page."""
    analyses = reader.analyse([text_of(review, product.category) for review in product.reviews])
    entries = {
        review.review_id: LedgerEntry(review, "", Labels(analysis, "bench"))
        for review, analysis in zip(product.reviews, analyses, strict=True)
    }
    span = Range(product.feedback.from_date, product.feedback.to_date)
    day = product.feedback.to_date or date.max
    reading = OurReading.of(Ledger(entries), span, day, load_taxonomy())
    return compare_topics(product.feedback.topics, reading, load_topics())


def mapping(made: list[Product]) -> dict[str, Any]:
    """How often the table finds what a topic is made of; it needs no reader."""
    table, truth = (
        load_topics(),
        {t.name: {i for i, _ in t.issues} for t in mock_topics("negative")},
    )
    listed: Counter[str] = Counter()
    right = named = told = both = 0
    for topic in (topic for product in made for topic in product.feedback.topics):
        listed[topic.side.value] += 1
        meaning = table.read(topic.name, (each.name for each in topic.subtopics))
        listed[f"{topic.side.value}_known"] += meaning is not None
        if meaning is None or topic.side is FeedbackSide.POSITIVE:
            continue
        hit = meaning.issues & truth[topic.name]
        right += bool(hit)
        named, told, both = (
            named + len(meaning.issues),
            told + len(truth[topic.name]),
            both + len(hit),
        )
    documented = sum(table.read(name) is not None for name in DOCUMENTED)
    return {
        "topics": dict(listed),
        "mapped_right": round(right / max(1, listed["negative_known"]), 4),
        "labels_precision": round(both / max(1, named), 4),
        "labels_recall": round(both / max(1, told), 4),
        "documented": round(documented / len(DOCUMENTED), 4),
        "held_out": round(held_out(), 4),
    }


def held_out() -> float:
    """The part of MEANT_BY_NAME that is read as it is meant."""
    table = load_topics()
    read = {name: table.read(name) for name in MEANT_BY_NAME}
    return sum(_is_meant(meant, read[name]) for name, meant in MEANT_BY_NAME.items()) / len(read)


def _is_meant(meant: str | None, read: Meaning | None) -> bool:
    if meant is None or read is None:
        return meant is None and read is None
    return not meant or meant in read.issues


def main() -> None:
    made = list(products())
    truth = {review: issues for product in made for review, issues in product.issues.items()}
    _say({"bench": "feedback", "products": len(made), **mapping(made)})
    for name, reader in (("truth", TruthReader(truth)), ("local", load_engine())):
        figures = Figures()
        for product in made:
            for row in compared(product, reader):
                figures.add(row)
        _say({"bench": "feedback", **figures.as_json(name)})


def _say(figures: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(figures)}\n")


if __name__ == "__main__":
    main()
