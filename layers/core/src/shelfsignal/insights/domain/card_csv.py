"""A list of products as CSV (RFC 4180), safe to open in a spreadsheet.

A spreadsheet runs a cell that begins like a formula, and titles are written by strangers: such text
gets an apostrophe in front, which spreadsheets take as "this is text" and do not show.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO
from typing import Final

from shelfsignal.insights.domain.cards import Card
from shelfsignal.kernel.clock import to_z

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_Cell = str | int | float | None

COLUMNS: Final[dict[str, Callable[[Card], _Cell]]] = {
    "product_id": lambda card: card.product_id,
    "asin": lambda card: card.asin,
    "parent_asin": lambda card: card.parent_asin,
    "marketplace": lambda card: card.marketplace.value,
    "title": lambda card: card.title,
    "brand": lambda card: card.brand,
    "category": lambda card: card.category,
    "price": lambda card: None if card.price is None else str(card.price),
    "currency": lambda card: card.currency,
    "previous_price": lambda card: (
        None if card.previous_price is None else str(card.previous_price)
    ),
    "mean_rating": lambda card: card.mean_rating,
    "reviews": lambda card: card.reviews,
    "analysed": lambda card: card.analysed,
    "positive": lambda card: card.sentiments[0],
    "neutral": lambda card: card.sentiments[1],
    "negative": lambda card: card.sentiments[2],
    "negative_share": lambda card: card.negative_share,
    "negative_low": lambda card: card.negative_low,
    "negative_high": lambda card: card.negative_high,
    "attention": lambda card: card.attention,
    "attention_because": lambda card: "; ".join(part.why for part in card.attention_parts),
    "attention_since": lambda card: (
        None if card.attention_since is None else card.attention_since.isoformat()
    ),
    "top_issues": lambda card: "; ".join(f"{i.name} ({i.mentions})" for i in card.issues),
    "last_change": lambda card: to_z(card.last_change),
}


def header() -> str:
    """The first line."""
    return _line(COLUMNS)


def lines(cards: Iterable[Card]) -> Iterable[str]:
    """A line each, with its end of line."""
    return (_line(inert(cell(card)) for cell in COLUMNS.values()) for card in cards)


def inert(cell: _Cell) -> _Cell:
    """The cell, unable to run.

    >>> inert("=1+1"), inert("-5 % off"), inert("Lamp"), inert(-5)
    ("'=1+1", "'-5 % off", 'Lamp', -5)
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _line(cells: Iterable[_Cell]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
