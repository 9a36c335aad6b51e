"""Rollups: products added up to brands, categories, marketplaces and the portfolio.

A subject keeps counts, a year and a quarter of daily figures and the best few of everything else,
so that what is in memory grows with the number of brands, not with the number of products.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from heapq import heappush, heappushpop
from typing import Final

from shelfsignal.insights.domain.body import UNREAD, FamilyReview, mean_rating, sentiment_shares
from shelfsignal.insights.domain.contributions import Contribution, IssueContribution
from shelfsignal.insights.domain.figures import Quote, Ratings
from shelfsignal.insights.domain.issues import quote_rank
from shelfsignal.insights.domain.rising import BASE_DAYS, SCAN_DAYS, find_rise
from shelfsignal.insights.domain.series import DayCounts, trend, window_share
from shelfsignal.insights.domain.shares import share
from shelfsignal.insights.domain.taxonomy import OTHER, Taxonomy
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    IssueRollup,
    NeedsAttention,
    Rollup,
    Subject,
    SubjectKind,
)
from shelfsignal.kernel.ids import Marketplace, ProductId, ReviewId, RunId

TOP_ISSUES: Final = 15
TOP_PRODUCTS: Final = 25
MIN_ATTENTION: Final = 20.0
TREND_DAYS: Final = 182
_KEPT_DAYS: Final = BASE_DAYS + SCAN_DAYS


@dataclass(slots=True)
class _IssueSum:
    mentions: int = 0
    loss: float = 0.0
    products: int = 0
    count_by_day: dict[int, int] = field(default_factory=dict)
    quote: Quote | None = None


@dataclass(slots=True)
class _SubjectSum:
    """One subject's running sums; a day's row is [positive, neutral, negative, unread, stars]."""

    products: int = 0
    ratings: list[int] = field(default_factory=lambda: [0] * 5)
    sentiments: list[int] = field(default_factory=lambda: [0] * 4)
    days: dict[int, list[int]] = field(default_factory=dict)
    issues: dict[str, _IssueSum] = field(default_factory=dict)
    attention: list[tuple[float, str, NeedsAttention]] = field(default_factory=list)

    def add(self, product: Contribution, oldest: int) -> None:
        self.products += 1
        for at, count in enumerate(product.ratings):
            self.ratings[at] += count
        for row in product.days:
            self._add_day(row, oldest)
        for issue in product.issues:
            self._add_issue(product.product_id, issue, oldest)
        self._rank(product.attention)

    def _add_day(self, row: DayCounts, oldest: int) -> None:
        counts = (row.positive, row.neutral, row.negative, row.unanalysed)
        for at, count in enumerate(counts):
            self.sentiments[at] += count
        if row.day >= oldest:
            mine = self.days.setdefault(row.day, [0, 0, 0, 0, 0])
            for at, count in enumerate((*counts, row.stars)):
                mine[at] += count

    def _add_issue(self, product: ProductId, issue: IssueContribution, oldest: int) -> None:
        mine = self.issues.setdefault(issue.code, _IssueSum())
        mine.mentions += issue.mentions
        mine.loss += issue.loss
        mine.products += 1
        for day, count in issue.count_by_day.items():
            if day >= oldest:
                mine.count_by_day[day] = mine.count_by_day.get(day, 0) + count
        if issue.quote is not None:
            quote = replace(issue.quote, product_id=product)
            mine.quote = quote if mine.quote is None else min(quote, mine.quote, key=_best_first)

    def take_out(self, review: FamilyReview) -> None:
        """Undo one review that another variation has brought already."""
        self.ratings[review.rating - 1] -= 1
        self.sentiments[review.sentiment] -= 1
        row = self.days.get(review.day)
        if row is not None:
            row[review.sentiment] -= 1
            row[4] -= review.rating
        for code, loss in review.loss_by_issue.items():
            mine = self.issues[code]
            mine.mentions -= 1
            mine.loss -= loss
            if review.day in mine.count_by_day:
                mine.count_by_day[review.day] -= 1

    def _rank(self, product: NeedsAttention) -> None:
        if product.score < MIN_ATTENTION:
            return
        item = (product.score, product.product_id, product)
        if len(self.attention) < TOP_PRODUCTS:
            heappush(self.attention, item)
        else:
            heappushpop(self.attention, item)


def _best_first(quote: Quote) -> tuple[tuple[int, ...], str, str]:
    """A total order, so that the choice does not depend on the order products arrive in."""
    *rank, day, review_id = quote_rank(quote)
    return (*(-int(each) for each in rank), -day.toordinal()), review_id, quote.product_id or ""


@dataclass(frozen=True, slots=True)
class _Copy:
    """A review that variations share, as one of them brought it, and the sums it was added to."""

    product_id: ProductId
    review: FamilyReview
    sums: tuple[_SubjectSum, ...]

    def take_out(self) -> None:
        for each in self.sums:
            each.take_out(self.review)


class RollupFold:
    """Adds contributions one at a time, each product once, and states the sums for one day."""

    def __init__(self, taxonomy: Taxonomy, day: date) -> None:
        self._taxonomy = taxonomy
        self._day = day
        self._oldest = day.toordinal() - _KEPT_DAYS
        self._products: set[ProductId] = set()
        self._kept: dict[tuple[Marketplace, ReviewId], _Copy] = {}
        self._sums: dict[Subject, _SubjectSum] = {}

    def add(self, product: Contribution) -> bool:
        """False when the product was added before: the first one given counts."""
        if product.product_id in self._products:
            return False
        self._products.add(product.product_id)
        subjects = _subjects_of(product)
        sums = tuple(self._sums.setdefault(subject, _SubjectSum()) for subject in subjects)
        for each in sums:
            each.add(product, self._oldest)
        for review in product.family:
            self._count_once(product.marketplace, _Copy(product.product_id, review, sums))
        return True

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
        """The portfolio's and every subject's; the portfolio's is there even when it is empty."""
        self._sums.setdefault(PORTFOLIO, _SubjectSum())
        for subject, sums in self._sums.items():
            yield self._rollup(subject, sums, run)

    def _rollup(self, subject: Subject, sums: _SubjectSum, run: RunId) -> Rollup:
        rows = [DayCounts(day, *row) for day, row in sorted(sums.days.items())]
        analysed = {row.day: row.analysed for row in rows if row.analysed}
        negative = {row.day: row.negative for row in rows if row.negative}
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
        )

    def _issue(self, code: str, sums: _IssueSum, n: int, analysed: dict[int, int]) -> IssueRollup:
        label = self._taxonomy.issues.get(code)
        name = label.name if label else code
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
        )


def _subjects_of(product: Contribution) -> Iterable[Subject]:
    yield PORTFOLIO
    yield Subject(SubjectKind.MARKETPLACE, product.marketplace)
    if product.brand:
        yield Subject(SubjectKind.BRAND, product.brand)
    if product.category:
        yield Subject(SubjectKind.CATEGORY, product.category)


def _ratings(counts: list[int]) -> Ratings:
    return (counts[0], counts[1], counts[2], counts[3], counts[4])


def _by_impact(issue: IssueRollup) -> tuple[bool, float, int, str]:
    return issue.code == OTHER, -issue.star_impact, -issue.mentions, issue.code


def _by_surety(issue: IssueRollup) -> tuple[float, str]:
    return (issue.rise.p_value if issue.rise else 1.0), issue.code


def _most_urgent(
    heap: list[tuple[float, str, NeedsAttention]],
) -> tuple[NeedsAttention, ...]:
    return tuple(item[2] for item in sorted(heap, key=lambda item: (-item[0], item[1])))
