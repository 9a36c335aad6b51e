"""The end of a run: exact totals, the rates reached, the verdict, and the locks given back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from shelfsignal.collection.domain.calls import QUOTAS, Operation
from shelfsignal.collection.domain.checkpoints import Failure, FailureStage, ScopeTotals
from shelfsignal.collection.domain.collect_ports import (
    BatchSummary,
    CheckpointStore,
    FailureStore,
    ResultReader,
)
from shelfsignal.collection.domain.locks import locks_of
from shelfsignal.collection.domain.pace import KeyUse, Quota, floor_s
from shelfsignal.collection.domain.ports import RunStore, ScheduleStore
from shelfsignal.collection.domain.runs import Run, RunStage, RunStatus
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, Region, RunId, SellerId
from shelfsignal.kernel.progress import BUDGET_EXHAUSTED, Counters

MAX_FAILURE_CHARS: Final = 500
MAX_UNREAD_NAMED: Final = 10


@dataclass(frozen=True)
class Ledger:
    """Where a run's figures come from."""

    runs: RunStore
    checkpoints: CheckpointStore
    failures: FailureStore
    results: ResultReader
    schedule: ScheduleStore
    clock: Clock


def close_run(ledger: Ledger, org_id: OrgId, run_id: RunId, attempt: int) -> Run:
    """The closed run; closing it again answers the same, as does a later attempt's: the locks are
    its own by then. Raises: RunNotFound."""
    run = ledger.runs.get(org_id, run_id)
    if run.attempt != attempt:
        return run
    if run.status is RunStatus.RUNNING:
        run = _closed(ledger, run)
        ledger.runs.finish(run)
    ledger.runs.release(locks_of(run, run.execution_arn or "", run.started_at))
    return run


def _closed(ledger: Ledger, run: Run) -> Run:
    scopes = ledger.checkpoints.totals(run.org_id, run.run_id)
    analysis = _sum(ledger.results.summaries(run.org_id, run.run_id))
    failures = ledger.failures.of_attempt(run.org_id, run.run_id, run.attempt)
    counters = _exact(scopes, analysis, failures)
    tolerated = ledger.schedule.settings(run.org_id).tolerated_failure_share
    permitted, achieved, seconds = rates(scopes)
    unfinished = _is_unfinished(run, scopes, analysis)
    return replace(
        run,
        status=verdict(
            run, counters, analysis.failed, failures, tolerated=tolerated, unfinished=unfinished
        ),
        stage=RunStage.CLOSED,
        finished_at=ledger.clock(),
        counters=counters,
        permitted_rps=permitted,
        achieved_rps=achieved,
        collection_seconds=seconds,
        engine=analysis.engine,
        failure=left_over(failures, analysis, unfinished=unfinished),
    )


def left_over(
    failures: Sequence[Failure], analysis: BatchSummary, *, unfinished: bool
) -> str | None:
    """What a person reads of a run that is not SUCCEEDED: how much is left, and one reason of it.

    >>> left_over((), BatchSummary(8, 90, 2, Counters(), "local"), unfinished=False)
    '2 products failed analysis'
    """
    parts = []
    if failures:
        latest = max(failures, key=lambda each: each.at)
        count = f"{len(failures)} recorded, the latest: " if len(failures) > 1 else ""
        parts.append(f"{count}{latest.stage} {latest.subject}: {latest.error}: {latest.reason}")
    if analysis.failed:
        parts.append(f"{analysis.failed} products failed analysis")
    if analysis.unread:
        parts.append(_unread(analysis.unread))
    if unfinished and not parts:
        parts.append("a scope or a batch ended without a result or a word")
    return "; ".join(parts)[:MAX_FAILURE_CHARS] or None


def _unread(reviews_by_product: Mapping[str, int]) -> str:
    """Most reviews first.

    >>> _unread({"US-1": 2, "US-2": 5})
    'budget exhausted: 7 reviews of 2 products are unread: US-2 (5), US-1 (2)'
    """
    most = sorted(reviews_by_product.items(), key=lambda each: (-each[1], each[0]))
    named = ", ".join(f"{product} ({reviews})" for product, reviews in most[:MAX_UNREAD_NAMED])
    rest = len(most) - MAX_UNREAD_NAMED
    return (
        f"budget exhausted: {sum(reviews_by_product.values())} reviews of {len(most)} products "
        f"are unread: {named}{f' and {rest} more' if rest > 0 else ''}"
    )


