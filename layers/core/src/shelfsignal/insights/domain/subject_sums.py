"""What a rollup keeps of its products as they come: sums, and the best few of all else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import heappush, heappushpop
from typing import Final

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.body import FamilyReview
from shelfsignal.insights.domain.contributions import Contribution, IssueContribution
from shelfsignal.insights.domain.figures import Quote
from shelfsignal.insights.domain.issues import quote_rank
from shelfsignal.insights.domain.preferences import NEEDS_ATTENTION_FROM
from shelfsignal.insights.domain.series import DayCounts
from shelfsignal.insights.domain.views import NeedsAttention, ProductRise
from shelfsignal.kernel.ids import ProductId

TOP_PRODUCTS: Final = 25
TOP_RISES: Final = 25


@dataclass(slots=True)
class IssueSum:
    mentions: int = 0
    loss: float = 0.0
    variance: float = 0.0
    products: int = 0
    count_by_day: dict[int, int] = field(default_factory=dict)
    quote: Quote | None = None


@dataclass(slots=True)
class SubjectSum:
    """One subject's running sums; a day's row is [positive, neutral, negative, unread, stars].

    attention_from: the score from which a product counts as needing attention.
    """

    attention_from: float = NEEDS_ATTENTION_FROM
    products: int = 0
    ratings: list[int] = field(default_factory=lambda: [0] * 5)
    sentiments: list[int] = field(default_factory=lambda: [0] * 4)
    days: dict[int, list[int]] = field(default_factory=dict)
    issues: dict[str, IssueSum] = field(default_factory=dict)
    attention: list[tuple[float, str, NeedsAttention]] = field(default_factory=list)
    rises: list[tuple[float, str, str, ProductRise]] = field(default_factory=list)
    needing_attention: int = 0
    highest: float = 0.0
    prevailing: dict[Sentiment, int] = field(default_factory=dict)

    def add(self, product: Contribution, oldest: int) -> None:
        self.products += 1
        for at, count in enumerate(product.ratings):
            self.ratings[at] += count
        for row in product.days:
            self._add_day(row, oldest)
        for issue in product.issues:
            self._add_issue(product.product_id, issue, oldest)
        self._rank(product.attention)
        prevailing = product.prevailing
        if prevailing is not None:
            self.prevailing[prevailing] = self.prevailing.get(prevailing, 0) + 1
        for rise in product.rises:
            self._rank_rise(ProductRise(product.product_id, product.attention.title, rise))

    def _add_day(self, row: DayCounts, oldest: int) -> None:
        counts = (row.positive, row.neutral, row.negative, row.unanalysed)
        for at, count in enumerate(counts):
            self.sentiments[at] += count
        if row.day >= oldest:
            mine = self.days.setdefault(row.day, [0, 0, 0, 0, 0])
            for at, count in enumerate((*counts, row.stars)):
                mine[at] += count

    def _add_issue(self, product: ProductId, issue: IssueContribution, oldest: int) -> None:
        mine = self.issues.setdefault(issue.code, IssueSum())
        mine.mentions += issue.mentions
        mine.loss += issue.loss
        mine.variance += issue.variance
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
            mine.variance -= loss * loss
            if review.day in mine.count_by_day:
                mine.count_by_day[review.day] -= 1

    def _rank(self, product: NeedsAttention) -> None:
        self.highest = max(self.highest, product.score)
        if product.score < self.attention_from:
            return
        self.needing_attention += 1
        item = (product.score, product.product_id, product)
        if len(self.attention) < TOP_PRODUCTS:
            heappush(self.attention, item)
        else:
            heappushpop(self.attention, item)

    def _rank_rise(self, found: ProductRise) -> None:
        item = (-found.rise.p_value, found.product_id, found.rise.code, found)
        if len(self.rises) < TOP_RISES:
            heappush(self.rises, item)
        else:
            heappushpop(self.rises, item)


def _best_first(quote: Quote) -> tuple[tuple[int, ...], str, str]:
    """A total order, so that the choice does not depend on the order products arrive in."""
    *rank, day, review_id = quote_rank(quote)
    return (*(-int(each) for each in rank), -day.toordinal()), review_id, quote.product_id or ""
