"""A diff in sentences; every one that rests on reviews names some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from shelfsignal.insights.domain.diff import Change, IssueMove, Move, ReviewChange, VersionDiff
from shelfsignal.insights.domain.figures import Rise, SummarySentence
from shelfsignal.insights.domain.shares import Share
from shelfsignal.insights.domain.summary import MAX_CITED
from shelfsignal.kernel.ids import ReviewId

MAX_ISSUES: Final = 5
_WORDS: Final = {
    Change.ADDED: "added",
    Change.EDITED: "edited",
    Change.DELETED: "deleted",
    Change.RE_READ: "read differently",
}
_MOVES: Final = {
    Move.APPEARED: "appeared",
    Move.GREW: "is reported more",
    Move.SAME: "is reported as often, by other reviews",
    Move.SHRANK: "is reported less",
    Move.VANISHED: "is no longer reported",
}


def in_words(diff: VersionDiff) -> tuple[SummarySentence, ...]:
    """At least one sentence."""
    if not diff.counts and not _engine(diff):
        return (SummarySentence("No review changed what it counts as.", ()),)
    return (
        *_engine(diff),
        *_reviews(diff),
        *_negative(diff),
        *(_issue(each) for each in diff.issues[:MAX_ISSUES]),
        *(_rise(each, "A rise began") for each in diff.rises_begun),
        *(_rise(each, "A rise is no longer seen") for each in diff.rises_ended),
    )


def _engine(diff: VersionDiff) -> tuple[SummarySentence, ...]:
    was, now = diff.before, diff.after
    names = (
        ("engine", was.engine, now.engine),
        ("model", was.model_version, now.model_version),
        ("prompt", was.prompt_version, now.prompt_version),
        ("taxonomy", was.taxonomy_version, now.taxonomy_version),
    )
    changed = [f"{name} {old} became {new}" for name, old, new in names if old != new]
    if not changed:
        return ()
    text = f"The reviews were read by another version: {', '.join(changed)}."
    return (SummarySentence(text, ()),)


def _reviews(diff: VersionDiff) -> Iterable[SummarySentence]:
    if not diff.counts:
        return
    parts = [f"{diff.counts[each]} {_WORDS[each]}" for each in Change if each in diff.counts]
    before, after = diff.figures_before.reviews, diff.figures_after.reviews
    text = f"{before} reviews became {after}: {', '.join(parts)}."
    yield SummarySentence(text, _cite(diff.reviews, lambda _: True))


def _negative(diff: VersionDiff) -> Iterable[SummarySentence]:
    was, now = diff.figures_before.sentiment.negative, diff.figures_after.sentiment.negative
    if (was.count, was.n) == (now.count, now.n):
        return
    cited = _cite(diff.reviews, _moves_mood)
    yield SummarySentence(f"Negative reviews: {_shown(was)} became {_shown(now)}.", cited)


def _issue(issue: IssueMove) -> SummarySentence:
    text = (
        f"“{issue.name}” {_MOVES[issue.move]}: {_shown(issue.before)}, now {_shown(issue.after)}."
    )
    cited = issue.lost if issue.move in {Move.SHRANK, Move.VANISHED} else issue.gained
    return SummarySentence(text, cited[:MAX_CITED])


def _rise(rise: Rise, what: str) -> SummarySentence:
    text = (
        f"{what} on {rise.start.isoformat()}: {rise.name}, {rise.recent_mentions} of "
        f"{rise.recent_reviews} reviews since, {rise.base_mentions} of {rise.base_reviews} before."
    )
    return SummarySentence(text, ())


def _shown(part: Share) -> str:
    counted = f"{part.count} of {part.n}"
    return counted if part.value is None else f"{counted} ({part.value:.0%})"


def _moves_mood(change: ReviewChange) -> bool:
    before = change.before.sentiment if change.before else None
    after = change.after.sentiment if change.after else None
    return before is not after


def _cite(
    changes: Iterable[ReviewChange], is_about: Callable[[ReviewChange], bool]
) -> tuple[ReviewId, ...]:
    return tuple(each.review_id for each in changes if is_about(each))[:MAX_CITED]
