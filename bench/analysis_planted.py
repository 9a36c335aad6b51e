"""Does the analysis find what was planted, and since when? Scored on the mock's ground truth.

The mock plants defects: from a day on, half of a product's reviews tell of one issue. The seeds are
ones that no lexicon, threshold or test was made with. Every review a product shows on the last day
goes through the reader and the pure rules (ledger, aggregation, rises), as in a run. A perfect
reader, who names exactly what the words were made of, shows what the rules leave to be found.

issue_precision, issue_recall  (review, issue) pairs named, against those the words were made of;
                               `other` is not counted. Only reviews in English and German.
planted                        defects begun, going on or ended within 28 days (longer ago is no
                               longer a rise), told of by at least 3 reviews since they began
recall                         of these, the part reported as a rise of that issue of that product
precision                      of all rises reported, the part that is a planted defect; one of the
                               variant whose reviews Amazon shows under this product, too, counts
start_error_days_median, _p90  days between the reported and the planted first day, rises found
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any, Final

from bench.analysis_keywords import TruthReader
from mock_amazon.clock import DAY_S, moment_of
from mock_amazon.dataset import Bookcase, Catalogue
from mock_amazon.dataset.events import Event, EventKind
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.reviews import review_json, review_truth
from shelfsignal.insights.domain.aggregation import aggregate
from shelfsignal.insights.domain.analysis import ReviewAnalyser, ReviewAnalysis, ReviewText
from shelfsignal.insights.domain.attention import NEGATIVE, assess
from shelfsignal.insights.domain.ledger import Labels, Ledger, LedgerEntry
from shelfsignal.insights.domain.rising import MIN_MENTIONS, STILL_DAYS
from shelfsignal.insights.domain.taxonomy import OTHER, load_taxonomy
from shelfsignal.kernel.catalogue import Review
from shelfsignal.kernel.ids import Asin, Marketplace, ReviewId

SEEDS: Final = (9001, 9002)
PRODUCTS: Final = 300
LAST_DAY: Final = "2026-11-20"
_READ_LANGUAGES: Final = ("en", "de")
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class _Product:
    """A listing's reviews and the truth: issues by review, and first day of each planted one.

    wanted are the defects a reader can be expected to find; starts has those of the lead, too.
    """

    category: str
    reviews: tuple[Review, ...]
    issues: dict[ReviewId, frozenset[str]]
    wanted: frozenset[str]
    starts: dict[str, int]


@dataclass(slots=True)
class _Tally:
    named: int = 0
    told: int = 0
    both: int = 0


@dataclass(frozen=True, slots=True)
class PlantedWorld:
    """The products of all seeds on one day."""

    today: date
    products: tuple[_Product, ...]

    @classmethod
    def build(cls, seeds: Sequence[int] = SEEDS, products: int = PRODUCTS) -> PlantedWorld:
        anchor = int(moment_of(LAST_DAY) // DAY_S)
        found = (product for seed in seeds for product in _products(seed, products, anchor))
        return cls(date.fromisoformat(LAST_DAY), tuple(found))

    def truth(self) -> TruthReader:
        return TruthReader({k: v for product in self.products for k, v in product.issues.items()})

    def score(self, reader: ReviewAnalyser) -> dict[str, Any]:
        pairs = _Tally()
        claimed = right = found = 0
        errors = []
        for product in self.products:
            analyses = reader.analyse([text_of(r, product.category) for r in product.reviews])
            _compare(product, analyses, pairs)
            rises = _rises(product, analyses, self.today)
            claimed += len(rises)
            right += sum(issue in product.starts for issue in rises)
            found += sum(issue in product.wanted for issue in rises)
            errors += [
                abs(day - product.starts[issue])
                for issue, day in rises.items()
                if issue in product.wanted
            ]
        wanted = sum(len(product.wanted) for product in self.products)
        return {
            "precision": round(right / max(1, claimed), 4),
            "recall": round(found / max(1, wanted), 4),
            "start_error_days_median": median(errors) if errors else None,
            "start_error_days_p90": sorted(errors)[int(0.9 * len(errors))] if errors else None,
            "issue_precision": round(pairs.both / max(1, pairs.named), 4),
            "issue_recall": round(pairs.both / max(1, pairs.told), 4),
            "planted": wanted,
            "reported": claimed,
        }


def _products(seed: int, products: int, anchor: int) -> Iterator[_Product]:
    bookcase = Bookcase(Catalogue(seed, products, 4, anchor))
    for index in range(products):
        yield _product(bookcase, bookcase.catalogue.listing(index), anchor)


def _product(bookcase: Bookcase, listing: Listing, anchor: int) -> _Product:
    seed, plans = bookcase.seed, bookcase.plans(listing, anchor)
    truths = (review_truth(plan, seed, anchor) for plan in plans)
    issues = {
        ReviewId(truth["review_id"]): frozenset(truth["issues"])
        for truth in truths
        if truth["language"] in _READ_LANGUAGES
    }
    reviews = tuple(review_of(review_json(plan, seed, anchor), listing) for plan in plans)
    own = _defects(bookcase.events(listing), anchor)
    wanted = frozenset(
        issue
        for issue, event in own.items()
        if _is_seen(event, anchor) and _tellers(reviews, issues, issue, event.start) >= MIN_MENTIONS
    )
    lead = bookcase.catalogue.listing(listing.lead) if listing.lead is not None else listing
    begun = {**_defects(bookcase.events(lead), anchor), **own}
    starts = {issue: event.start + _EPOCH for issue, event in begun.items()}
    return _Product(listing.department.category, reviews, issues, wanted, starts)


def _defects(events: Sequence[Event], anchor: int) -> dict[str, Event]:
    """Those begun by the day, by issue."""
    return {
        event.issue: event
        for event in events
        if event.kind is EventKind.DEFECT and event.issue and event.start < anchor
    }


def _is_seen(event: Event, anchor: int) -> bool:
    return event.end is None or event.end > anchor - STILL_DAYS


def _tellers(
    reviews: Sequence[Review], issues: dict[ReviewId, frozenset[str]], issue: str, start: int
) -> int:
    return sum(
        issue in issues.get(review.review_id, ())
        for review in reviews
        if review.review_date.toordinal() >= start + _EPOCH
    )


def review_of(row: dict[str, Any], listing: Listing) -> Review:
    marketplace = Marketplace(listing.marketplace.value)
    return Review(
        review_id=ReviewId(row["review_id"]),
        rating=row["rating"],
        title=row["title"],
        body=row["text"],
        language=row["language"],
        review_date=datetime.fromisoformat(row["date"]).astimezone(UTC),
        asin=Asin(listing.asin),
        marketplace_id=marketplace.marketplace_id,
    )


def text_of(review: Review, category: str) -> ReviewText:
    return ReviewText(review.review_id, review.title, review.body, review.language, category)


def _compare(product: _Product, analyses: Sequence[ReviewAnalysis], pairs: _Tally) -> None:
    for analysis in analyses:
        told = product.issues.get(analysis.review_id)
        if told is not None:
            named = {issue.label for issue in analysis.issues} - {OTHER}
            pairs.named += len(named)
            pairs.told += len(told)
            pairs.both += len(told & named)


def _rises(product: _Product, analyses: Sequence[ReviewAnalysis], today: date) -> dict[str, int]:
    """First day (ordinal) of each issue that is reported as rising."""
    entries = {
        review.review_id: LedgerEntry(review, "", Labels(analysis, "bench"))
        for review, analysis in zip(product.reviews, analyses, strict=True)
    }
    rising = assess(aggregate(Ledger(entries), load_taxonomy()), today).rising
    return {
        rise.code: rise.start.toordinal() for rise in rising if rise.code not in (NEGATIVE, OTHER)
    }
