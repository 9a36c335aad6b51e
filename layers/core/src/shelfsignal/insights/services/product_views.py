"""One product as shown now or at a moment: everything its page needs, in a handful of reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.cards import StoredCard, restate
from shelfsignal.insights.domain.day_figures import DayFigures
from shelfsignal.insights.domain.figures import TrendPoint
from shelfsignal.insights.domain.ports import InsightStore, RollupStore, UnreadableInsight
from shelfsignal.insights.domain.series import trend, window_share
from shelfsignal.insights.domain.sparkline import mentions_by_week
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    IssueTrend,
    ProductView,
    Subject,
    SubjectKind,
)
from shelfsignal.insights.services.answers import in_category, insight_view, judged
from shelfsignal.insights.services.finding import ProductNotFound
from shelfsignal.kernel.errors import NotFound
from shelfsignal.kernel.ids import OrgId, ProductId

YEAR: Final = timedelta(days=364)
QUARTER: Final = timedelta(days=89)
MAX_MOVES: Final = 50
WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """The version that is, or was, shown, and the day its figures are stated for.

    as_of: the moment asked for, None for now.
    """

    version: Version
    is_latest: bool
    day: date
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProductViews:
    """compares: whether the caller may see what a whole category says."""

    insights: InsightStore
    rollups: RollupStore
    compares: bool = True

    def view(self, org: OrgId, stored: StoredCard, as_of: datetime | None) -> ProductView:
        """Raises: ProductNotFound when nothing was shown yet."""
        shown = self.shown_at(org, stored, as_of) if as_of else self.shown_now(org, stored)
        figures = self.figures(org, stored, shown, as_of or shown.version.created_at)
        return self.made(org, stored, shown, figures)

    def shown_now(self, org: OrgId, stored: StoredCard) -> Shown:
        """Stated for the day rolled up last. Raises: ProductNotFound."""
        product = stored.card.product_id
        latest = self.insights.latest(org, [product]).get(product)
        if latest is None:
            raise ProductNotFound(product)
        counts = self.rollups.counts(org, [PORTFOLIO]).get(PORTFOLIO)
        day = counts.day if counts else stored.card.last_change.date()
        version = version_of(self.insights, org, product, latest.version)
        return Shown(version, is_latest=True, day=day)

    def shown_at(self, org: OrgId, stored: StoredCard, as_of: datetime) -> Shown:
        """Raises: ProductNotFound when nothing was shown yet."""
        product = stored.card.product_id
        number = self.insights.shown_at(org, product, as_of)
        if number is None:
            raise ProductNotFound(product)
        latest = self.insights.latest(org, [product]).get(product)
        is_latest = latest is not None and latest.version == number
        version = version_of(self.insights, org, product, number)
        return Shown(version, is_latest, as_of.date(), as_of)

    def figures(self, org: OrgId, stored: StoredCard, shown: Shown, now: datetime) -> DayFigures:
        """Computed; a rise is judged and an issue compared where the day's rollups are known."""
        stated = shown.as_of.date() if shown.as_of else None
        portfolio = self.rollups.get(org, PORTFOLIO, stated)
        assessment = judged(assess(shown.version.body, shown.day), portfolio)
        category = None
        if name := stored.card.category:
            category = self.rollups.get(org, Subject(SubjectKind.CATEGORY, name), stated)
        compared = in_category(shown.version, category)
        return DayFigures(shown.version.number, now, assessment, compared)

    def made(
        self, org: OrgId, stored: StoredCard, shown: Shown, figures: DayFigures
    ) -> ProductView:
        """The view of what is shown with the figures of a day."""
        card, version, assessment = stored.card, shown.version, figures.assessment
        body, day = version.body, assessment.day
        if shown.as_of is not None:
            card = restate(card, body, assessment, version.number, version.created_at)
        history = self.insights.history(org, card.product_id, shown.as_of, MAX_MOVES)
        return ProductView(
            card=card,
            insight=insight_view(version, is_latest=shown.is_latest),
            day=day,
            window=assessment.window,
            rising=assessment.rising,
            attention=assessment.attention,
            in_category=figures.in_category if self.compares else (),
            trend=points(body, day - YEAR, day, WEEK_DAYS),
            daily=points(body, day - QUARTER, day, 1),
            issue_trends=_issue_trends(body, day),
            moves=tuple(history),
            prices=tuple(e for e in stored.prices if shown.as_of is None or e.day <= day),
        )


def version_of(insights: InsightStore, org: OrgId, product: ProductId, number: int) -> Version:
    """Raises: NotFound, UnreadableInsight."""
    version = insights.versions(org, {product: number}).get(product)
    if version is None:
        raise NotFound(f"{product} has no version {number}.", product=product, version=number)
    if isinstance(version, UnreadableInsight):
        raise version
    return version


def points(
    body: InsightBody, first: date, last: date, step_days: int, issue: str | None = None
) -> tuple[TrendPoint, ...]:
    """Reviews a step, and the mentions of an issue if one is named."""
    mentions = None
    if issue is not None:
        days = (each.count_by_day for each in body.issues if each.figures.code == issue)
        mentions = next(days, {})
    return trend(body.days, mentions, first, last, step_days)


def _issue_trends(body: InsightBody, day: date) -> tuple[IssueTrend, ...]:
    analysed = body.analysed_by_day
    return tuple(
        IssueTrend(
            issue.figures.code,
            mentions_by_week(issue.count_by_day, analysed, day),
            window_share(issue.count_by_day, analysed, day),
        )
        for issue in body.issues
    )
