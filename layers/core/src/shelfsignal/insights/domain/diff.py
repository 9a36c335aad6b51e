"""What moved between two versions of an insight, and because of which reviews.

Counted from the two versions' ledgers alone. The two samples share most of their reviews, so the
difference of two shares is given as it is, beside both intervals and without a test of its own; a
rise is tested in either version on the same day, so that time passing explains none of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shelfsignal.insights.domain.analysis import Sentiment
from shelfsignal.insights.domain.attention import assess
from shelfsignal.insights.domain.body import InsightBody
from shelfsignal.insights.domain.figures import (
    IssueFigures,
    Ratings,
    Rise,
    SentimentShares,
    SummarySentence,
)
from shelfsignal.insights.domain.ledger import Ledger, LedgerEntry
from shelfsignal.insights.domain.shares import Share, share
from shelfsignal.insights.domain.version_head import VersionHead
from shelfsignal.insights.domain.versions import Version
from shelfsignal.kernel.ids import ProductId, ReviewId

MAX_REVIEWS: Final = 500


class Change(StrEnum):
    """What became of a review; re_read: its words are the same and what was read in them is not."""

    ADDED = "added"
    EDITED = "edited"
    DELETED = "deleted"
    RE_READ = "re_read"


class Move(StrEnum):
    """What became of an issue, by its mentions; same: other reviews report it, as many."""

    APPEARED = "appeared"
    GREW = "grew"
    SAME = "same"
    SHRANK = "shrank"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a review counts as; sentiment None: not read."""

    rating: int
    sentiment: Sentiment | None
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """before is None for an added review, after for a deleted one."""

    review_id: ReviewId
    change: Change
    before: Reading | None
    after: Reading | None


@dataclass(frozen=True, slots=True)
class IssueMove:
    """An issue whose mentions changed; gained and lost name the reviews it is because of."""

    code: str
    name: str
    move: Move
    before: Share
    after: Share
    star_impact_before: float
    star_impact_after: float
    gained: tuple[ReviewId, ...]
    lost: tuple[ReviewId, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts and shares of one side."""

    reviews: int
    analysed: int
    ratings: Ratings
    mean_rating: float | None
    sentiment: SentimentShares


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """From one version to another of a product; rises are stated for `day`.

    counts: all reviews that differ, by what became of them; reviews: at most MAX_REVIEWS of these,
    those that moved an issue or a sentiment first.
    """

    product_id: ProductId
    day: date
    before: VersionHead
    after: VersionHead
    figures_before: Figures
    figures_after: Figures
    issues: tuple[IssueMove, ...]
    rises_begun: tuple[Rise, ...]
    rises_ended: tuple[Rise, ...]
    counts: dict[Change, int]
    reviews: tuple[ReviewChange, ...]
    summary: tuple[SummarySentence, ...] = ()


def diff(before: Version, after: Version, was: Ledger, now: Ledger, day: date) -> VersionDiff:
    """was and now are the ledgers the two versions count."""
    changes = review_changes(was, now)
    old = {rise.code: rise for rise in assess(before.body, day).rising}
    new = {rise.code: rise for rise in assess(after.body, day).rising}
    return VersionDiff(
        product_id=after.product_id,
        day=day,
        before=before.head,
        after=after.head,
        figures_before=_figures(before.body),
        figures_after=_figures(after.body),
        issues=_issue_moves(before.body, after.body, changes),
        rises_begun=tuple(rise for code, rise in new.items() if code not in old),
        rises_ended=tuple(rise for code, rise in old.items() if code not in new),
        counts=dict(sorted(Counter(each.change for each in changes).items())),
        reviews=tuple(sorted(changes, key=_weightiest)[:MAX_REVIEWS]),
    )


def review_changes(was: Ledger, now: Ledger) -> list[ReviewChange]:
    """Every review that differs, by id; one read again to the same result does not."""
    changes = (
        _change(review, was.entries.get(review), now.entries.get(review))
        for review in sorted({*was.entries, *now.entries})
    )
    return [each for each in changes if each is not None]


def _change(
    review: ReviewId, was: LedgerEntry | None, now: LedgerEntry | None
) -> ReviewChange | None:
    before, after = _reading(was), _reading(now)
    if was is None or now is None:
        kind = Change.ADDED if was is None else Change.DELETED
    elif was.content_hash != now.content_hash:
        kind = Change.EDITED
    elif before != after:
        kind = Change.RE_READ
    else:
        return None
    return ReviewChange(review, kind, before, after)


def _reading(entry: LedgerEntry | None) -> Reading | None:
    if entry is None:
        return None
    analysis = entry.labels.analysis if entry.labels else None
    if analysis is None or not analysis.is_analysed:
        return Reading(entry.review.rating, None, ())
    codes = tuple(sorted({issue.label for issue in analysis.issues}))
    return Reading(entry.review.rating, analysis.sentiment, codes)


def _figures(body: InsightBody) -> Figures:
    return Figures(body.reviews, body.analysed, body.ratings, body.mean_rating, body.sentiment)


def _issue_moves(
    before: InsightBody, after: InsightBody, changes: Iterable[ReviewChange]
) -> tuple[IssueMove, ...]:
    old = {issue.figures.code: issue.figures for issue in before.issues}
    new = {issue.figures.code: issue.figures for issue in after.issues}
    gained: dict[str, list[ReviewId]] = {}
    lost: dict[str, list[ReviewId]] = {}
    for each in changes:
        had = set(each.before.issues) if each.before else set()
        has = set(each.after.issues) if each.after else set()
        for code in has - had:
            gained.setdefault(code, []).append(each.review_id)
        for code in had - has:
            lost.setdefault(code, []).append(each.review_id)
    moves = [
        _move(code, old, new, (before.analysed, after.analysed), (gained, lost))
        for code in {*gained, *lost}
        if code in old or code in new
    ]
    return tuple(sorted(moves, key=_largest))


_Reviews = Mapping[str, list[ReviewId]]
_Issues = Mapping[str, IssueFigures]


def _move(
    code: str, old: _Issues, new: _Issues, n: tuple[int, int], because: tuple[_Reviews, _Reviews]
) -> IssueMove:
    was, now = old.get(code), new.get(code)
    named = now or old[code]
    k0, k1 = (was.mentions if was else 0), (now.mentions if now else 0)
    return IssueMove(
        code=code,
        name=named.name,
        move=_kind(k0, k1),
        before=share(k0, n[0]),
        after=share(k1, n[1]),
        star_impact_before=was.star_impact if was else 0.0,
        star_impact_after=now.star_impact if now else 0.0,
        gained=tuple(because[0].get(code, ())),
        lost=tuple(because[1].get(code, ())),
    )


def _kind(before: int, after: int) -> Move:
    if before == 0:
        return Move.APPEARED
    if after == 0:
        return Move.VANISHED
    if after == before:
        return Move.SAME
    return Move.GREW if after > before else Move.SHRANK


def _largest(issue: IssueMove) -> tuple[int, str]:
    return -abs(issue.after.count - issue.before.count), issue.code


def _weightiest(change: ReviewChange) -> tuple[bool, bool, ReviewId]:
    before, after = change.before, change.after
    moved_issue = (before.issues if before else ()) != (after.issues if after else ())
    moved_mood = (before.sentiment if before else None) != (after.sentiment if after else None)
    return not moved_issue, not moved_mood, change.review_id
