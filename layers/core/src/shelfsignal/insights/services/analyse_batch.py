"""One batch of products: from what collection delivered to versions, cards and a batch result.

Nothing is done twice: a batch with a result that names no failure is skipped (one with failures is
tried again, product by product, by whoever resumes the run), a product whose listing was seen
costs two small reads, and only new or changed reviews go to the engine, all of the batch's in one
call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.cards import facets_of, make_card
from shelfsignal.insights.domain.contributions import (
    BatchResult,
    Contribution,
    ProductFailure,
    contribute,
)
from shelfsignal.insights.domain.deliveries import Delivery, by_product, delivered
from shelfsignal.insights.domain.engine_blocks import is_blocked
from shelfsignal.insights.domain.labelling import EngineId
from shelfsignal.insights.domain.metering import NOTHING
from shelfsignal.insights.domain.ports import UnreadableInsight
from shelfsignal.insights.domain.versions import Latest, Version
from shelfsignal.insights.services.deps import AnalyseDeps
from shelfsignal.insights.services.feedback import keep_feedback
from shelfsignal.insights.services.listing_cards import WantedCard, refresh_cards
from shelfsignal.insights.services.parallel import each
from shelfsignal.insights.services.publishing import Draft, Published, Publisher, questions
from shelfsignal.insights.services.reading import read_reviews
from shelfsignal.kernel.batches import BatchRef
from shelfsignal.kernel.catalogue import ProductListing
from shelfsignal.kernel.ids import OrgId
from shelfsignal.kernel.progress import BUDGET_EXHAUSTED, Counters


@dataclass(frozen=True, slots=True)
class _Shown:
    """A product that succeeded: what is shown of it now, and how it came to be."""

    delivery: Delivery
    published: Published
    body: InsightBody

    @property
    def latest(self) -> Latest:
        return self.published.latest


def analyse_batch(batch: BatchRef, deps: AnalyseDeps) -> Counters:
    """What this call added to the run; nothing when the batch was finished before.

    Raises: NotFound when the page is not there; StoreUnavailable.
    """
    if deps.results.is_finished(batch):
        return Counters()
    deliveries = _deliveries(batch, deps)
    keep_feedback(batch.org_id, deliveries, deps.feedback, deps.workers)
    outcomes = _publish(batch, deliveries, deps)
    shown, failures = _with_bodies(batch.org_id, outcomes, deps)
    result = _result(batch, shown, failures, _cards(batch, shown, deps), deps.analyser.engine)
    deps.results.put(batch, result)
    return Counters(
        analysed=result.products,
        reviews_analysed=result.reviews_analysed,
        versions_written=result.versions_written,
        failures=len(result.failures),
        tokens=result.tokens,
        cost_usd=result.cost_usd,
        dropped=result.dropped,
    )


def _deliveries(batch: BatchRef, deps: AnalyseDeps) -> list[Delivery]:
    def one(listings: list[ProductListing]) -> Delivery:
        return delivered(listings, lambda asin: deps.listings.tail(batch, asin))

    return each(one, by_product(deps.listings.page_slice(batch)), deps.workers)


_Outcome = tuple[Delivery, Published | ProductFailure]


def _publish(batch: BatchRef, deliveries: Sequence[Delivery], deps: AnalyseDeps) -> list[_Outcome]:
    publisher = Publisher(batch.org_id, batch.run_id, deps)
    engine = EngineId.of(deps.analyser)
    latest = deps.insights.latest(batch.org_id, [d.product.product_id for d in deliveries])
    if is_blocked(engine, deps.insights.blocked(batch.org_id)):
        products = [(d, d.product.product_id) for d in deliveries]
        return [(d, publisher.keep(product, latest.get(product))) for d, product in products]
    settled: list[_Outcome] = []
    fresh: list[Delivery] = []
    for delivery in deliveries:
        was = latest.get(delivery.product.product_id)
        if was and was.has_seen(delivery.main_hash, engine.context(delivery.product)):
            now = publisher.log_move(delivery.product.product_id, was)
            settled.append((delivery, Published(now, None)))
        else:
            fresh.append(delivery)
    drafts = each(
        lambda d: publisher.draft(d, latest.get(d.product.product_id)), fresh, deps.workers
    )
    good = [draft for draft in drafts if isinstance(draft, Draft)]
    read = read_reviews(questions(good), deps.analyser, publisher.payer, deps.taxonomy)

    def finish(draft: Draft | ProductFailure) -> Published | ProductFailure:
        if isinstance(draft, ProductFailure):
            return draft
        return publisher.publish(draft, read[draft.product_id])

    return settled + list(zip(fresh, each(finish, drafts, deps.workers), strict=True))


def _with_bodies(
    org: OrgId, outcomes: Sequence[_Outcome], deps: AnalyseDeps
) -> tuple[list[_Shown], list[ProductFailure]]:
    """The bodies of new versions are at hand; the others are read, all at once."""
    wanted = {
        delivery.product.product_id: outcome.latest.version
        for delivery, outcome in outcomes
        if isinstance(outcome, Published) and outcome.body is None
    }
    read = deps.insights.versions(org, wanted) if wanted else {}
    shown: list[_Shown] = []
    failures: list[ProductFailure] = []
    for delivery, outcome in outcomes:
        if isinstance(outcome, ProductFailure):
            failures.append(outcome)
            continue
        product = delivery.product.product_id
        body = outcome.body or _body(read.get(product))
        if body is None:
            error = UnreadableInsight(product, outcome.latest.version)
            failures.append(ProductFailure(product, error.code, error.message))
        else:
            shown.append(_Shown(delivery, outcome, body))
    return shown, failures


def _body(version: Version | UnreadableInsight | None) -> InsightBody | None:
    return version.body if isinstance(version, Version) else None


def _cards(batch: BatchRef, shown: Sequence[_Shown], deps: AnalyseDeps) -> tuple[Contribution, ...]:
    """Cards and contributions as of the run's day: time may change both, never a version."""
    wanted: list[WantedCard] = []
    contributions: list[Contribution] = []
    for product in shown:
        assessment = assess(product.body, batch.day)
        card = make_card(product.delivery.product, product.body, assessment, product.latest)
        wanted.append(WantedCard(card, facets_of(card, product.body), batch.day))
        contributions.append(contribute(card, product.body, assessment))
    refresh_cards(batch.org_id, wanted, deps.cards)
    return tuple(contributions)


