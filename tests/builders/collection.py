"""Small builders of the collection context's values and of what the source answers."""

import json
from datetime import UTC, date, datetime
from typing import Any

from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.runs import Run, RunTrigger, Scope
from shelfsignal.collection.domain.sources import SourceContext
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.ids import Marketplace, OrgId, RunId, SellerId

ORG = OrgId("demo")
SELLER = SellerId("A1SELLER")
RUN = RunId("01HRUN0000000000000000000A")
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def a_scope(run_id: RunId = RUN, place: Marketplace = Marketplace.US) -> ScopeRef:
    return ScopeRef(org_id=ORG, run_id=run_id, day=DAY, seller_id=SELLER, marketplace=place)


def a_run(**changes: Any) -> Run:
    fields: dict[str, Any] = {
        "org_id": ORG,
        "run_id": RUN,
        "day": DAY,
        "trigger": RunTrigger.API,
        "started_at": NOW,
        "attempt_at": NOW,
        "scopes": (Scope(SELLER, Marketplace.US),),
    }
    return Run(**{**fields, **changes})


def a_connection(
    seller_id: SellerId = SELLER,
    places: tuple[Marketplace, ...] = (Marketplace.US,),
    org_id: OrgId = ORG,
) -> SellerConnection:
    return SellerConnection(org_id, seller_id, "Northwind", places, NOW)


def a_context() -> SourceContext:
    return SourceContext(SELLER, Marketplace.US, DAY, RUN, lambda text: f"h({text})")


def a_review(review_id: str = "R1", **changes: Any) -> dict[str, Any]:
    return {
        "review_id": review_id,
        "text": "Holds the heat for hours.",
        "title": "Good flask",
        "rating": 5,
        "date": "2026-11-01T08:00:00Z",
        "reviewer_id": "AE123",
        "reviewer_name": "Kim",
        "verified_purchase": True,
        "helpful_votes": 2,
        "language": "en",
        **changes,
    }


def an_item(
    asin: str = "B000000001", reviews: list[Any] | None = None, **changes: Any
) -> dict[str, Any]:
    found = [a_review(f"{asin}-R1")] if reviews is None else reviews
    return {
        "product_id": asin,
        "title": "Flask",
        "price": 24.9,
        "currency": "USD",
        "category": "Kitchen",
        "brand": "Northwind",
        "marketplace": "US",
        "parent_asin": None,
        "image_url": None,
        "sales_rank": 12,
        "average_rating": 4.5,
        "review_count": len(found),
        "reviews": found,
        "reviews_token": None,
        **changes,
    }


def a_long_item(asin: str = "B000000002", total: int = 3, **changes: Any) -> dict[str, Any]:
    """A product with more reviews than are embedded."""
    return an_item(asin, review_count=total, reviews_token=f"tail-{asin}", **changes)


def a_page(*items: Any, next_token: str | None = None) -> bytes:
    return json.dumps({"products": list(items), "next_page_token": next_token}).encode()


def a_reviews_page(*reviews: Any, asin: str = "B000000002", next_token: str | None = None) -> bytes:
    document = {"product_id": asin, "reviews": list(reviews), "next_page_token": next_token}
    return json.dumps(document).encode()
