"""Fetching what is to be known of a batch's products beyond their pages: reviews and feedback.

A product is done when its tail is in the lake. One that fails for good is recorded and the others
go on; when one fails for now, the others go on too and the call is tried again for it alone.
"""

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from shelfsignal.collection.domain.collect_ports import SecondsLeft, SourceSession
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import (
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
    SourceUnavailable,
)
from shelfsignal.collection.domain.products import (
    CompleteListing,
    FeedbackAsked,
    ProductMemory,
    reviews_digest,
)
from shelfsignal.collection.domain.review_texts import (
    DatedReview,
    TextsPage,
    mark_of,
    merged,
)
from shelfsignal.collection.domain.sources import RawAnswer, ReviewsQuestion
from shelfsignal.collection.domain.tails import ReviewWalk
from shelfsignal.collection.services.collector import (
    Collector,
    active_connection,
    context_of,
    grant_of,
    spare_time,
    terms_of,
)
from shelfsignal.collection.services.page_intake import TrustedMemories
from shelfsignal.collection.services.product_feedback import FeedbackDesk
from shelfsignal.collection.services.tail_failures import TailFailures
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.catalogue import ListingKind, ListingMeta, ProductListing, Review
from shelfsignal.kernel.ids import Asin, ProductId, ReviewId
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
    tails = _Tails(collector, batch, connection, spare_time(seconds_left))
    try:
        return tails.go()
    except ReauthoriseSeller as refusal:
        collector.connections.mark_reauthorise(grant_of(batch), refusal.reason)
        raise
    finally:
        tails.flush()


@dataclass
class _Found:
    """A walk's pages; the first of them are the reviews that came with the product's page."""

    walk: ReviewWalk
    pages: list[TextsPage] = field(default_factory=list)
    fetched: int = 0

    def new(self) -> dict[ReviewId, DatedReview]:
        """What an earlier fetch did not bring."""
        every = merged(self.pages)
        return {name: each for name, each in every.items() if not each.is_known(self.walk.known)}


