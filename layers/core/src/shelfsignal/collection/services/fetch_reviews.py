"""Fetching the reviews of one product of a job, page by page, as far as the time allows.

Each page is raw in the lake before its token is followed, and the item moves with it; whoever goes
on later reads back what was made of the pages. When the last one is there, the canonical document
is written where analysis looks for a product's listing.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shelfsignal.collection.domain.calls import Operation
from shelfsignal.collection.domain.collect_ports import ProductStore, Pseudonyms, SecondsLeft
from shelfsignal.collection.domain.errors import (
    MalformedAnswer,
    ReauthoriseSeller,
    SlotTooFar,
    SourceRefused,
)
from shelfsignal.collection.domain.job_ports import (
    JobLake,
    JobStore,
    MarkStore,
    Question,
    ReviewSession,
    ReviewSource,
)
from shelfsignal.collection.domain.jobs import ItemState, JobItem, JobKind, JobMode, Mark
from shelfsignal.collection.domain.ports import ConnectionStore
from shelfsignal.collection.domain.products import snapshot_of
from shelfsignal.collection.domain.review_texts import (
    DatedReview,
    TextsContext,
    TextsPage,
    mark_of,
    merged,
    parse_texts,
)
from shelfsignal.collection.services.collector import active_connection, grant_of, spare_time
from shelfsignal.kernel.batches import ReviewTask
from shelfsignal.kernel.catalogue import ListingKind, ListingMeta, ProductListing
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import ReviewId, product_id
from shelfsignal.kernel.metrics import metrics


@dataclass(frozen=True)
class Fetching:
    """What fetching needs; sources by kind of job."""

    sources: Mapping[JobKind, ReviewSource]
    jobs: JobStore
    marks: MarkStore
    products: ProductStore
    connections: ConnectionStore
    pseudonyms: Pseudonyms
    lake: JobLake
    clock: Clock


@dataclass(frozen=True)
class FetchOutcome:
    """more: call again after wait_s seconds. analyse: the canonical document awaits analysis."""

    task: ReviewTask
    more: bool = False
    wait_s: int = 0
    analyse: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            **self.task.batch.model_dump(mode="json"),
            **self.task.model_dump(mode="json"),
            "more": self.more,
            "wait_s": self.wait_s,
            "analyse": self.analyse,
        }


def fetch_reviews(fetching: Fetching, task: ReviewTask, seconds_left: SecondsLeft) -> FetchOutcome:
    """Goes on from the item's last page; a job that was cancelled is left as it is.

    Raises: SourceUnavailable, SourceRefused, SellerNotFound; ReauthoriseSeller, after marking the
    seller.
    """
    job = fetching.jobs.get(task.org_id, task.run_id)
    if not job.is_wanted(task.attempt):
        return FetchOutcome(task)
    item = fetching.jobs.item(task.org_id, task.run_id, task.item)
    if item.is_fetched:
        return _fetched_before(fetching, task, item)
    spare = spare_time(seconds_left)
    try:
        return _Walk(fetching, task, item, spare).go()
    except ReauthoriseSeller as refusal:
        fetching.connections.mark_reauthorise(grant_of(task), refusal.reason)
        raise


def _fetched_before(fetching: Fetching, task: ReviewTask, item: JobItem) -> FetchOutcome:
    if item.state is ItemState.FAILED:
        fetching.jobs.move(task.org_id, task.run_id, item, item.analysed_again())
    return FetchOutcome(task, analyse=item.listing and item.state is not ItemState.DONE)


class _Walk:
    """One call's walk over a product's pages."""

    def __init__(
        self, fetching: Fetching, task: ReviewTask, item: JobItem, spare: SecondsLeft
    ) -> None:
        self._at = fetching
        self._task = task
        self._item = item
        self._spare = spare
        self._kind = JobKind(task.kind)
        self._source = fetching.sources[self._kind]
        asks = self._source.asks_amazon
        connection = active_connection(fetching.connections, task) if asks else None
        self._session: ReviewSession = self._source.session(task, connection, spare)
        self._product = product_id(task.marketplace, task.asin)
        self._known = self._mark()
        self._context = TextsContext(
            task.asin, task.marketplace, task.day, fetching.pseudonyms.of(task.org_id)
        )
        self._pages = [self._stored(page) for page in range(1, item.pages + 1)]
        self._followed: set[str] = set()

    def go(self) -> FetchOutcome:
        """At least one page a call, so that a short timeout never turns into an endless loop."""
        began = time.monotonic()
        while self._is_wanted():
            try:
                page = self._next_page()
            except SlotTooFar as far:
                return FetchOutcome(self._task, more=True, wait_s=math.ceil(far.retry_after_s))
            except SourceRefused:
                if not self._may_walk_again():
                    raise
                self._move(self._item.walked_again(self._task.attempt))
                self._pages.clear()
                self._followed.clear()
                continue
            self._pages.append(page)
            if page.next_token is None:
                return self._complete(time.monotonic() - began)
            if self._spare() <= 0:
                return FetchOutcome(self._task, more=True)
        return FetchOutcome(self._task)

    def _is_wanted(self) -> bool:
        """Somebody may have cancelled the job, or another attempt taken over."""
        return self._at.jobs.get(self._task.org_id, self._task.run_id).is_wanted(self._task.attempt)

    def _may_walk_again(self) -> bool:
        """A refused token, expired most often, is worth one walk from page 1 an attempt."""
        return self._item.next_token is not None and self._item.rewalked_in != self._task.attempt

    def _next_page(self) -> TextsPage:
        """The page, stored raw, and the item moved past it."""
        token = self._item.next_token
        if token is not None:
            self._followed.add(token)
        since = self._known.at if self._known else None
        page = self._session.page(Question(self._task.asin, since, token), self._parse)
        number = self._item.pages + 1
        self._at.lake.save_raw(self._task, self._kind.source, number, page.body)
        if page.next_token is not None:
            self._at.lake.save_page(self._task, number, page.reviews)
            new = len(self._new([*self._pages, page]))
            self._move(self._item.after_page(new, page.next_token))
        return page

    def _parse(self, body: bytes) -> TextsPage:
        """Raises: MalformedAnswer, also for a token that leads back: the walk would never end."""
        page = parse_texts(body, self._context)
        if page.next_token in self._followed:
            raise MalformedAnswer(Operation.LIST_REVIEW_TEXTS, "nextToken leads back")
        return page

    def _complete(self, seconds: float) -> FetchOutcome:
        """The canonical document first, then the item: what dies in between is done again."""
        new = self._new(self._pages)
        listing = bool(new) or self._known is None
        if listing:
            self._at.lake.save_listing(self._task, self._listing(new, seconds))
        last = self._item.after_page(len(new), None)
        mark = mark_of(merged(self._pages)) if self._source.asks_amazon else None
        self._move(last.fetched(reviews=len(new), listing=listing, mark=mark))
        metrics.add("reviews_fetched_total", len(new), kind=self._task.kind)
        return FetchOutcome(self._task, analyse=listing)

    def _new(self, pages: list[TextsPage]) -> dict[ReviewId, DatedReview]:
        """What these pages bring that an earlier fetch did not."""
        return {
            review_id: each
            for review_id, each in merged(pages).items()
            if not each.is_known(self._known)
        }

    def _listing(self, new: Mapping[ReviewId, DatedReview], seconds: float) -> ProductListing:
        task = self._task
        memory = self._at.products.recall(task.org_id, [self._product]).get(self._product)
        whole = self._source.asks_amazon and self._known is None
        return ProductListing(
            job_id=task.run_id,
            fetched_at=self._at.clock(),
            product=snapshot_of(memory, task.seller_id, task.marketplace, task.asin),
            kind=ListingKind.COMPLETE if whole else ListingKind.PARTIAL,
            reviews=tuple(each.review for each in new.values()),
            meta=ListingMeta(
                pages_fetched=len(self._pages), fetch_duration_seconds=round(seconds, 3)
            ),
        )

    def _mark(self) -> Mark | None:
        """How far an incremental job may skip; None: everything is asked for."""
        if self._task.mode != JobMode.INCREMENTAL or not self._source.asks_amazon:
            return None
        return self._at.marks.mark(self._task.org_id, self._product, self._kind.source)

    def _stored(self, page: int) -> TextsPage:
        """A page that an earlier call brought."""
        return TextsPage(b"", self._at.lake.load_page(self._task, page), None)

    def _move(self, new: JobItem) -> None:
        task = self._task
        self._item = self._at.jobs.move(task.org_id, task.run_id, self._item, new)
