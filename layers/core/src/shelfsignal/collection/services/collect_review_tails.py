"""Fetching the reviews beyond the newest that the feed embeds, for the products of one batch.

A product is done when its complete listing is in the lake. One that fails for good is recorded and
the others go on; when one fails for now, the others go on too and the call is tried again for it
alone.
"""

import math
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.checkpoints import Failure, FailureStage
from shelfsignal.collection.domain.collect_ports import FeedSession, SecondsLeft
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.feed import FeedContext, ReviewsPage, parse_reviews
from shelfsignal.collection.domain.products import CompleteListing, reviews_digest
from shelfsignal.collection.services.collector import (
    Collector,
    active_connection,
    grant_of,
    spare_time,
)
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.catalogue import ListingKind, ListingMeta, ProductListing, Review
from shelfsignal.kernel.ids import Asin
from shelfsignal.kernel.progress import Counters, count_collected


@dataclass(frozen=True)
class TailsOutcome:
    """more: call again after wait_s seconds."""

    batch: BatchRef
    more: bool = False
    wait_s: int = 0

    def to_json(self) -> dict[str, Any]:
        return {**self.batch.model_dump(mode="json"), "more": self.more, "wait_s": self.wait_s}


def collect_review_tails(
    collector: Collector, batch: BatchRef, seconds_left: SecondsLeft
) -> TailsOutcome:
    """Raises: SourceUnavailable when a product is to be tried again; ReauthoriseSeller."""
    connection = active_connection(collector.connections, batch)
    spare = spare_time(seconds_left)
    session = collector.feed.session(connection, spare)
    tails = _Tails(collector, batch, session, spare)
    try:
        return tails.go()
    except ReauthoriseSeller as refusal:
        collector.connections.mark_reauthorise(grant_of(batch), str(refusal))
        raise
    finally:
        tails.flush()


class _Tails:
    """One call's work on a batch."""

    def __init__(
        self, collector: Collector, batch: BatchRef, session: FeedSession, spare: SecondsLeft
    ) -> None:
        self._at = collector
        self._batch = batch
        self._session = session
        self._spare = spare
        self._fetched = 0
        self._reviews = 0
        self._dropped: Counter[str] = Counter()
        self._context = FeedContext(
            batch.seller_id,
            batch.marketplace,
            batch.day,
            batch.run_id,
            collector.pseudonyms.of(batch.org_id),
        )

    def go(self) -> TailsOutcome:
        again: SourceUnavailable | None = None
        for listing in self._at.lake.load_batch(self._batch):
            asin = listing.product.asin
            if not listing.needs_tail or self._at.lake.has_tail(self._batch, asin):
                continue
            try:
                self._complete(listing)
            except SlotTooFar as far:
                return TailsOutcome(self._batch, more=True, wait_s=math.ceil(far.retry_after_s))
            except SourceUnavailable as failure:
                again = failure
            except SourceRefused as refusal:
                self._record(asin, refusal)
            if self._spare() <= 0:
                return TailsOutcome(self._batch, more=True)
        if again:
            raise again
        return TailsOutcome(self._batch)

    def flush(self) -> None:
        """What was fetched makes an earlier result of the batch outdated; counts are added once."""
        if self._fetched:
            self._at.lake.forget_result(self._batch)
        if self._session.tally.total or self._reviews or self._dropped:
            counters = Counters(reviews=self._reviews, dropped=self._dropped)
            self._at.checkpoints.add(self._batch, counters, self._session.tally.empty())
            count_collected(counters)

    def _complete(self, listing: ProductListing) -> None:
        began = time.monotonic()
        asin = listing.product.asin
        try:
            reviews, pages, dropped = self._walk(asin, listing.tail_token, listing.reviews)
        except SourceRefused:
            if listing.tail_token is None:
                raise
            reviews, pages, dropped = self._walk(asin, None, ())
        meta = ListingMeta(
            pages_fetched=pages, fetch_duration_seconds=round(time.monotonic() - began, 3)
        )
        self._store(listing, reviews, meta)
        self._reviews += max(0, len(reviews) - listing.reviews_count)
        self._dropped.update(dropped)

    def _walk(
        self, asin: Asin, token: str | None, embedded: tuple[Review, ...]
    ) -> tuple[tuple[Review, ...], int, Counter[str]]:
        """All pages from this token on; raw first, then its token is followed."""
        found = {review.review_id: review for review in embedded}
        dropped: Counter[str] = Counter()
        followed = {token}
        number = 0
        while True:
            page = self._session.reviews(
                self._batch.marketplace, asin, token, lambda body: self._parse(body, asin, followed)
            )
            number += 1
            self._at.lake.save_raw_tail(self._batch, asin, number, page.body)
            for review in page.reviews:
                found.setdefault(review.review_id, review)
            dropped.update(page.dropped)
            token = page.next_token
            if token is None:
                return tuple(found.values()), number, dropped
            followed.add(token)

    def _parse(self, body: bytes, asin: Asin, followed: set[str | None]) -> ReviewsPage:
        """Raises: MalformedAnswer, also for a token that leads back: the walk would never end."""
        page = parse_reviews(body, self._context, asin)
        if page.next_token is not None and page.next_token in followed:
            raise MalformedAnswer(Operation.LIST_REVIEWS, "next_page_token leads back")
        return page

    def _store(
        self, listing: ProductListing, reviews: tuple[Review, ...], meta: ListingMeta
    ) -> None:
        complete = listing.model_copy(
            update={
                "kind": ListingKind.COMPLETE,
                "needs_tail": False,
                "tail_token": None,
                "reviews": reviews,
                "meta": meta,
            }
        )
        self._at.lake.save_tail(self._batch, complete)
        self._fetched += 1
        self._at.products.completed(
            self._batch.org_id,
            listing.product.product_id,
            CompleteListing(
                day=self._batch.day,
                run_id=self._batch.run_id,
                batch=self._batch.batch,
                review_count=listing.product.review_count,
                digest=reviews_digest(listing.reviews),
            ),
        )

    def _record(self, asin: Asin, refusal: SourceRefused) -> None:
        run = self._at.runs.get(self._batch.org_id, self._batch.run_id)
        self._at.failures.record(
            Failure(
                org_id=self._batch.org_id,
                run_id=self._batch.run_id,
                attempt=run.attempt,
                stage=FailureStage.TAIL,
                subject=f"{self._batch.seller_id}#{self._batch.marketplace}#{asin}",
                error=type(refusal).__name__,
                reason=str(refusal),
                at=self._at.clock(),
                products=1,
            )
        )
