"""The collection context's ports in memory, held to the same contract tests as the real ones."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from shelfsignal.collection.domain.calls import CallTally, Operation
from shelfsignal.collection.domain.checkpoints import Checkpoint, Failure, ScopeTotals
from shelfsignal.collection.domain.collect_ports import BatchSummary
from shelfsignal.collection.domain.connections import (
    ConnectionStatus,
    OrgSettings,
    SellerConnection,
)
from shelfsignal.collection.domain.consents import PendingConsent
from shelfsignal.collection.domain.errors import (
    CheckpointMoved,
    MalformedAnswer,
    RunInProgress,
    RunNotFound,
    SellerNotFound,
    SellerTaken,
    SourceUnavailable,
    StaleAttempt,
)
from shelfsignal.collection.domain.feed import parse_products, parse_reviews
from shelfsignal.collection.domain.feedback import FeedbackAnswer, parse_feedback
from shelfsignal.collection.domain.limiter_ports import Granted, Refused
from shelfsignal.collection.domain.locks import ScopeLock
from shelfsignal.collection.domain.pace import Bucket, LimiterKey, SlotState
from shelfsignal.collection.domain.ports import DueRun
from shelfsignal.collection.domain.products import CompleteListing, FeedbackAsked, ProductMemory
from shelfsignal.collection.domain.review_texts import TextsPage
from shelfsignal.collection.domain.runs import Run, RunStatus, Scope
from shelfsignal.collection.domain.sources import (
    PageQuestion,
    Preparing,
    ProductsPage,
    RawAnswer,
    ReviewsQuestion,
    SourceContext,
    forward,
)
from shelfsignal.collection.domain.tokens import AccessToken, Grant, TokenMetadata
from shelfsignal.collection.services.close_run import _plus
from shelfsignal.kernel.batches import BatchRef, ScopeRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.errors import NotFound, StoreUnavailable
from shelfsignal.kernel.ids import Asin, Marketplace, OrgId, ProductId, RunId, SellerId
from shelfsignal.kernel.progress import Counters


@dataclass
class FakeRuns:
    """RunStore and RunProgress."""

    runs: dict[tuple[OrgId, RunId], Run] = field(default_factory=dict)
    held: dict[tuple[OrgId, Scope], ScopeLock] = field(default_factory=dict)

    def get(self, org_id: OrgId, run_id: RunId) -> Run:
        run = self.find(org_id, run_id)
        if run is None:
            raise RunNotFound(run_id)
        return run

    def find(self, org_id: OrgId, run_id: RunId) -> Run | None:
        return self.runs.get((org_id, run_id))

    def page(self, org_id: OrgId, limit: int, before: RunId | None) -> Sequence[Run]:
        ours = [run for (org, _), run in self.runs.items() if org == org_id]
        older = [run for run in ours if before is None or run.run_id < before]
        return sorted(older, key=lambda run: run.run_id, reverse=True)[:limit]

    def create(self, run: Run, locks: Sequence[ScopeLock]) -> None:
        if (run.org_id, run.run_id) in self.runs:
            raise StaleAttempt(run.run_id, run.attempt, self.get(run.org_id, run.run_id).attempt)
        self._take(locks)
        self.runs[run.org_id, run.run_id] = run

    def advance(self, run: Run, locks: Sequence[ScopeLock], *, replaces: Run) -> None:
        stored = self.get(run.org_id, run.run_id)
        if (stored.attempt, stored.status) != (replaces.attempt, replaces.status):
            raise StaleAttempt(run.run_id, run.attempt, stored.attempt)
        self._take(locks)
        self.runs[run.org_id, run.run_id] = run

    def locks(self, org_id: OrgId, scopes: Iterable[Scope]) -> Sequence[ScopeLock]:
        return [self.held[org_id, scope] for scope in scopes if (org_id, scope) in self.held]

    def release(self, locks: Iterable[ScopeLock]) -> None:
        for lock in locks:
            holder = self.held.get((lock.org_id, lock.scope))
            if holder and (holder.run_id, holder.attempt) == (lock.run_id, lock.attempt):
                del self.held[lock.org_id, lock.scope]

    def finish(self, run: Run) -> None:
        stored = self.runs.get((run.org_id, run.run_id))
        is_open = stored and stored.status is RunStatus.RUNNING
        if stored and is_open and stored.attempt == run.attempt:
            self.runs[run.org_id, run.run_id] = run

    def add(self, org_id: OrgId, run_id: RunId, counters: Counters) -> None:
        with suppress(KeyError):
            run = self.runs[org_id, run_id]
            self.runs[org_id, run_id] = replace(run, counters=_plus(run.counters, counters))

    def _take(self, locks: Sequence[ScopeLock]) -> None:
        for lock in locks:
            holder = self.held.get((lock.org_id, lock.scope))
            if holder and holder.run_id != lock.run_id:
                raise RunInProgress(holder.run_id, str(holder.scope))
        self.held.update({(lock.org_id, lock.scope): lock for lock in locks})


@dataclass
class FakeConnections:
    """ConnectionStore."""

    rows: dict[Grant, SellerConnection] = field(default_factory=dict)
    owners: dict[SellerId, OrgId] = field(default_factory=dict)

    def get(self, grant: Grant) -> SellerConnection:
        if grant not in self.rows:
            raise SellerNotFound(grant.seller_id)
        return self.rows[grant]

    def of_org(self, org_id: OrgId) -> Sequence[SellerConnection]:
        ours = [row for grant, row in self.rows.items() if grant.org_id == org_id]
        return sorted(ours, key=lambda row: (row.seller_id, row.region))

    def claim(self, org_id: OrgId, seller_id: SellerId) -> None:
        if self.owners.setdefault(seller_id, org_id) != org_id:
            raise SellerTaken(seller_id)

    def release(self, org_id: OrgId, seller_id: SellerId) -> None:
        if self.owners.get(seller_id) == org_id:
            del self.owners[seller_id]

    def put(self, connection: SellerConnection) -> None:
        self.rows[connection.grant] = connection

    def mark_reauthorise(self, grant: Grant, reason: str) -> None:
        if grant in self.rows:
            self.rows[grant] = replace(
                self.rows[grant], status=ConnectionStatus.REAUTHORISE, status_reason=reason
            )

    def note_feedback_refused(self, grant: Grant, day: date, reason: str) -> None:
        if grant in self.rows:
            self.rows[grant] = replace(
                self.rows[grant], feedback_refused_on=day, feedback_refusal=reason
            )

    def forget_feedback_refused(self, grant: Grant) -> None:
        if grant in self.rows:
            self.rows[grant] = replace(
                self.rows[grant], feedback_refused_on=None, feedback_refusal=None
            )

    def remove(self, grant: Grant) -> None:
        self.rows.pop(grant, None)


@dataclass
class FakePendingConsents:
    """PendingConsents."""

    rows: dict[str, PendingConsent] = field(default_factory=dict)

    def put(self, state_hash: str, pending: PendingConsent) -> None:
        self.rows[state_hash] = pending

    def take(self, state_hash: str) -> PendingConsent | None:
        return self.rows.pop(state_hash, None)


class FakePseudonymKeys:
    """PseudonymKeyMaker."""

    def __init__(self) -> None:
        self.made: set[OrgId] = set()

    def ensure_pseudonym_key(self, org_id: OrgId) -> None:
        self.made.add(org_id)


@dataclass
class FakeVault:
    """TokenVault; its tokens are in clear."""

    refresh: dict[Grant, tuple[str, datetime]] = field(default_factory=dict)
    shared: dict[Grant, AccessToken] = field(default_factory=dict)
    leases: dict[Grant, datetime] = field(default_factory=dict)
    failures: dict[Grant, list[tuple[str, datetime]]] = field(default_factory=dict)
    refreshed: dict[Grant, datetime] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put_refresh(self, grant: Grant, token: str, authorised_at: datetime) -> None:
        self.forget(grant)
        self.refresh[grant] = (token, authorised_at)

    def refresh_token(self, grant: Grant) -> str:
        if grant not in self.refresh:
            raise NotFound("The connection has no token.", seller_id=grant.seller_id)
        return self.refresh[grant][0]

    def access(self, grant: Grant) -> AccessToken | None:
        return self.shared.get(grant)

    def lease(self, grant: Grant, seen: AccessToken | None, now: datetime, until: datetime) -> bool:
        with self.lock:
            is_taken = self.leases.get(grant, now) > now
            if grant not in self.refresh or is_taken or self.shared.get(grant) != seen:
                return False
            self.leases[grant] = until
            return True

    def put_access(self, grant: Grant, token: AccessToken, now: datetime) -> None:
        if grant in self.refresh:
            with self.lock:
                self.shared[grant] = token
            self.refreshed[grant] = now
            self.leases.pop(grant, None)
            self.failures.pop(grant, None)

    def failed(self, grant: Grant, reason: str, now: datetime) -> None:
        if grant in self.refresh:
            self.failures.setdefault(grant, []).append((reason, now))
            self.leases.pop(grant, None)

    def expire(self, grant: Grant, stale: str) -> None:
        if grant in self.shared and self.shared[grant].text == stale:
            del self.shared[grant]

    def forget(self, grant: Grant) -> None:
        for each in (self.refresh, self.shared, self.leases, self.failures, self.refreshed):
            each.pop(grant, None)

    def metadata(self, grant: Grant) -> TokenMetadata | None:
        if grant not in self.refresh:
            return None
        shared, failures = self.shared.get(grant), self.failures.get(grant, [])
        last_failure, last_failure_at = failures[-1] if failures else (None, None)
        return TokenMetadata(
            grant=grant,
            authorised_at=self.refresh[grant][1],
            access_good_until=shared.good_until if shared else None,
            refreshed_at=self.refreshed.get(grant),
            refresh_failures=len(failures),
            last_failure=last_failure,
            last_failure_at=last_failure_at,
        )


@dataclass
class FakeSchedule:
    """ScheduleStore."""

    rows: dict[OrgId, OrgSettings] = field(default_factory=dict)
    entries: dict[OrgId, datetime] = field(default_factory=dict)

    def settings(self, org_id: OrgId) -> OrgSettings:
        return self.rows.get(org_id, OrgSettings(org_id))

    def next_due(self, org_id: OrgId) -> datetime | None:
        return self.entries.get(org_id)

    def put_settings(self, settings: OrgSettings, due_at: datetime | None) -> None:
        self.rows[settings.org_id] = settings
        self.entries.pop(settings.org_id, None)
        if due_at:
            self.entries[settings.org_id] = due_at

    def due(self, now: datetime, limit: int) -> Sequence[DueRun]:
        found = [DueRun(org, at) for org, at in self.entries.items() if at <= now]
        return sorted(found, key=lambda due: due.due_at)[:limit]

    def move_due(self, due: DueRun, due_at: datetime | None) -> None:
        if self.entries.get(due.org_id) == due.due_at:
            del self.entries[due.org_id]
            if due_at:
                self.entries[due.org_id] = due_at


@dataclass
class FakeExecutions:
    """Executions: those started run until ended."""

    started: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    fails: bool = False

    def arn(self, name: str) -> str:
        return f"arn:aws:states:us-east-1:000000000000:execution:portfolio_refresh:{name}"

    def start(self, name: str, document: dict[str, Any]) -> None:
        if self.fails:
            raise StoreUnavailable("executions")
        self.started.append((name, document))
        self.running.add(self.arn(name))

    def is_running(self, arn: str) -> bool:
        return arn in self.running


@dataclass
class FakeLake:
    """PageLake and ScopeManifests; `journal` lists writes in order."""

    raw: dict[tuple[str, ...], bytes] = field(default_factory=dict)
    pages: dict[tuple[str, ...], list[ProductListing]] = field(default_factory=dict)
    parts: dict[tuple[str, ...], list[BatchRef]] = field(default_factory=dict)
    manifests: dict[str, list[BatchRef]] = field(default_factory=dict)
    tails: dict[tuple[str, ...], ProductListing] = field(default_factory=dict)
    results: set[tuple[RunId, str]] = field(default_factory=set)
    forgotten: list[str] = field(default_factory=list)
    scopes: list[ScopeRef] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)
    bucket: str = "data"

    def write_scopes(self, run: Run) -> str:
        self.scopes = [
            ScopeRef(
                org_id=run.org_id,
                run_id=run.run_id,
                day=run.day,
                seller_id=scope.seller_id,
                marketplace=scope.marketplace,
            )
            for scope in run.scopes
        ]
        return f"manifests/{run.org_id}/{run.run_id}/scopes.jsonl"

    def save_raw_page(self, scope: ScopeRef, page: int, answer: RawAnswer) -> None:
        part = f"-{answer.part}" if answer.part else ""
        self.raw[*_of(scope), answer.operation, f"{page}{part}"] = answer.body
        self.journal.append(f"raw {answer.operation} {page}{part}")

    def save_page(
        self,
        scope: ScopeRef,
        page: int,
        listings: Sequence[ProductListing],
        batches: Sequence[BatchRef],
    ) -> None:
        self.pages[*_of(scope), str(page)] = list(listings)
        self.parts[*_of(scope), str(page)] = list(batches)
        self.journal.append(f"page {page}")

    def publish_batches(self, scope: ScopeRef, pages: int) -> int:
        found = [ref for page in range(1, pages + 1) for ref in self.parts[*_of(scope), str(page)]]
        self.manifests[self.batches_key(scope)] = found
        return len(found)

    def batches_key(self, scope: ScopeRef) -> str:
        return "/".join(("manifests", *_of(scope), "batches.jsonl"))

    def load_batch(self, batch: BatchRef) -> Sequence[ProductListing]:
        page = self.pages[*_of(batch), str(batch.page)]
        return page[batch.first : batch.first + batch.count]

    def save_raw_tail(self, batch: BatchRef, asin: Asin, page: int, answer: RawAnswer) -> None:
        self.raw[*_of(batch), answer.operation, asin, str(page)] = answer.body
        self.journal.append(f"raw {answer.operation} {asin} {page}")

    def has_tail(self, batch: BatchRef, asin: Asin) -> bool:
        return (*_of(batch), asin) in self.tails

    def save_tail(self, batch: BatchRef, listing: ProductListing) -> None:
        self.tails[*_of(batch), listing.product.asin] = listing

    def is_analysed(self, scope: ScopeRef, run_id: RunId, batch: str) -> bool:
        return (run_id, batch) in self.results

    def forget_result(self, batch: BatchRef) -> None:
        self.forgotten.append(batch.batch)
        self.results.discard((batch.run_id, batch.batch))


@dataclass
class FakeCheckpoints:
    """CheckpointStore."""

    progress: FakeRuns
    points: dict[tuple[str, ...], Checkpoint] = field(default_factory=dict)
    sums: dict[tuple[str, ...], ScopeTotals] = field(default_factory=dict)

    def load(self, scope: ScopeRef) -> Checkpoint:
        self.sums.setdefault(_of(scope), _no_totals(scope))
        return self.points.get(_of(scope), Checkpoint())

    def move(
        self,
        scope: ScopeRef,
        old: Checkpoint,
        new: Checkpoint,
        counters: Counters,
        tally: CallTally,
    ) -> Checkpoint:
        if self.points.get(_of(scope), Checkpoint()).version != old.version:
            raise CheckpointMoved(str(scope.seller_id))
        stored = replace(new, version=old.version + 1)
        self.points[_of(scope)] = stored
        self.add(scope, counters, tally)
        self.sums[_of(scope)] = replace(
            self.sums[_of(scope)], batches=stored.batches, done=stored.done
        )
        return stored

    def add(self, scope: ScopeRef, counters: Counters, tally: CallTally) -> None:
        calls = Counters(requests=tally.total, http_429=tally.http_429, retries=tally.retries)
        amounts = _plus(counters, calls)
        total = self.sums.setdefault(_of(scope), _no_totals(scope))
        requests = dict(total.requests)
        for operation, count in tally.requests.items():
            requests[operation] = requests.get(operation, 0) + count
        self.sums[_of(scope)] = replace(
            total,
            counters=_plus(total.counters, amounts),
            requests=requests,
            rates={**total.rates, **tally.rates},
            first_at=total.first_at or tally.first_at,
            last_at=max(filter(None, (total.last_at, tally.last_at)), default=None),
        )
        self.progress.add(scope.org_id, scope.run_id, amounts)

    def totals(self, org_id: OrgId, run_id: RunId) -> Sequence[ScopeTotals]:
        return [sums for key, sums in sorted(self.sums.items()) if key[:2] == (org_id, run_id)]


@dataclass
class FakeProducts:
    """ProductStore."""

    rows: dict[tuple[OrgId, ProductId], ProductMemory] = field(default_factory=dict)

    def recall(
        self, org_id: OrgId, product_ids: Iterable[ProductId]
    ) -> dict[ProductId, ProductMemory]:
        return {
            each: self.rows[org_id, each] for each in product_ids if (org_id, each) in self.rows
        }

    def remember(self, memories: Sequence[ProductMemory]) -> None:
        self.rows.update({(each.org_id, each.product_id): each for each in memories})

    def fetched(
        self,
        org_id: OrgId,
        product_id: ProductId,
        complete: CompleteListing | None,
        feedback: FeedbackAsked | None,
    ) -> None:
        key = (org_id, product_id)
        row = self.rows[key]
        self.rows[key] = replace(
            row, complete=complete or row.complete, feedback=feedback or row.feedback
        )


@dataclass
class FakeFailures:
    """FailureStore."""

    progress: FakeRuns
    rows: dict[tuple[str, ...], Failure] = field(default_factory=dict)

    def record(self, failure: Failure) -> None:
        key = (failure.org_id, failure.run_id, failure.stage, failure.subject)
        self.rows[key] = failure
        self.progress.add(failure.org_id, failure.run_id, Counters(failures=1))

    def of_attempt(self, org_id: OrgId, run_id: RunId, attempt: int) -> Sequence[Failure]:
        return [
            each
            for (org, run, *_), each in sorted(self.rows.items())
            if (org, run, each.attempt) == (org_id, run_id, attempt)
        ]


class FakePseudonyms:
    """Pseudonyms: visible enough to assert on."""

    def of(self, org_id: OrgId) -> Callable[[str], str]:
        return lambda text: hashlib.sha256(f"{org_id}{text}".encode()).hexdigest()[:16]


@dataclass
class FakeResults:
    """ResultReader."""

    found: list[BatchSummary] = field(default_factory=list)

    def summaries(self, org_id: OrgId, run_id: RunId) -> Iterable[BatchSummary]:
        yield from self.found


Answer = bytes | Exception


@dataclass
class FakeFeed:
    """ProductSource: the simple feed.

    Answers by (marketplace, asin, page token); an answer that is an error is raised once.
    """

    answers: dict[tuple[str, str, str], list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    clock: Callable[[], datetime] = datetime.now

    def put(self, token: str, *answers: Answer, asin: str = "", place: str = "US") -> None:
        self.answers[place, asin, token] = list(answers)

    def session(
        self, connection: SellerConnection, seconds_left: Callable[[], float]
    ) -> "FakeSession":
        return FakeSession(self)


@dataclass
class FakeSession:
    """SourceSession."""

    feed: FakeFeed
    tally: CallTally = field(default_factory=CallTally)

    def products(self, question: PageQuestion) -> ProductsPage | Preparing:
        operation, place = Operation.LIST_PRODUCTS, question.context.marketplace
        body = self._answer(operation, place, "", question.token)
        page = parse_products(body, question.context, question.clock())
        forward(page.next_token, question.leads_back, operation)
        return page

    def may_restart(self, question: PageQuestion) -> bool:
        return question.token is not None

    def reviews(self, question: ReviewsQuestion) -> TextsPage:
        operation, place = Operation.LIST_REVIEWS, question.context.marketplace
        body = self._answer(operation, place, question.asin, question.token)
        page = parse_reviews(body, question.context, question.asin)
        forward(page.next_token, question.leads_back, operation)
        return page

    def _answer(
        self,
        operation: Operation,
        place: Marketplace,
        asin: str,
        token: str | None,
    ) -> bytes:
        key = (place.value, asin, token or "")
        self.feed.asked.append(key)
        answers = self.feed.answers[key]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            if not isinstance(answer, SourceUnavailable | MalformedAnswer):
                self.tally.sent(operation, self.feed.clock())
            raise answer
        self.tally.sent(operation, self.feed.clock())
        return answer


@dataclass
class FakeFeedback:
    """FeedbackSource: bodies by ASIN, "" for any other; an error is raised each time."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    clock: Callable[[], datetime] = datetime.now

    def session(
        self, connection: SellerConnection, seconds_left: Callable[[], float]
    ) -> "FakeFeedbackSession":
        return FakeFeedbackSession(self)


