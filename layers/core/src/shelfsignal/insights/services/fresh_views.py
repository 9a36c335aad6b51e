"""Stale while revalidate: a page of a product answers with what there is, and sees to the rest."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from shelfsignal.insights.domain.cards import StoredCard
from shelfsignal.insights.domain.day_figures import LEASE, FiguresQueue, FiguresStore
from shelfsignal.insights.domain.views import ProductView
from shelfsignal.insights.services.product_views import ProductViews
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.errors import Transient
from shelfsignal.kernel.ids import OrgId, ProductId


@dataclass(frozen=True, slots=True)
class Freshness:
    """Where figures are kept, who computes them anew, and what time it is."""

    figures: FiguresStore
    queue: FiguresQueue
    clock: Clock


@dataclass(frozen=True, slots=True)
class FreshViews:
    views: ProductViews
    freshness: Freshness

    def view(self, org: OrgId, stored: StoredCard) -> ProductView:
        """The product as shown now. Raises: ProductNotFound."""
        now, product = self.freshness.clock(), stored.card.product_id
        shown = self.views.shown_now(org, stored)
        known = self.freshness.figures.get(org, product)
        is_cached = known is not None and known.fits(shown.version.number, shown.day)
        if known is None or not is_cached:
            known = self.views.figures(org, stored, shown, now)
        if not is_cached or known.stale_at <= now:
            self._have_computed(org, product, now)
        found = self.views.made(org, stored, shown, known)
        return replace(found, cached=is_cached, stale_at=known.stale_at)

    def _have_computed(self, org: OrgId, product: ProductId, now: datetime) -> None:
        """Once, however many ask. The answer does not depend on it, so neither does the caller."""
        with suppress(Transient):
            if self.freshness.figures.claim(org, product, now, now + LEASE):
                self.freshness.queue.ask(org, product)