def _result(
    batch: BatchRef,
    shown: Sequence[_Shown],
    failures: Sequence[ProductFailure],
    contributions: tuple[Contribution, ...],
    engine: str,
) -> BatchResult:
    efforts = [p.latest.effort for p in shown if p.latest.run_id == batch.run_id]
    dropped = {
        "quote_not_in_review": sum(effort.rejected_quotes for effort in efforts),
        "unknown_label": sum(effort.rejected_labels for effort in efforts),
        "kept_version_engine_blocked": sum(p.published.is_kept for p in shown),
        BUDGET_EXHAUSTED: sum(p.published.left_undone for p in shown),
    }
    unversioned = sum((p.published.unversioned for p in shown), NOTHING)
    return BatchResult(
        run_id=batch.run_id,
        day=batch.day,
        batch=batch.batch,
        products=len(shown),
        reviews=sum(len(p.delivery.review_by_id) for p in shown),
        reviews_analysed=sum(effort.analysed for effort in efforts),
        versions_written=len(efforts),
        held_reviews=sum(p.latest.hold.reviews for p in shown),
        failures=tuple(failures),
        dropped={reason: count for reason, count in dropped.items() if count},
        tokens=sum(effort.tokens for effort in efforts) + unversioned.tokens,
        cost_usd=sum((effort.cost_usd for effort in efforts), unversioned.cost_usd),
        engine=engine,
        contributions=contributions,
        unread={
            p.delivery.product.product_id: p.published.left_undone
            for p in shown
            if p.published.left_undone
        },
    )
