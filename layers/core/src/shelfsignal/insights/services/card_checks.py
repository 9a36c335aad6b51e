"""What no index answers is asked of each card that an index brought."""

from __future__ import annotations

from collections.abc import Callable

from shelfsignal.insights.domain.cards import Card
from shelfsignal.insights.domain.views import ProductFilter

Check = Callable[[Card], bool]


def checks_of(
    where: ProductFilter, brands: frozenset[str] | None, answered: str = ""
) -> tuple[Check, ...]:
    """One of every filter given but `answered`, and one of the brands seen (None: all of them)."""
    checks: dict[str, Check] = {
        "brand": lambda card: card.brand == where.brand,
        "parent_asin": lambda card: card.parent_asin == where.parent_asin,
        "category": lambda card: card.category == where.category,
        "sentiment": lambda card: card.sentiment == where.sentiment,
        "marketplace": lambda card: card.marketplace == where.marketplace,
        "rating": lambda card: _stars(card) == where.rating,
        "rating_min": lambda card: _is_rated(card, where.rating_min, None),
        "rating_max": lambda card: _is_rated(card, None, where.rating_max),
        "attention_min": lambda card: card.attention >= (where.attention_min or 0.0),
        "q": lambda card: _has_words(card, where.q or ""),
    }
    wanted = [
        check
        for field, check in checks.items()
        if field != answered and getattr(where, field) is not None
    ]
    if brands is not None:
        wanted.append(lambda card: card.brand in brands)
    return tuple(wanted)


def _stars(card: Card) -> int | None:
    """Mean stars rounded half up."""
    return None if card.mean_rating is None else int(card.mean_rating + 0.5)


def _is_rated(card: Card, least: float | None, most: float | None) -> bool:
    if card.mean_rating is None:
        return False
    return (least is None or card.mean_rating >= least) and (
        most is None or card.mean_rating <= most
    )


def _has_words(card: Card, q: str) -> bool:
    text = f"{card.title} {card.brand} {card.asin}".casefold()
    return all(word in text for word in q.casefold().split())
