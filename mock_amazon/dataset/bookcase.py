"""The reviews of a listing as they stand on a day, newest first."""

from functools import lru_cache

from mock_amazon.dataset.catalogue import Catalogue
from mock_amazon.dataset.events import Event, planted_events
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.timeline import DAY_S, Plan, history, week

_PLANS_CACHE = 4_000
_OWN_CACHE = 64  # a family stands together: its lead is asked for again at once
_BORROWED = 6
_SMALL = 25


class Bookcase:
    """Which reviews exist when: a review is shown from the midnight (UTC) after it was written."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.seed = catalogue.seed
        self.events = lru_cache(_PLANS_CACHE)(self._events)
        self._plans = lru_cache(_PLANS_CACHE)(self._all_plans)
        self._own = lru_cache(_OWN_CACHE)(self._history)

    def plans(self, listing: Listing, day: int) -> list[Plan]:
        """The reviews shown on that day, newest first."""
        cut = day * DAY_S
        weeks = max(0, -(-(day - self.catalogue.anchor) // 7))
        return [
            plan
            for plan in self._plans(listing, weeks)
            if plan.at < cut and not (plan.deleted_at and plan.deleted_at < cut)
        ]

    def _events(self, listing: Listing) -> tuple[Event, ...]:
        return planted_events(listing, self.seed, self.catalogue.anchor)

    def _all_plans(self, listing: Listing, weeks: int) -> list[Plan]:
        anchor, events = self.catalogue.anchor, self.events(listing)
        plans = [*self._own(listing), *self._borrowed(listing)]
        for number in range(weeks):
            plans += week(listing, events, self.seed, anchor + 7 * number)
        plans.sort(key=lambda plan: (plan.at, plan.owner.index, plan.number), reverse=True)
        return plans

    def _borrowed(self, listing: Listing) -> list[Plan]:
        """Reviews of the family's first variant that Amazon shows under this one too."""
        if listing.lead is None:
            return []
        room = _BORROWED if listing.written > _SMALL else min(_BORROWED, _SMALL - listing.written)
        lead = self.catalogue.listing(listing.lead)
        return [plan for plan in self._own(lead) if plan.shared][:room]

    def _history(self, listing: Listing) -> list[Plan]:
        return history(listing, self.events(listing), self.seed, self.catalogue.anchor)
