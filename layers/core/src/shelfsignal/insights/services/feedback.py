"""Amazon's topics of a product beside what we found: kept when they come, compared when asked for.

The comparison is not kept. It rests on the version shown, so a new version would make it stale; it
costs one ledger, as a page of the product's reviews does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from shelfsignal.insights.domain.amazon_topics import load_topics
from shelfsignal.insights.domain.cards import StoredCard
from shelfsignal.insights.domain.deliveries import Delivery
from shelfsignal.insights.domain.feedback import FeedbackStore
from shelfsignal.insights.domain.feedback_ours import OurReading, Range
from shelfsignal.insights.domain.feedback_rows import compare_topics
from shelfsignal.insights.domain.feedback_views import Compared, FeedbackState, FeedbackView
from shelfsignal.insights.domain.ports import CardStore, InsightStore, LedgerStore, RollupStore
from shelfsignal.insights.domain.taxonomy import load_taxonomy
from shelfsignal.insights.services.finding import Finder, ProductNotFound
from shelfsignal.insights.services.parallel import each
from shelfsignal.insights.services.product_views import version_of
from shelfsignal.kernel.customer_feedback import CustomerFeedback
from shelfsignal.kernel.ids import OrgId, ProductId

_WHY: Final = {
    FeedbackState.NEVER_ASKED: "Amazon has not been asked for this product's topics: they come "
    "with a connected seller account whose products are collected.",
    FeedbackState.NOTHING_TO_TELL: "Amazon was asked and has no topics of this product: it has too "
    "few reviews to name any.",
    FeedbackState.COMPARED: "Amazon counts mentions in the reviews of its own date range; ours are "
    "counted over the same days.",
}


def keep_feedback(
    org: OrgId, deliveries: Iterable[Delivery], store: FeedbackStore, workers: int
) -> None:
    """Keep what each delivery brought of it. Raises: StoreUnavailable."""
    brought = [one.feedback for one in deliveries if one.feedback is not None]
    each(lambda feedback: store.put(org, feedback), brought, workers)


@dataclass(frozen=True, slots=True)
class FeedbackQueries:
    """FeedbackReads over the stores, for a caller who sees `brands` only; None: all of them."""

    cards: CardStore
    insights: InsightStore
    ledgers: LedgerStore
    rollups: RollupStore
    feedback: FeedbackStore
    brands: frozenset[str] | None = None

    def seen_by(self, brands: frozenset[str] | None) -> FeedbackQueries:
        return replace(self, brands=brands)

    def compare(self, org: OrgId, product: str, *, as_of: datetime | None = None) -> FeedbackView:
        """See FeedbackReads.compare."""
        stored = Finder(self.cards, self.brands).find(org, product)
        found = self.feedback.newest(org, stored.card.product_id, as_of)
        state = _state(found)
        view = FeedbackView(stored.card.product_id, state, _WHY[state])
        if found is None:
            return view
        view = replace(view, asked_at=found.fetched_at)
        if state is not FeedbackState.COMPARED:
            return view
        return replace(view, compared=self._compared(org, stored, found, as_of))

    def _compared(
        self, org: OrgId, stored: StoredCard, found: CustomerFeedback, as_of: datetime | None
    ) -> Compared:
        product, table = stored.card.product_id, load_topics()
        number, name = self._ledger_name(org, product, as_of)
        day = as_of.date() if as_of else self._stated_day(org, stored)
        span = Range(found.from_date, found.to_date)
        ledger = self.ledgers.get(org, product, name)
        reading = OurReading.of(ledger, span, day, load_taxonomy())
        return Compared(
            fetched_at=found.fetched_at,
            from_date=found.from_date,
            to_date=found.to_date,
            version=number,
            day=day,
            topics_version=table.version,
            reviews=reading.reviews,
            analysed=reading.analysed,
            rows=compare_topics(found.topics, reading, table),
        )

    def _stated_day(self, org: OrgId, stored: StoredCard) -> date:
        return self.rollups.stated_day(org) or stored.card.last_change.date()

    def _ledger_name(
        self, org: OrgId, product: ProductId, as_of: datetime | None
    ) -> tuple[int, str]:
        """The version shown, and the ledger it counts."""
        if as_of is None:
            latest = self.insights.latest(org, [product]).get(product)
            if latest is None:
                raise ProductNotFound(product)
            return latest.version, latest.ledger_object
        number = self.insights.shown_at(org, product, as_of)
        if number is None:
            raise ProductNotFound(product)
        return number, version_of(self.insights, org, product, number).ledger_object


def _state(found: CustomerFeedback | None) -> FeedbackState:
    if found is None:
        return FeedbackState.NEVER_ASKED
    return FeedbackState.COMPARED if found.topics else FeedbackState.NOTHING_TO_TELL