class _Tails:
    """One call's work on a batch."""

    def __init__(
        self,
        collector: Collector,
        batch: BatchRef,
        connection: SellerConnection,
        spare: SecondsLeft,
    ) -> None:
        self._at = collector
        self._batch = batch
        self._spare = spare
        self._session: SourceSession = collector.source.session(connection, spare)
        self._context = context_of(collector, batch)
        self._terms = terms_of(collector, batch, connection)
        self._feedback = FeedbackDesk(
            collector,
            batch,
            collector.feedback.session(connection, spare),
            self._context,
            may_ask=self._terms.may_ask_feedback,
            was_refused=connection.feedback_refused_on is not None,
        )
        self._failures = TailFailures(collector, batch)
        self._is_outdated = False
        self._reviews = 0
        self._dropped: Counter[str] = Counter()

    def go(self) -> TailsOutcome:
        again: SourceUnavailable | None = None
        wanted = self._wanted()
        memories = self._memories(wanted)
        for listing in wanted:
            asin = listing.product.asin
            try:
                self._complete(listing, memories.get(listing.product.product_id))
            except SlotTooFar as far:
                return TailsOutcome(self._batch, more=True, wait_s=math.ceil(far.retry_after_s))
            except SourceUnavailable as failure:
                again = failure
            except SourceRefused as refusal:
                self._failures.record(asin, refusal)
            if self._spare() <= 0:
                return TailsOutcome(self._batch, more=True)
        if again:
            raise again
        return TailsOutcome(self._batch)

    def flush(self) -> None:
        """Counts are added once, whatever the call came to."""
        self._dropped.update(self._feedback.dropped)
        counters = Counters(reviews=self._reviews, dropped=self._dropped)
        for each in (self._session.tally, self._feedback.session.tally):
            if each.total or counters != Counters():
                self._at.checkpoints.add(self._batch, counters, each.empty())
                count_collected(counters)
                counters = Counters()

    def _wanted(self) -> list[ProductListing]:
        listings = [each for each in self._at.lake.load_batch(self._batch) if each.needs_tail]
        tailed = [
            each for each in listings if self._at.lake.has_tail(self._batch, each.product.asin)
        ]
        left = {each.product.asin for each in listings} - {each.product.asin for each in tailed}
        left |= self._without_texts([each for each in tailed if each.needs_feedback])
        return [each for each in listings if each.product.asin in left]

    def _without_texts(self, tailed: list[ProductListing]) -> set[Asin]:
        """Those whose texts the attempt before this one was refused, and nobody fetched since."""
        refused = self._failures.of_last_attempt({each.product.asin for each in tailed})
        again = [each for each in tailed if each.product.asin in refused]
        memories = self._memories(again)
        found = set()
        for each in again:
            memory = memories.get(each.product.product_id)
            is_done = memory and memory.complete and memory.complete.run_id == self._batch.run_id
            if not is_done and self._at.rules.walk(each, memory, self._terms):
                found.add(each.product.asin)
        return found

    def _complete(self, listing: ProductListing, memory: ProductMemory | None) -> None:
        """Reviews first: what may have to wait comes before what is asked for only once."""
        began = time.monotonic()
        walk = self._at.rules.walk(listing, memory, self._terms)
        found, refusal = self._texts(listing, walk)
        brought = _brought(found, time.monotonic() - began) if found else {}
        feedback, asked = None, None
        if listing.needs_feedback:
            feedback, asked = self._feedback.ask(listing.product.asin)
        if refusal:
            if feedback is None:
                raise refusal
            self._failures.record(listing.product.asin, refusal)
            brought = {"kind": ListingKind.PARTIAL}
        done = {"needs_tail": False, "tail_token": None, "feedback": feedback}
        tail = listing.model_copy(update={**done, **brought})
        self._keep(tail)
        complete = self._completed(listing, found, memory) if found else None
        self._note(listing, complete, asked)
        self._reviews += max(0, tail.reviews_count - listing.reviews_count)

    def _texts(
        self, listing: ProductListing, walk: ReviewWalk | None
    ) -> tuple[_Found | None, SourceRefused | None]:
        """A refusal is answered where feedback may still be had without the texts."""
        try:
            return (self._walked(listing, walk) if walk else None), None
        except SourceRefused as refusal:
            if not listing.needs_feedback:
                raise
            return None, refusal

    def _keep(self, tail: ProductListing) -> None:
        """An earlier result of the batch is outdated by the tail, and goes before it comes: whoever
        is killed in between leaves an analysis too many, not one that never happens."""
        if not self._is_outdated:
            self._at.lake.forget_result(self._batch)
            self._is_outdated = True
        self._at.lake.save_tail(self._batch, tail)

    def _walked(self, listing: ProductListing, walk: ReviewWalk) -> _Found:
        """A refused token, expired most often, is worth one walk from the first page."""
        embedded = tuple(DatedReview(review, None) for review in listing.reviews)
        try:
            return self._walk(listing.product.asin, _Found(walk, [TextsPage(b"", embedded, None)]))
        except SourceRefused:
            if walk.token is None:
                raise
            return self._walk(listing.product.asin, _Found(ReviewWalk(known=walk.known)))

    def _walk(self, asin: Asin, found: _Found) -> _Found:
        """All pages from the walk's token on; raw first, then a page's token is followed."""
        token = found.walk.token
        followed = {token}
        while True:
            page = self._session.reviews(
                ReviewsQuestion(
                    context=self._context,
                    asin=asin,
                    token=token,
                    since=found.walk.known.at if found.walk.known else None,
                    leads_back=followed.__contains__,
                )
            )
            found.fetched += 1
            self._at.lake.save_raw_tail(
                self._batch, asin, found.fetched, RawAnswer(page.operation, page.body)
            )
            found.pages.append(page)
            token = page.next_token
            if token is None:
                for each in found.pages:
                    self._dropped.update(each.dropped)
                return found
            followed.add(token)

    def _completed(
        self, listing: ProductListing, found: _Found, memory: ProductMemory | None
    ) -> CompleteListing:
        known, before = found.walk.known, memory.complete if memory else None
        whole_day = before.day if known and before else self._batch.day
        return CompleteListing(
            day=whole_day,
            run_id=self._batch.run_id,
            batch=self._batch.batch,
            review_count=listing.product.review_count,
            digest=reviews_digest(listing.reviews),
            mark=mark_of(merged(found.pages)) or known,
        )

    def _note(
        self,
        listing: ProductListing,
        complete: CompleteListing | None,
        feedback: FeedbackAsked | None,
    ) -> None:
        if complete or feedback:
            product = listing.product.product_id
            self._at.products.fetched(self._batch.org_id, product, complete, feedback)

    def _memories(self, wanted: list[ProductListing]) -> dict[ProductId, ProductMemory]:
        """What is remembered of these products, as far as it can be trusted."""
        trust = TrustedMemories(self._at.runs, self._at.lake, self._batch)
        products = [each.product.product_id for each in wanted]
        found = self._at.products.recall(self._batch.org_id, products)
        trusted = {name: trust.trusted(memory) for name, memory in found.items()}
        return {name: memory for name, memory in trusted.items() if memory}


def _brought(found: _Found, seconds: float) -> dict[str, Any]:
    """What of a listing a walk decides."""
    reviews: tuple[Review, ...] = tuple(each.review for each in found.new().values())
    meta = ListingMeta(pages_fetched=found.fetched, fetch_duration_seconds=round(seconds, 3))
    kind = ListingKind.PARTIAL if found.walk.known else ListingKind.COMPLETE
    return {"kind": kind, "reviews": reviews, "meta": meta}
