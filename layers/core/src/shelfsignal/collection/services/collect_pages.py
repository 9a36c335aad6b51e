"""Walking a scope's product pages: as many a call as time allows, one checkpoint a page.

Each page is raw in the lake before its token is followed; the checkpoint moves, with the run's
counters, only when everything of the page is stored. Whatever dies in between is fetched again
onto the same keys.
"""

import math
from dataclasses import dataclass
from typing import Any

from shelfsignal.collection.domain.batches import batches_of
from shelfsignal.collection.domain.checkpoints import Checkpoint, Failure, FailureStage
from shelfsignal.collection.domain.collect_ports import SecondsLeft, SourceSession
from shelfsignal.collection.domain.connections import SellerConnection
from shelfsignal.collection.domain.errors import ReauthoriseSeller, SlotTooFar, SourceRefused
from shelfsignal.collection.domain.sources import PageQuestion, Preparing, ProductsPage
from shelfsignal.collection.services.collector import (
    Collector,
    active_connection,
    context_of,
    grant_of,
    spare_time,
    terms_of,
)
from shelfsignal.collection.services.early_tails import EarlyTails
from shelfsignal.collection.services.page_intake import PageDesk, TrustedMemories, take_in
from shelfsignal.kernel.batches import ScopeRef
from shelfsignal.kernel.progress import Counters, count_collected


@dataclass(frozen=True)
class PagesOutcome:
    """more: call again after wait_s seconds; otherwise the batches manifest is at batches_key."""

    scope: ScopeRef
    bucket: str
    batches_key: str
    more: bool = False
    wait_s: int = 0
    batches: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            **self.scope.model_dump(mode="json"),
            "more": self.more,
            "wait_s": self.wait_s,
            "bucket": self.bucket,
            "batches_key": self.batches_key,
            "batches": self.batches,
        }


def collect_pages(collector: Collector, scope: ScopeRef, seconds_left: SecondsLeft) -> PagesOutcome:
    """Walks on from the checkpoint. A page the source refuses twice is recorded and ends the walk.

    Raises: SourceUnavailable; ReauthoriseSeller, after marking the seller.
    """
    attempt = collector.runs.get(scope.org_id, scope.run_id).attempt
    connection = active_connection(collector.connections, scope)
    walk = _Walk(collector, scope, attempt, connection, seconds_left)
    try:
        return walk.go()
    except ReauthoriseSeller as refusal:
        collector.connections.mark_reauthorise(grant_of(scope), refusal.reason)
        raise
    finally:
        walk.end()


class _Walk:
    """One call's walk over a scope's pages."""

    def __init__(
        self,
        collector: Collector,
        scope: ScopeRef,
        attempt: int,
        connection: SellerConnection,
        seconds_left: SecondsLeft,
    ) -> None:
        self._at = collector
        self._scope = scope
        self._attempt = attempt
        self._spare = spare_time(seconds_left)
        self._early = EarlyTails(collector, seconds_left)
        self._followed: set[str] = set()
        self._wait_s = 0
        self._session: SourceSession = collector.source.session(connection, self._spare)
        self._desk = PageDesk(
            scope,
            collector.products,
            TrustedMemories(collector.runs, collector.lake, scope).trusted,
            collector.rules,
            terms_of(collector, scope, connection),
        )
        self._context = context_of(collector, scope)

    def go(self) -> PagesOutcome:
        """At least one page a call, so that a short timeout never turns into an endless loop."""
        point = self._at.checkpoints.load(self._scope)
        while not point.is_over(self._attempt):
            try:
                point = self._step(point)
            except SlotTooFar as far:
                return self._outcome(more=True, wait_s=math.ceil(far.retry_after_s))
            over = point.is_over(self._attempt)
            if not over and (self._wait_s or self._spare() <= 0):
                return self._outcome(more=True, wait_s=self._wait_s)
        batches = self._at.lake.publish_batches(self._scope, point.high_page)
        if batches != point.batches:
            self._move(point, point.published(batches), Counters())
        return self._outcome(batches=batches)

    def end(self) -> None:
        """Requests that ended in no checkpoint are counted all the same."""
        if self._session.tally.total:
            self._at.checkpoints.add(self._scope, Counters(), self._session.tally.empty())
        self._early.stop()

    def _step(self, point: Checkpoint) -> Checkpoint:
        if point.next_token is not None:
            self._followed.add(point.next_token)
        question = PageQuestion(
            scope=self._scope,
            context=self._context,
            token=point.next_token,
            prepared=point.prepared,
            leads_back=self._followed.__contains__,
            clock=self._at.clock,
        )
        try:
            answer = self._session.products(question)
        except SourceRefused as refusal:
            return self._refused(point, refusal, may_restart=self._session.may_restart(question))
        if isinstance(answer, Preparing):
            self._wait_s = answer.wait_s
            return self._move(point, point.prepared_as(answer.state), Counters())
        return self._store(point, answer)

    def _store(self, point: Checkpoint, page: ProductsPage) -> Checkpoint:
        number, scope = point.next_page, self._scope
        for answer in page.answers:
            self._at.lake.save_raw_page(scope, number, answer)
        intake = take_in(self._desk, page, point)
        batches = batches_of(scope, number, intake.listings, self._at.batch_size)
        self._at.lake.save_page(scope, number, intake.listings, batches)
        self._at.products.remember(intake.memories)
        counters = Counters()
        if number > point.high_page:
            counters = Counters(
                pages=1,
                products=len(intake.listings),
                reviews=sum(each.reviews_count for each in intake.listings),
                dropped=intake.dropped,
            )
        self._early.offer(batches)
        return self._move(point, point.after_page(page.next_token), counters)

    def _refused(
        self, point: Checkpoint, refusal: SourceRefused, *, may_restart: bool
    ) -> Checkpoint:
        """What may have gone stale is worth one walk from page 1 an attempt."""
        if may_restart and point.rewalked_in != self._attempt:
            self._followed.clear()
            return self._move(point, point.walked_again(self._attempt), Counters())
        self._at.failures.record(
            Failure(
                org_id=self._scope.org_id,
                run_id=self._scope.run_id,
                attempt=self._attempt,
                stage=FailureStage.PAGE,
                subject=f"{self._scope.seller_id}#{self._scope.marketplace}#{point.next_page:05d}",
                error=type(refusal).__name__,
                reason=str(refusal),
                at=self._at.clock(),
            )
        )
        return self._move(point, point.given_up(self._attempt), Counters())

    def _move(self, old: Checkpoint, new: Checkpoint, counters: Counters) -> Checkpoint:
        tally = self._session.tally.empty()
        moved = self._at.checkpoints.move(self._scope, old, new, counters, tally)
        count_collected(counters)
        return moved

    def _outcome(self, *, more: bool = False, wait_s: int = 0, batches: int = 0) -> PagesOutcome:
        return PagesOutcome(
            scope=self._scope,
            bucket=self._at.lake.bucket,
            batches_key=self._at.lake.batches_key(self._scope),
            more=more,
            wait_s=wait_s,
            batches=batches,
        )
