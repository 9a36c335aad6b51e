"""Rollups: products added up to brands, categories, marketplaces and the portfolio.

A subject keeps counts, a year and a quarter of daily figures and the best few of everything else,
so that what is in memory grows with the number of brands, not with the number of products.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from shelfsignal.insights.domain.body import UNREAD, FamilyReview, mean_rating, sentiment_shares
from shelfsignal.insights.domain.contributions import Contribution
from shelfsignal.insights.domain.false_alarms import AlarmControl, AlarmTally
from shelfsignal.insights.domain.figures import Ratings
from shelfsignal.insights.domain.impact import impact_interval
from shelfsignal.insights.domain.portfolio_map import MapCell, PortfolioMap
from shelfsignal.insights.domain.preferences import NEEDS_ATTENTION_FROM
from shelfsignal.insights.domain.rising import BASE_DAYS, SCAN_DAYS, find_rise, is_testable
from shelfsignal.insights.domain.series import DayCounts, trend, window_share
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.sparkline import mentions_by_week
from shelfsignal.insights.domain.subject_sums import IssueSum, SubjectSum
from shelfsignal.insights.domain.taxonomy import OTHER, Taxonomy
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    DayControl,
    IssueRollup,
    NeedsAttention,
    ProductRise,
    Rollup,
    Subject,
    SubjectKind,
)
from shelfsignal.kernel.ids import Marketplace, ProductId, ReviewId, RunId

TOP_ISSUES: Final = 15
TREND_DAYS: Final = 182
_KEPT_DAYS: Final = BASE_DAYS + SCAN_DAYS
_BETWEEN: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class _Copy:
    """A review that variations share, as one of them brought it, and the sums it was added to."""

    product_id: ProductId
    review: FamilyReview
    sums: tuple[SubjectSum, ...]

    def take_out(self) -> None:
        for each in self.sums:
            each.take_out(self.review)


class RollupFold:
    """Adds contributions one at a time, each product once, and states the sums for one day."""

    def __init__(
        self, taxonomy: Taxonomy, day: date, attention_from: float = NEEDS_ATTENTION_FROM
    ) -> None:
        self._taxonomy = taxonomy
        self._day = day
        self._attention_from = attention_from
        self._oldest = day.toordinal() - _KEPT_DAYS
        self._products: set[ProductId] = set()
        self._kept: dict[tuple[Marketplace, ReviewId], _Copy] = {}
        self._sums: dict[Subject, SubjectSum] = {}
        self._alarms = AlarmTally()

    def add(self, product: Contribution) -> bool:
        """False when the product was added before: the first one given counts."""
        if product.product_id in self._products:
            return False
        self._products.add(product.product_id)
        self._alarms.add(product.tests, product.rises)
        subjects = _subjects_of(product)
        sums = tuple(self._sums_of(subject) for subject in subjects)
        for each in sums:
            each.add(product, self._oldest)
        for review in product.family:
            self._count_once(product.marketplace, _Copy(product.product_id, review, sums))
        return True

    def _sums_of(self, subject: Subject) -> SubjectSum:
        if subject not in self._sums:
            self._sums[subject] = SubjectSum(self._attention_from)
        return self._sums[subject]

    def _count_once(self, marketplace: Marketplace, copy: _Copy) -> None:
        """Of a shared review the copy of the smallest product id stays, whichever came first.

        The copies differ: what a review costs depends on its product's other reviews.
        """
        key = (marketplace, copy.review.review_id)
        kept = self._kept.setdefault(key, copy)
        if kept is copy:
            return
        if copy.product_id < kept.product_id:
            self._kept[key] = copy
            kept.take_out()
        else:
            copy.take_out()

    def rollups(self, run: RunId) -> Iterator[Rollup]:
        """The portfolio's and every subject's; the portfolio's is there even when it is empty.

        A rise can be judged only once all of the day are known, so they are made first. Brands and
        categories within a marketplace are judged apart: they repeat what the whole ones test.
        """
        self._sums_of(PORTFOLIO)
        counted = {s: sums for s, sums in self._sums.items() if s.kind is not SubjectKind.CELL}
        made = [self._rollup(subject, sums, run) for subject, sums in counted.items()]
        whole, parts = AlarmTally(), AlarmTally()
        for sums, rollup in zip(counted.values(), made, strict=True):
            tests = sum(is_testable(each.count_by_day, self._day) for each in sums.issues.values())
            tally = parts if rollup.subject.marketplace else whole
            tally.add(tests, (issue.rise for issue in rollup.rising_issues if issue.rise))
        products = self._alarms.control()
        control = DayControl(products, whole.control())
        within = DayControl(products, parts.control())
        return (_judged(each, within if each.subject.marketplace else control) for each in made)

    def map(self, run: RunId, marketplace: Marketplace | None = None) -> PortfolioMap:
        """Brand × category, of one marketplace or of all."""
        cells = (
            self._cell(subject, sums)
            for subject, sums in self._sums.items()
            if subject.kind is SubjectKind.CELL and subject.marketplace == marketplace
        )
        return PortfolioMap(
            self._day, run, tuple(sorted(cells, key=lambda cell: (cell.brand, cell.category)))
        )

    def _cell(self, subject: Subject, sums: SubjectSum) -> MapCell:
        brand, category = subject.name.split(_BETWEEN)
        analysed, negative = _by_day(sums)
        return MapCell(
            brand=brand,
            category=category,
            products=sums.products,
            ratings=_ratings(sums.ratings),
            negative=share(sums.sentiments[2], sum(sums.sentiments[:UNREAD])),
            window=window_share(negative, analysed, self._day),
            attention=sums.highest,
            needing_attention=sums.needing_attention,
        )

    def _rollup(self, subject: Subject, sums: SubjectSum, run: RunId) -> Rollup:
        rows = [DayCounts(day, *row) for day, row in sorted(sums.days.items())]
        analysed, negative = _by_day(sums)
        n = sum(sums.sentiments[:UNREAD])
        issues = [self._issue(code, one, n, analysed) for code, one in sums.issues.items()]
        issues = [issue for issue in issues if issue.mentions > 0]
        ratings = _ratings(sums.ratings)
        first = self._day - timedelta(days=TREND_DAYS - 1)
        counts = sums.sentiments
        return Rollup(
            subject=subject,
            day=self._day,
            run_id=run,
            products=sums.products,
            reviews=sum(ratings),
            analysed=n,
            ratings=ratings,
            mean_rating=mean_rating(ratings),
            sentiment=sentiment_shares((counts[0], counts[1], counts[2])),
            window=window_share(negative, analysed, self._day),
            top_issues=tuple(sorted(issues, key=_by_impact)[:TOP_ISSUES]),
            rising_issues=tuple(sorted((i for i in issues if i.rise), key=_by_surety)),
            attention=_most_urgent(sums.attention),
            trend=trend(rows, None, first, self._day, 1),
            mentions={issue.code: issue.mentions for issue in sorted(issues, key=_by_impact)},
            product_rises=tuple(item[3] for item in sorted(sums.rises, key=_surest_first)),
            needing_attention=sums.needing_attention,
            prevailing=dict(sorted(sums.prevailing.items())),
            products_by_issue={code: one.products for code, one in sorted(sums.issues.items())},
            attention_from=sums.attention_from,
        )

    def _issue(self, code: str, sums: IssueSum, n: int, analysed: dict[int, int]) -> IssueRollup:
        label = self._taxonomy.issues.get(code)
        name = label.name if label else code
        low, high = impact_interval(sums.loss, sums.variance, n, sums.mentions)
        return IssueRollup(
            code=code,
            name=name,
            mentions=sums.mentions,
            share=share(sums.mentions, n),
            products_affected=sums.products,
            star_impact=round(sums.loss / n, 4) if n else 0.0,
            window=window_share(sums.count_by_day, analysed, self._day),
            rise=find_rise(code, name, sums.count_by_day, analysed, self._day),
            quote=sums.quote,
            star_impact_low=low,
            star_impact_high=high,
            trend=mentions_by_week(sums.count_by_day, analysed, self._day),
        )


def _subjects_of(product: Contribution) -> Iterable[Subject]:
    yield PORTFOLIO
    yield Subject(SubjectKind.MARKETPLACE, product.marketplace)
    for place in (None, product.marketplace):
        if product.brand:
            yield Subject(SubjectKind.BRAND, product.brand, place)
        if product.category:
            yield Subject(SubjectKind.CATEGORY, product.category, place)
        if product.brand and product.category:
            yield Subject(SubjectKind.CELL, f"{product.brand}{_BETWEEN}{product.category}", place)


def _by_day(sums: SubjectSum) -> tuple[dict[int, int], dict[int, int]]:
    """Analysed and negative reviews by day, where there are any."""
    analysed = {day: n for day, row in sums.days.items() if (n := sum(row[:UNREAD]))}
    return analysed, {day: row[2] for day, row in sums.days.items() if row[2]}


def _ratings(counts: list[int]) -> Ratings:
    return (counts[0], counts[1], counts[2], counts[3], counts[4])


def _by_impact(issue: IssueRollup) -> tuple[bool, float, int, str]:
    return issue.code == OTHER, -issue.star_impact, -issue.mentions, issue.code


def _by_surety(issue: IssueRollup) -> tuple[float, str]:
    return (issue.rise.p_value if issue.rise else 1.0), issue.code


def _judged(rollup: Rollup, control: DayControl) -> Rollup:
    judged = (
        replace(each, rise=control.products.judge(each.rise)) for each in rollup.product_rises
    )
    return replace(
        rollup,
        top_issues=_judged_issues(rollup.top_issues, control.rollups),
        rising_issues=_judged_issues(rollup.rising_issues, control.rollups),
        product_rises=tuple(each for each in judged if each.rise.is_confirmed),
        alarms=control if rollup.subject == PORTFOLIO else None,
    )


def _judged_issues(
    issues: tuple[IssueRollup, ...], control: AlarmControl
) -> tuple[IssueRollup, ...]:
    return tuple(
        replace(each, rise=control.judge(each.rise)) if each.rise else each for each in issues
    )


def _surest_first(item: tuple[float, str, str, ProductRise]) -> tuple[float, str, str]:
    return -item[0], item[1], item[2]


def _most_urgent(
    heap: list[tuple[float, str, NeedsAttention]],
) -> tuple[NeedsAttention, ...]:
    return tuple(item[2] for item in sorted(heap, key=lambda item: (-item[0], item[1])))
