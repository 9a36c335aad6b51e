"""How many products a list holds, told without reading the list: "n of them" is a promise.

Rollups count every product once, by the very figures that put it into its lists; what is kept of
that beside each rollup is small, so that a list can say its total for half a read unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.preferences import NEEDS_ATTENTION_FROM
from shelfsignal.insights.domain.views import (
    PORTFOLIO,
    ProductFilter,
    Rollup,
    Subject,
    SubjectKind,
)
from shelfsignal.kernel.ids import RunId

_OTHERS: Final = (
    "sentiment",
    "issue",
    "rating",
    "rating_min",
    "rating_max",
    "attention_min",
    "parent_asin",
    "q",
)


@dataclass(frozen=True, slots=True)
class SubjectCounts:
    """Products of a subject as rolled up by `run_id` for `day`, in all and by what lists ask."""

    run_id: RunId
    day: date
    products: int
    needing_attention: int = 0
    by_sentiment: dict[Sentiment, int] = field(default_factory=dict)
    by_issue: dict[str, int] = field(default_factory=dict)
    attention_from: float = NEEDS_ATTENTION_FROM


def counts_of(rollup: Rollup) -> SubjectCounts:
    return SubjectCounts(
        rollup.run_id,
        rollup.day,
        rollup.products,
        rollup.needing_attention,
        rollup.prevailing,
        rollup.products_by_issue,
        rollup.attention_from,
    )


def subjects_of(where: ProductFilter, brands: frozenset[str] | None) -> tuple[Subject, ...]:
    """Whose counts a list is to be held against: together they hold every product of the list.

    brands: the only ones the caller sees, None for all.
    """
    place = where.marketplace
    if where.brand:
        return (Subject(SubjectKind.BRAND, where.brand, place),)
    if brands is not None:
        return tuple(Subject(SubjectKind.BRAND, brand, place) for brand in sorted(brands))
    if where.category:
        return (Subject(SubjectKind.CATEGORY, where.category, place),)
    if place:
        return (Subject(SubjectKind.MARKETPLACE, place),)
    return (PORTFOLIO,)


def total_of(
    where: ProductFilter, brands: frozenset[str] | None, counts: Iterable[SubjectCounts]
) -> int | None:
    """The products that fit, when one subject and at most one figure of it tell; else None.

    Brand × category is not counted, and a category's count holds what other brands have in it.
    """
    if where.category is not None and (where.brand is not None or brands is not None):
        return None
    asked = [name for name in _OTHERS if getattr(where, name) is not None]
    found = [_count(where, asked, one) for one in counts]
    return (
        None if not found or None in found else sum(count for count in found if count is not None)
    )


def _count(where: ProductFilter, asked: list[str], counts: SubjectCounts) -> int | None:
    if not asked:
        return counts.products
    if asked == ["sentiment"] and where.sentiment is not None:
        return counts.by_sentiment.get(where.sentiment, 0)
    if asked == ["issue"] and where.issue is not None:
        return counts.by_issue.get(where.issue, 0)
    if asked == ["attention_min"] and where.attention_min == counts.attention_from:
        return counts.needing_attention
    return None
