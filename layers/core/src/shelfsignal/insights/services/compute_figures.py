"""A product's figures computed for today, because somebody looked at stale ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shelfsignal.insights.domain.day_figures import DayFigures, FiguresStore
from shelfsignal.insights.domain.ports import CardStore
from shelfsignal.insights.services.finding import Finder
from shelfsignal.insights.services.product_views import ProductViews
from shelfsignal.kernel.clock import Clock
from shelfsignal.kernel.ids import OrgId, ProductId


@dataclass(frozen=True, slots=True)
class ComputeDeps:
    cards: CardStore
    views: ProductViews
    figures: FiguresStore
    clock: Clock


def compute_figures(org: OrgId, product: ProductId, deps: ComputeDeps) -> DayFigures:
    """Kept for today, or for the day rolled up when that is later. Doing it again is harmless.

    Raises: ProductNotFound.
    """
    stored, now = Finder(deps.cards, None).find(org, product), deps.clock()
    shown = deps.views.shown_now(org, stored)
    today = replace(shown, day=max(shown.day, now.date()))
    made = deps.views.figures(org, stored, today, now)
    deps.figures.put(org, product, made)
    return made
