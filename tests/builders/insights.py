"""Listings, reviews and answers to build tests of insights from."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from shelfsignal.insights.domain.analysis import (
    AnalysisStatus,
    Evidence,
    IssueMention,
    ReviewAnalysis,
    ReviewText,
    Sentiment,
    Severity,
    TextField,
)
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.catalogue import ListingKind, ProductListing, ProductSnapshot, Review
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ReviewId, RunId, SellerId

ORG = OrgId("demo")
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

WORDS = {
    "battery": "the battery drains",
    "noise": "it rattles loudly",
    "safety_hazard": "it caught fire",
}


def a_review(
    number: int | str = 1,
    rating: int = 5,
    body: str = "Lovely thing, works well.",
    days_ago: int = 10,
    **changes: object,
) -> Review:
    fields: dict[str, object] = {
        "review_id": ReviewId(f"R{number}"),
        "rating": rating,
        "title": "Title",
        "body": body,
        "language": "en",
        "review_date": NOON - timedelta(days=days_ago),
        "asin": Asin("B000000001"),
        "marketplace_id": Marketplace.US.marketplace_id,
    }
    return Review.model_validate(fields | changes)


def a_product(number: int = 1, **changes: object) -> ProductSnapshot:
    fields: dict[str, object] = {
        "asin": Asin(f"B{number:09d}"),
        "marketplace": Marketplace.US,
        "seller_id": SellerId("S1"),
        "title": f"Thing {number}",
        "brand": "Acme",
        "category": "Electronics",
        "price": "19.99",
        "currency": "USD",
    }
    return ProductSnapshot.model_validate(fields | changes)


def a_listing(
    reviews: Sequence[Review] = (),
    product: ProductSnapshot | None = None,
    *,
    is_complete: bool = True,
    needs_tail: bool = False,
) -> ProductListing:
    return ProductListing(
        job_id="job",
        fetched_at=NOON,
        product=product or a_product(),
        kind=ListingKind.COMPLETE if is_complete else ListingKind.PARTIAL,
        needs_tail=needs_tail,
        reviews=tuple(reviews),
    )


def a_batch(run: str = "RUN1", batch: str = "00001-01", **changes: object) -> BatchRef:
    fields: dict[str, object] = {
        "org_id": ORG,
        "run_id": RunId(run),
        "day": DAY,
        "seller_id": "S1",
        "marketplace": Marketplace.US,
        "batch": batch,
        "page": 1,
        "first": 0,
        "count": 20,
    }
    return BatchRef.model_validate(fields | changes)


def read_as(text: ReviewText) -> ReviewAnalysis:
    """The answer of the fake engine: words of WORDS are issues, "bad" and issues are negative."""
    if "unreadable" in text.body:
        return ReviewAnalysis(text.review_id, AnalysisStatus.FAILED)
    if text.language == "fr":
        return ReviewAnalysis(text.review_id, AnalysisStatus.UNSUPPORTED_LANGUAGE, "fr")
    issues = tuple(
        IssueMention(
            code,
            None,
            Severity.CRITICAL if code == "safety_hazard" else Severity.MEDIUM,
            Evidence.cut(text, TextField.BODY, at, at + len(words)),
            0.9,
        )
        for code, words in WORDS.items()
        if (at := text.body.find(words)) >= 0
    )
    is_bad = bool(issues) or "bad" in text.body
    sentiment = Sentiment.NEGATIVE if is_bad else Sentiment.POSITIVE
    return ReviewAnalysis(
        text.review_id,
        AnalysisStatus.ANALYSED,
        "en",
        sentiment,
        0.9,
        complaint=is_bad,
        severity=Severity.MEDIUM if is_bad else Severity.NONE,
        issues=issues,
    )
