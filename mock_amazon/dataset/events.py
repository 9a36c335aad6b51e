"""Things that happen to a product on a date: the ground truth an analysis is scored against."""

from dataclasses import dataclass
from enum import StrEnum

from mock_amazon.dataset.chance import key, uniform, weighted
from mock_amazon.dataset.listing import Listing


class EventKind(StrEnum):
    """What can happen."""

    DEFECT = "defect"
    PRICE_WAR = "price_war"
    LOST_BUY_BOX = "lost_buy_box"


@dataclass(frozen=True, slots=True)
class Event:
    """One planted event; days are UTC days since 1970, `end` is exclusive and None when it lasts.

    `share` is the part of reviews after the start that tell of the issue (defects only).
    """

    kind: EventKind
    start: int
    end: int | None
    issue: str | None = None
    share: float = 0.0

    def active(self, day: int) -> bool:
        """Whether it is going on that day."""
        return self.start <= day and (self.end is None or day < self.end)


_DEFECT_SHARE = 0.22
_DEFECT_MINIMUM = 26
_MARKET_SHARE = 0.04
# Complaints that can plausibly begin on a date: a bad batch, a new supplier, a changed recipe.
_BATCH_ISSUES = frozenset({
    "breaks_early", "defective_on_arrival", "missing_parts", "wrong_item", "damaged_packaging",
    "battery",
    "connectivity", "software", "noise", "heat", "smell", "taste", "freshness", "safety_hazard",
    "leaks",
    "counterfeit", "not_as_described", "material", "size", "colour_differs", "performance",
})  # fmt: skip


def planted_events(listing: Listing, seed: int, anchor: int) -> tuple[Event, ...]:
    """What happens to this listing, in date order; some of it only after the anchor day."""
    found = [
        _defect(listing, seed, anchor),
        _market(listing, seed, anchor, EventKind.PRICE_WAR, (18, 60)),
        _market(listing, seed, anchor, EventKind.LOST_BUY_BOX, (5, 35)),
    ]
    return tuple(sorted((event for event in found if event), key=lambda event: event.start))


def _start(draw: float, anchor: int) -> int:
    """Three in four lie in the last twenty weeks, the others in the next seven."""
    return (
        anchor - 140 + int(draw / 0.75 * 126)
        if draw < 0.75
        else anchor + 3 + int((draw - 0.75) * 180)
    )


def _defect(listing: Listing, seed: int, anchor: int) -> Event | None:
    index = listing.index
    if listing.written < _DEFECT_MINIMUM or uniform(seed, "defect", index) >= _DEFECT_SHARE:
        return None
    known = listing.kind.issues.items()
    choices = [(issue, weight) for issue, weight in known if issue in _BATCH_ISSUES]
    issue = weighted(choices, uniform(seed, "defect issue", index))
    start = max(listing.launched + 45, _start(uniform(seed, "defect start", index), anchor))
    ends = uniform(seed, "defect ends", index) < 0.2
    end = start + 40 + key(seed, "defect end", index) % 40 if ends else None
    return Event(EventKind.DEFECT, start, end, issue, 0.5 + 0.2 * uniform(seed, "share", index))


def _market(
    listing: Listing, seed: int, anchor: int, kind: EventKind, span: tuple[int, int]
) -> Event | None:
    index = listing.index
    if uniform(seed, kind, index) >= _MARKET_SHARE:
        return None
    start = max(listing.launched + 10, _start(uniform(seed, kind, "start", index), anchor))
    shortest, longest = span
    return Event(kind, start, start + shortest + key(seed, kind, index) % (longest - shortest))
