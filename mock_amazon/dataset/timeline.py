"""When each review of a listing was written, with how many stars and about what.

Plans are cheap (no text yet), so that counts and averages of a whole shelf cost little.
"""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import NamedTuple

from mock_amazon.dataset.chance import poisson, stream
from mock_amazon.dataset.events import Event, EventKind
from mock_amazon.dataset.listing import Listing
from mock_amazon.dataset.phrasebook import Draw

DAY_S = 86_400
_HISTORY_WEEKS = 78.0
_COPY_SHARE = 0.007


class Plan(NamedTuple):
    """One review to be written.

    `owner` is the listing it was written under; `number` names it there for good; times are UTC
    epoch seconds; `words` is the number whose words it has (another's when it is copied);
    `edited_at` and `deleted_at` are 0 when that never happens.
    """

    owner: Listing
    number: int
    words: int
    at: int
    rating: int
    issues: tuple[str, ...]
    edited_at: int
    deleted_at: int
    shared: bool


def history(listing: Listing, events: tuple[Event, ...], seed: int, anchor: int) -> list[Plan]:
    """The reviews of the listing up to the anchor day, in no particular order."""
    planner = _Planner(listing, events, stream(seed, "history", listing.index).random)
    draw, plans = planner.draw, list[Plan]()
    launched, span = listing.launched, max(1, anchor - listing.launched)
    for number in range(listing.written):
        plan = planner.plan(number, launched + span * draw() ** 0.85)
        plans.append(_copied(plan, plans, draw) if draw() < _COPY_SHARE else plan)
    defect = planner.defect
    if defect and defect.start < anchor:
        end = min(anchor, defect.end or anchor)
        for extra in range(_surge(listing, end - defect.start)):
            day = defect.start + (end - defect.start) * draw()
            plans.append(planner.plan(listing.written + extra, day))
    return plans


def week(listing: Listing, events: tuple[Event, ...], seed: int, start: int) -> list[Plan]:
    """The reviews written in the seven days from day number `start` on (after the anchor day)."""
    chance = stream(seed, "week", listing.index, start)
    planner = _Planner(listing, events, chance.random)
    rate = max(listing.written, 0.5) / _HISTORY_WEEKS * 1.1
    if planner.defect and planner.defect.active(start + 3):
        rate = rate * 1.4 + 1.0
    first = start * 1000
    count = poisson(rate, chance)
    return [planner.plan(first + n, start + 7 * planner.draw()) for n in range(count)]


class _Planner:
    """Draws plans for one listing; a planted issue is rare outside its event."""

    def __init__(self, listing: Listing, events: tuple[Event, ...], draw: Draw) -> None:
        self.listing, self.draw = listing, draw
        self.defect = next((e for e in events if e.kind is EventKind.DEFECT), None)
        planted = self.defect.issue if self.defect else None
        self._stars = _star_thresholds(listing.quality)
        self._issues = [issue for issue, _ in listing.weaknesses]
        weights = (w * (0.05 if i == planted else 1.0) for i, w in listing.weaknesses)
        self._weights = list(accumulate(weights))

    def plan(self, number: int, moment: float) -> Plan:
        """The review of that number, written on a day (its fraction does not matter)."""
        draw, defect, day = self.draw, self.defect, int(moment)
        at = day * DAY_S + _second_of_day(draw())
        if defect and defect.active(day) and draw() < defect.share:
            rating = 1 if (mood := draw()) < 0.62 else 2 if mood < 0.88 else 3
            issues: tuple[str, ...] = (str(defect.issue), *self._mentions(rating)[1:2])
        else:
            rating = 5 - bisect_right(self._stars, draw())
            issues = self._mentions(rating)
        edited = deleted = 0
        if (life := draw()) < 0.025:
            if life < 0.015:
                edited = at + int(DAY_S * (3 + draw() * 90))
            else:
                deleted = at + int(DAY_S * (2 + draw() * 240))
        return Plan(self.listing, number, number, at, rating, issues, edited, deleted, draw() < 0.3)

    def _mentions(self, rating: int) -> tuple[str, ...]:
        options = _MENTIONS[rating]
        wanted = options[int(self.draw() * len(options))]
        if not wanted:
            return ()
        found = [self._issue() for _ in range(wanted)]
        return tuple(found) if wanted == 1 else tuple(dict.fromkeys(found))

    def _issue(self) -> str:
        draw = self.draw()
        if draw < 0.15:
            return _ANYWHERE[int(draw / 0.15 * len(_ANYWHERE))]
        mark = (draw - 0.15) / 0.85 * self._weights[-1]
        return self._issues[min(bisect_right(self._weights, mark), len(self._issues) - 1)]


_MENTIONS = {
    1: (1, 1, 1, 2, 2, 3),
    2: (1, 1, 2, 2),
    3: (1, 1, 1, 2),
    4: (0, 0, 0, 1),
    5: (0,) * 24 + (1,),
}
_ANYWHERE = (
    "late_delivery",
    "value",
    "damaged_packaging",
    "customer_service",
    "value",
    "late_delivery",
)


def _surge(listing: Listing, days: int) -> int:
    """Extra reviews an event brings: angry buyers write more."""
    return max(7, int(listing.written / 540 * days * 0.5))


def _copied(plan: Plan, before: list[Plan], draw: Draw) -> Plan:
    """Now and then somebody posts the words of an earlier review under another name."""
    if not before:
        return plan
    other = before[int(draw() * len(before))]
    return plan._replace(words=other.words, rating=other.rating, issues=other.issues)


def _second_of_day(draw: float) -> int:
    """Mostly daytime and evening."""
    return int(draw / 0.07 * 21_600) if draw < 0.07 else 21_600 + int((draw - 0.07) / 0.93 * 64_800)


@lru_cache(4096)
def _star_thresholds(quality: float) -> list[float]:
    """Cumulated shares of 5, 4, 3 and 2 stars for a quality in 0..1: a J, deeper for the bad."""
    lean = 1 / (1 + exp(-6 * (quality - 0.5)))
    shares = (0.40 + 0.32 * lean, 0.19 - 0.04 * lean, 0.10 - 0.04 * lean, 0.08 - 0.04 * lean)
    return list(accumulate(shares))