@dataclass
class FakeFeedbackSession:
    """FeedbackSession."""

    source: FakeFeedback
    tally: CallTally = field(default_factory=CallTally)

    def topics(self, context: SourceContext, asin: Asin) -> FeedbackAnswer:
        self.source.asked.append(asin)
        self.tally.sent(Operation.GET_ITEM_REVIEW_TOPICS, self.source.clock())
        answer = self.source.answers.get(asin, self.source.answers.get("", b""))
        if isinstance(answer, Exception):
            raise answer
        return parse_feedback(answer, asin, context.marketplace, self.source.clock())


class FakeSlots:
    """SlotStore on a dictionary, with the conditions of the real one."""

    def __init__(self) -> None:
        self.items: dict[LimiterKey, SlotState] = {}
        self.owners: dict[LimiterKey, str] = {}
        self.writes = 0

    def read(self, key: LimiterKey) -> SlotState | None:
        return self.items.get(key)

    def follow(
        self, key: LimiterKey, bucket: Bucket, now_ms: float, latest_tat_ms: float
    ) -> Granted | Refused:
        self.writes += 1
        state = self.items.get(key)
        if not state or state.rate != bucket.rate or not now_ms <= state.tat_ms <= latest_tat_ms:
            return Refused(state)
        return self._set(key, state.tat_ms + bucket.interval_ms, bucket.rate)

    def restart(self, key: LimiterKey, bucket: Bucket, now_ms: float) -> Granted | Refused:
        self.writes += 1
        state = self.items.get(key)
        if state and not (state.tat_ms < now_ms and state.rate == bucket.rate):
            return Refused(state)
        return self._set(key, now_ms + bucket.interval_ms, bucket.rate)

    def adopt_rate(self, key: LimiterKey, old: float, new: float) -> None:
        self.writes += 1
        state = self.items.get(key)
        if state and state.rate == old:
            self.items[key] = replace(state, rate=new)

    def postpone(self, key: LimiterKey, bucket: Bucket, tat_ms: float) -> None:
        self.writes += 1
        state = self.items.get(key)
        if state is None or state.tat_ms < tat_ms:
            self._set(key, tat_ms, state.rate if state else bucket.rate)

    def lease(
        self, key: LimiterKey, bucket: Bucket, now_ms: float, owner: str, until_ms: float
    ) -> Granted | Refused:
        self.writes += 1
        state = self.items.get(key)
        if state and (state.lease_until_ms >= now_ms or state.tat_ms > now_ms):
            return Refused(state)
        rate = state.rate if state else bucket.rate
        self.items[key] = SlotState(now_ms + bucket.interval_ms, rate, until_ms)
        self.owners[key] = owner
        return Granted(now_ms + bucket.interval_ms)

    def land(self, key: LimiterKey, owner: str, tat_ms: float) -> None:
        self.writes += 1
        if self.owners.get(key) == owner:
            del self.owners[key]
            self.items[key] = SlotState(tat_ms, self.items[key].rate)

    def _set(self, key: LimiterKey, tat_ms: float, rate: float) -> Granted:
        self.items[key] = SlotState(tat_ms, rate)
        return Granted(tat_ms)


def _of(scope: ScopeRef) -> tuple[str, ...]:
    return (scope.org_id, scope.run_id, scope.seller_id, scope.marketplace.value)


def _no_totals(scope: ScopeRef) -> ScopeTotals:
    return ScopeTotals(scope.seller_id, scope.marketplace, Counters(), {}, {}, None, None)
