"""One product as shown now or at a moment: everything its page needs, in a handful of reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from shelfsignal.insights.domain.attention import Assessment, assess
from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.cards import StoredCard, restate
from shelfsignal.insights.domain.figures import TrendPoint
from shelfsignal.insights.domain.in_category import InCategory
from shelfsignal.insights.domain.ports import InsightStore, RollupStore, UnreadableInsight
from shelfsignal.insights.domain.series import trend, window_share
from shelfsignal.insights.domain.sparkline import mentions_by_week
from shelfsignal.insights.domain.versions import Version
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    IssueTrend,
    ProductView,
    Rollup,
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
    """The version that is, or was, shown, and the day its figures are stated for."""

    version: Version
    is_latest: bool
    day: date
    portfolio: Rollup | None


@dataclass(frozen=True, slots=True)
class ProductViews:
    """compares: whether the caller may see what a whole category says."""

    insights: InsightStore
    rollups: RollupStore
    compares: bool

    def view(self, org: OrgId, stored: StoredCard, as_of: datetime | None) -> ProductView:
        """Raises: ProductNotFound when nothing was shown yet."""
        shown = self.shown(org, stored, as_of)
        assessment = judged(assess(shown.version.body, shown.day), shown.portfolio)
        return self._made(org, stored, as_of, (shown, assessment))

    def shown(self, org: OrgId, stored: StoredCard, as_of: datetime | None) -> Shown:
        """Raises: ProductNotFound."""
        product = stored.card.product_id
        latest = self.insights.latest(org, [product]).get(product)
        portfolio = self.rollups.get(org, PORTFOLIO, as_of.date() if as_of else None)
        if as_of is None:
            number = latest.version if latest else None
            day = portfolio.day if portfolio else stored.card.last_change.date()
        else:
            number = self.insights.shown_at(org, product, as_of)
            day = as_of.date()
        if number is None:
            raise ProductNotFound(product)
        version = version_of(self.insights, org, product, number)
        is_latest = latest is not None and latest.version == number
        return Shown(version, is_latest, day, portfolio)

    def _made(
        self,
        org: OrgId,
        stored: StoredCard,
        as_of: datetime | None,
        found: tuple[Shown, Assessment],
    ) -> ProductView:
        (shown, assessment), card = found, stored.card
        version, day, body = shown.version, shown.day, shown.version.body
        if as_of is not None:
            card = restate(card, body, assessment, version.number, version.created_at)
        return ProductView(
            card=card,
            insight=insight_view(version, is_latest=shown.is_latest),
            day=day,
            window=assessment.window,
            rising=assessment.rising,
            attention=assessment.attention,
            in_category=self._in_category(org, card.category, version, as_of),
            trend=points(body, day - YEAR, day, WEEK_DAYS),
            daily=points(body, day - QUARTER, day, 1),
            issue_trends=_issue_trends(body, day),
            moves=tuple(self.insights.history(org, card.product_id, as_of, MAX_MOVES)),
            prices=tuple(each for each in stored.prices if as_of is None or each.day <= day),
        )

    def _in_category(
        self, org: OrgId, category: str, version: Version, as_of: datetime | None
    ) -> tuple[InCategory, ...]:
        if not category or not self.compares:
            return ()
        subject = Subject(SubjectKind.CATEGORY, category)
        found = self.rollups.get(org, subject, as_of.date() if as_of else None)
        return in_category(version, found)


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
