"""A summary in sentences over counts; every sentence names the reviews it rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from shelfsignal.insights.domain.analysis import ReviewAnalysis, Sentiment, Severity
from shelfsignal.insights.domain.body import IssueBody
from shelfsignal.insights.domain.figures import SummarySentence
from shelfsignal.insights.domain.issues import Read
from shelfsignal.insights.domain.shares import Share, share
from shelfsignal.kernel.ids import ReviewId

MAX_CITED: Final = 5
_TOP_ISSUES: Final = 3


def summarise(
    reads: Sequence[Read], sentiments: tuple[int, int, int], issues: Sequence[IssueBody]
) -> tuple[SummarySentence, ...]:
    """At most six sentences; none when no review was read. reads are oldest first."""
    if not reads:
        return ()
    sentences = [_overall(reads, sentiments)]
    for issue in issues[:_TOP_ISSUES]:
        sentences.append(_issue(reads, issue))
    hazard = [issue for issue in issues if issue.figures.severity is Severity.CRITICAL]
    if hazard and hazard[0] not in issues[:_TOP_ISSUES]:
        sentences.append(_issue(reads, hazard[0]))
    return tuple(sentences)


def _overall(reads: Sequence[Read], sentiments: tuple[int, int, int]) -> SummarySentence:
    positive, _, negative = sentiments
    n = len(reads)
    is_good = positive >= negative
    count, word = (positive, "positive") if is_good else (negative, "negative")
    wanted = Sentiment.POSITIVE if is_good else Sentiment.NEGATIVE
    cited = _cite(reads, lambda analysis: analysis.sentiment is wanted)
    return SummarySentence(
        f"{_of(count, n)} analysed reviews are {word}{_interval(count, n)}.", cited
    )


def _issue(reads: Sequence[Read], issue: IssueBody) -> SummarySentence:
    figures = issue.figures
    verb = "reports" if figures.mentions == 1 else "report"
    stars = f"{figures.star_impact:.2f}"
    cost = f", costing about {stars} stars" if stars != "0.00" else ""
    who = f"{_of(figures.mentions, len(reads))} analysed reviews"
    text = f"{who} {verb} “{figures.name.lower()}”{cost}, last on {figures.last_day.isoformat()}."
    return SummarySentence(
        text, _cite(reads, lambda analysis: any(i.label == figures.code for i in analysis.issues))
    )


def _of(count: int, n: int) -> str:
    return f"{count} of {n}"


def _interval(count: int, n: int) -> str:
    part: Share = share(count, n)
    if part.value is None or part.low is None or part.high is None:
        return " (not enough data for a share)"
    return f" ({part.value:.0%}, between {part.low:.0%} and {part.high:.0%})"


def _cite(
    reads: Sequence[Read], is_about: Callable[[ReviewAnalysis], bool]
) -> tuple[ReviewId, ...]:
    """The newest reviews that say so."""
    found: list[ReviewId] = []
    for review, analysis in reversed(reads):
        if is_about(analysis):
            found.append(review.review_id)
            if len(found) == MAX_CITED:
                break
    return tuple(found)
