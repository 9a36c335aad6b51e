"""When each review of a listing was written, with how many stars and about what.

Plans are cheap (no text yet), so that counts and averages of a whole shelf cost little.
"""

from math import exp
from random import Random
from typing import NamedTuple

from mock_amazon.dataset.chance import poisson, stream, weighted
from mock_amazon.dataset.events import Event, EventKind
from mock_amazon.dataset.listing import Listing

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
    chance = stream(seed, "history", listing.index)
    defect = next((e for e in events if e.kind is EventKind.DEFECT), None)
    span = max(1, anchor - listing.launched)
    plans: list[Plan] = []
    for number in range(listing.written):
        day = listing.launched + span * chance.random() ** 0.85
        plan = _plan(listing, defect, chance, number, day)
        plans.append(_copied(plan, plans, chance))
    if defect and defect.start < anchor:
        end = min(anchor, defect.end or anchor)
        for extra in range(_surge(listing, end - defect.start)):
            day = defect.start + (end - defect.start) * chance.random()
            plans.append(_plan(listing, defect, chance, listing.written + extra, day))
    return plans


def week(listing: Listing, events: tuple[Event, ...], seed: int, start: int) -> list[Plan]:
    """The reviews written in the seven days from day number `start` on (after the anchor day)."""
    chance = stream(seed, "week", listing.index, start)
    defect = next((e for e in events if e.kind is EventKind.DEFECT), None)
    rate = max(listing.written, 0.5) / _HISTORY_WEEKS * 1.1
    if defect and defect.active(start + 3):
        rate = rate * 1.4 + 1.0
    first = start * 1000
    return [
        _plan(listing, defect, chance, first + n, start + 7 * chance.random())
        for n in range(poisson(rate, chance))
    ]


def _surge(listing: Listing, days: int) -> int:
    """Extra reviews an event brings: angry buyers write more."""
    return max(7, int(listing.written / 540 * days * 0.5))


def _plan(listing: Listing, defect: Event | None, chance: Random, number: int, day: float) -> Plan:
    draw = chance.random
    at = int(int(day) * DAY_S + _second_of_day(draw(), draw()))
    if defect and defect.active(int(day)) and draw() < defect.share:
        rating = 1 if (mood := draw()) < 0.62 else 2 if mood < 0.88 else 3
        issues = (str(defect.issue), *_issues(listing, rating, chance, defect.issue)[1:2])
    else:
        rating = _rating(listing.quality, draw())
        issues = _issues(listing, rating, chance, defect.issue if defect else None)
    life = draw()
    edited = at + int(DAY_S * (3 + draw() * 90)) if life < 0.015 else 0
    deleted = at + int(DAY_S * (2 + draw() * 240)) if 0.015 <= life < 0.025 else 0
    return Plan(listing, number, number, at, rating, issues, edited, deleted, draw() < 0.3)


def _copied(plan: Plan, before: list[Plan], chance: Random) -> Plan:
    """Now and then somebody posts the words of an earlier review under another name."""
    if not before or chance.random() >= _COPY_SHARE:
        return plan
    other = before[int(chance.random() * len(before))]
    return plan._replace(words=other.words, rating=other.rating, issues=other.issues)


def _second_of_day(hour_draw: float, second_draw: float) -> int:
    """Mostly daytime and evening."""
    hour = (
        int(24 * (0.25 + 0.75 * hour_draw)) if hour_draw < 0.93 else int(6 * (1 - hour_draw) / 0.07)
    )
    return hour % 24 * 3600 + int(second_draw * 3600)


def _rating(quality: float, draw: float) -> int:
    """Stars for a product of this quality (0..1): the usual J, deeper for a bad product."""
    lean = 1 / (1 + exp(-6 * (quality - 0.5)))
    five, four, three, two = (
        0.40 + 0.32 * lean,
        0.19 - 0.04 * lean,
        0.10 - 0.04 * lean,
        0.08 - 0.04 * lean,
    )
    for stars, share in ((5, five), (4, four), (3, three), (2, two)):
        draw -= share
        if draw < 0:
            return stars
    return 1


_MENTIONS = {
    1: (1, 1, 1, 2, 2, 3),
    2: (1, 1, 2, 2),
    3: (1, 1, 1, 2),
    4: (0, 0, 0, 1),
    5: (0,) * 24 + (1,),
}


def _issues(listing: Listing, rating: int, chance: Random, planted: str | None) -> tuple[str, ...]:
    """What a review with these stars complains of; a planted issue is rare outside its event."""
    options = _MENTIONS[rating]
    wanted = options[int(chance.random() * len(options))]
    if not wanted:
        return ()
    weights = [(i, w * (0.05 if i == planted else 1.0)) for i, w in listing.weaknesses]
    if chance.random() < 0.2:
        weights = list(_GENERAL)
    found = (weighted(weights, chance.random()) for _ in range(wanted))
    return tuple(dict.fromkeys(found))


_GENERAL = (
    ("late_delivery", 3.0),
    ("damaged_packaging", 2.0),
    ("customer_service", 2.0),
    ("value", 4.0),
)
