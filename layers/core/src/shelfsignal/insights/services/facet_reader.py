"""Cards of one list, or of several merged into one, in order, until a budget is spent."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from shelfsignal.insights.domain.cards import Card, sort_keys
from shelfsignal.insights.domain.ports import CardPosition, CardStore
from shelfsignal.insights.domain.views import ListOrder
from shelfsignal.kernel.ids import OrgId


@dataclass(slots=True)
class _Source:
    """One list: what was read of it and not given out, and where the rest begins."""

    facet: str
    after: CardPosition | None
    waiting: deque[tuple[str, Card]] = field(default_factory=deque)
    is_read: bool = False


class FacetReader:
    """Iterate once; `end` is then where to go on, None when the lists are at their end.

    page: cards a query; budget: read units in all, before the one more query that would exceed it.
    """

    def __init__(  # noqa: PLR0913 - which lists, in which order, from where, how much
        self,
        cards: CardStore,
        org: OrgId,
        facets: Sequence[str],
        order: ListOrder,
        *,
        page: int,
        after: CardPosition | None = None,
        budget: float = inf,
    ) -> None:
        self._cards = cards
        self._org = org
        self._order = order
        self._page = page
        self._budget = budget
        self._sources = [_Source(facet, after) for facet in facets]
        self._last = after
        self.spent = self._dearest = 0.0

    def __iter__(self) -> Iterator[Card]:
        while (source := self._next()) is not None:
            key, card = source.waiting.popleft()
            self._last = CardPosition(key, card.product_id)
            yield card

    @property
    def end(self) -> CardPosition | None:
        is_over = all(source.is_read and not source.waiting for source in self._sources)
        return None if is_over else self._last

    def _next(self) -> _Source | None:
        """The list whose first card comes next; every list has to be asked before one can tell."""
        for source in self._sources:
            if not source.waiting and not source.is_read and not self._fill(source):
                return None
        ready = [source for source in self._sources if source.waiting]
        if not ready:
            return None
        choose = max if self._order.descending else min
        return choose(ready, key=lambda source: source.waiting[0][0])

    def _fill(self, source: _Source) -> bool:
        """Reads on; False when there is no budget for it. The first query is always made."""
        if self.spent and self.spent + self._dearest > self._budget:
            return False
        while not source.waiting and not source.is_read:
            page = self._cards.query(
                self._org,
                source.facet,
                self._order.sort,
                descending=self._order.descending,
                limit=self._page,
                after=source.after,
            )
            self.spent += page.read_units
            self._dearest = max(self._dearest, page.read_units)
            source.waiting.extend((sort_keys(card)[self._order.sort], card) for card in page.cards)
            source.after, source.is_read = page.end, page.end is None
        return True