def verdict(
    run: Run,
    counters: Counters,
    failed_products: int,
    failures: Sequence[Failure],
    *,
    tolerated: float,
    unfinished: bool = False,
) -> RunStatus:
    """FAILED: no scope could be collected, or more products failed than is tolerated. PARTIAL:
    anything else is left. SUCCEEDED: nothing is."""
    lost = failed_products + sum(each.products for each in failures)
    if not lost and not failures:
        return RunStatus.PARTIAL if unfinished else RunStatus.SUCCEEDED
    broken = sum(each.stage is FailureStage.SCOPE for each in failures)
    if broken and broken == len(run.scopes):
        return RunStatus.FAILED
    share = lost / counters.products if counters.products else float(lost > 0)
    return RunStatus.FAILED if share > tolerated else RunStatus.PARTIAL


def _is_unfinished(run: Run, scopes: Sequence[ScopeTotals], analysis: BatchSummary) -> bool:
    """Whether a scope or a batch vanished without a word (its recorder may have failed, too), or
    the money for reading reviews ran out."""
    if analysis.counters.dropped.get(BUDGET_EXHAUSTED):
        return True
    return len(scopes) < len(run.scopes) or analysis.batches < sum(each.batches for each in scopes)


def rates(scopes: Sequence[ScopeTotals]) -> tuple[float | None, float | None, float | None]:
    """permitted_rps, achieved_rps and seconds of collecting, as domain.pace defines them."""
    uses: dict[tuple[SellerId, Region, Operation], KeyUse] = {}
    for scope in scopes:
        for operation, requests in scope.requests.items():
            key = (scope.seller_id, scope.marketplace.region, operation)
            published = QUOTAS[operation]
            quota = Quota(scope.rates.get(operation, published.rate), published.burst)
            before = uses[key].requests if key in uses else 0
            uses[key] = KeyUse(before + requests, quota)
    requests = sum(use.requests for use in uses.values())
    begun = [scope.first_at for scope in scopes if scope.first_at]
    ended = [scope.last_at for scope in scopes if scope.last_at]
    if not requests or not begun or not ended:
        return None, None, None
    seconds = (max(ended) - min(begun)).total_seconds()
    least = floor_s(uses.values())
    return (
        round(requests / least, 3) if least else None,
        round(requests / seconds, 3) if seconds else None,
        round(seconds, 3),
    )


def _sum(summaries: Iterable[BatchSummary]) -> BatchSummary:
    """One summary of all, taken one at a time."""
    products = reviews = failed = batches = 0
    total, engine = Counters(), None
    unread: dict[str, int] = {}
    for each in summaries:
        products += each.products
        reviews += each.reviews
        failed += each.failed
        batches += each.batches
        engine = each.engine or engine
        total = _plus(total, each.counters)
        unread.update(each.unread)
    return BatchSummary(products, reviews, failed, total, engine, batches, unread)


def _plus(a: Counters, b: Counters) -> Counters:
    return Counters(
        pages=a.pages + b.pages,
        requests=a.requests + b.requests,
        http_429=a.http_429 + b.http_429,
        retries=a.retries + b.retries,
        products=a.products + b.products,
        reviews=a.reviews + b.reviews,
        analysed=a.analysed + b.analysed,
        reviews_analysed=a.reviews_analysed + b.reviews_analysed,
        versions_written=a.versions_written + b.versions_written,
        failures=a.failures + b.failures,
        tokens=a.tokens + b.tokens,
        cost_usd=a.cost_usd + b.cost_usd,
        dropped=dict(Counter(a.dropped) + Counter(b.dropped)),
    )


def _exact(
    scopes: Sequence[ScopeTotals], analysis: BatchSummary, failures: Sequence[Failure]
) -> Counters:
    collected = Counters(cost_usd=Decimal(0))
    for scope in scopes:
        collected = _plus(collected, scope.counters)
    total = _plus(collected, analysis.counters)
    return replace(
        total,
        reviews=analysis.reviews or collected.reviews,
        analysed=analysis.products,
        failures=analysis.failed + len(failures),
    )
